import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import * as path from "node:path";
import { fail } from "../modules/user-error";

const FOLDER = "site";

/** Runs a script of the documentation's site, after installing the site's packages where they are missing or old. */
function main([script = "dev"]: readonly string[]): void {
  const installed = modifiedAt(path.join(FOLDER, "node_modules", ".package-lock.json"));
  if (installed < modifiedAt(path.join(FOLDER, "package-lock.json"))) {
    npm("ci", "--no-audit", "--no-fund");
  }
  npm("run", script);
}

/** Returns the time of a file's last change, or 0 if it does not exist. */
function modifiedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function npm(...args: readonly string[]): void {
  const { status } = spawnSync("npm", ["--prefix", FOLDER, ...args], { stdio: "inherit" });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  fail(error);
}
