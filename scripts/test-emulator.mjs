/**
 * Runs the end-to-end tests. One or two files that fail run once more, by themselves, and the results of both runs are
 * shown: on a busy machine, the AWS provider now and then repeats a call to the emulator for 5 minutes. A file must
 * pass as a whole, since its tests need those before them.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** Of more files, the cause is another one. */
const MOST_FILES = 2;

const PROJECTS = ["--selectProjects", "e2e", "module"];

async function jest(...args) {
  const [code] = await once(spawn("jest", args, { stdio: "inherit" }), "close");
  return code ?? 1;
}

/** Returns the files that failed; none if Jest itself did. */
function failedIn(file) {
  try {
    const { testResults } = JSON.parse(readFileSync(file, "utf8"));
    return testResults.filter(({ status }) => status === "failed").map(({ name }) => path.relative("", name));
  } catch {
    return [];
  }
}

const folder = mkdtempSync(path.join(tmpdir(), "emulator-"));
const results = path.join(folder, "results.json");
process.exitCode = await jest("--maxWorkers=3", ...PROJECTS, "--json", `--outputFile=${results}`);
const failed = process.exitCode === 0 ? [] : failedIn(results);
if (failed.length > 0 && failed.length <= MOST_FILES) {
  console.error(`Once more, by themselves: ${failed.join(", ")}`);
  process.exitCode = await jest(...failed, "--maxWorkers=1", ...PROJECTS);
  console.error(`${process.exitCode === 0 ? "Passed only" : "Failed also"} the second time: ${failed.join(", ")}`);
}
rmSync(folder, { recursive: true });
