const { spawnSync } = require("node:child_process");
const { mkdtempSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");

/** Files in memory, on Linux: with those of unit tests on a disk, a run spends a third more time in the system. */
const MEMORY = "/dev/shm";
const PREFIX = "workmail-tests-";
/** Unit tests need 60 MB, and a container has 64 MiB by default. */
const ENOUGH_BYTES = 2 ** 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Gives the run a folder for temporary files, which the teardown deletes: for unit tests, in memory if possible. */
module.exports = (_, { displayName }) => {
  const isFree = displayName.name === "unit" && process.env.TMPDIR === undefined;
  process.env.TMPDIR = (isFree && folderInMemory()) || mkdtempSync(path.join(tmpdir(), PREFIX));
  // The SDK's advice on Node.js versions would be between the results.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  // esbuild's own processes end soon: collecting their memory as often as by default takes a tenth of their time. So do
  // those of Terraform, to which cli/terraform/run.ts gives the same.
  process.env.GOGC ??= "400";
};

/** Returns a new folder in memory; nothing if there is no room, or programs may not run there. */
function folderInMemory() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < ENOUGH_BYTES) {
      return undefined;
    }
    deleteLeftovers();
    const folder = mkdtempSync(path.join(MEMORY, PREFIX));
    const program = path.join(folder, "program");
    writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
    const { status } = spawnSync(program);
    rmSync(status === 0 ? program : folder, { recursive: true });
    return status === 0 ? folder : undefined;
  } catch {
    // It is not there, or not ours to write.
    return undefined;
  }
}

/** Deletes the folders of runs that were ended by a signal: nothing else would until the machine starts again. */
function deleteLeftovers() {
  for (const name of readdirSync(MEMORY).filter((it) => it.startsWith(PREFIX))) {
    const folder = path.join(MEMORY, name);
    if (Date.now() - statSync(folder).mtimeMs > DAY_MS) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
