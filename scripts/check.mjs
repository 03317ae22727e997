/**
 * Runs npm scripts at the same time, and fails when one does: `check.mjs LANE...`. A lane is names of npm scripts;
 * those that a comma separates run one after the other. The first lane prints while it runs, and its processes go
 * before all others: tests with a time limit belong there. The output of any other script comes when it ends.
 *
 * It is JavaScript because `npm test` would otherwise begin with a compiler.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import * as path from "node:path";

/**
 * For the compiler in `lint:code`, a program in Go that ends soon: to collect its memory would take a quarter of its
 * time, and with one thread, no two of them check the same types.
 */
const FOR_COMPILER = { GOGC: "off", GOMEMLIMIT: "3GiB", GOMAXPROCS: "1" };

/** Runs a script, and returns whether it passed. */
async function passes(name, script, isPatient) {
  const startedAt = Date.now();
  const output = isPatient ? "pipe" : "inherit";
  const env = { ...process.env, npm_lifecycle_event: name, ...(name === "lint:code" && FOR_COMPILER) };
  const child = spawn(script, { shell: true, env, stdio: ["ignore", output, output] });
  if (isPatient && child.pid !== undefined) {
    setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  }
  const chunks = [];
  child.stdout?.on("data", (chunk) => chunks.push(chunk));
  child.stderr?.on("data", (chunk) => chunks.push(chunk));
  const [code] = await once(child, "close");
  process.stdout.write(Buffer.concat(chunks));
  console.log(
    `npm run ${name}: ${code === 0 ? "passed" : "FAILED"} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`,
  );
  return code === 0;
}

// As npm does, which takes a quarter of a second to start each script.
process.env.PATH = [path.resolve("node_modules", ".bin"), process.env.PATH].join(path.delimiter);
const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
const failed = [];
await Promise.all(
  process.argv.slice(2).map(async (lane, index) => {
    for (const name of lane.split(",")) {
      if (!(await passes(name, scripts[name], index > 0))) {
        failed.push(name);
      }
    }
  }),
);
if (failed.length > 0) {
  console.error(`Failed: ${failed.map((name) => `npm run ${name}`).join(", ")}`);
  process.exitCode = 1;
}
