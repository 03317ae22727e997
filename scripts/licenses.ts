import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { createFunctionPackage } from "../modules/package/function-package";
import { DEFAULTS } from "../modules/settings/function-settings";
import { fail } from "../modules/user-error";
import { artifactContents } from "./release/artifact-contents";

/** Lists whose code the artifacts are made of, and under which licenses. */
async function licenses() {
  const folder = await mkdtemp(path.join(tmpdir(), "workmail-licenses-"));
  try {
    for (const entry of [DEFAULTS.entry, DEFAULTS.deduplicatingEntry]) {
      const { sources = {} } = await createFunctionPackage({ entry }, folder);
      console.log(`${entry}`);
      for (const component of artifactContents(sources)) {
        const { name, version, license, bytes } = component;
        console.log(`  ${`${name} ${version}`.padEnd(52)} ${license.padEnd(12)} ${String(bytes).padStart(7)} bytes`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

licenses().catch(fail);
