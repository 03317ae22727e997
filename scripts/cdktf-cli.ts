import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import * as path from "node:path";
import { dependencies } from "./cdktf/cli/package.json";

const PROJECT = path.dirname(__dirname);
const MANIFESTS = path.join(__dirname, "cdktf", "cli");

/** The release that is compared with this project. */
export const CDKTF_CLI_VERSION = dependencies["cdktf-cli"];

/**
 * Returns the path of the CDKTF CLI. Installs it into `dist/` the first time: it has a third of the packages that the
 * project would have with it, and only `npx cdktf`, some tests, and benchmarks run it.
 */
export function cdktfCli(): string {
  const lock = readFileSync(path.join(MANIFESTS, "package-lock.json"));
  const folder = path.join(PROJECT, "dist", "cdktf-cli", createHash("sha256").update(lock).digest("hex").slice(0, 16));
  if (!existsSync(folder)) {
    console.error(`Installing the CDKTF CLI ${CDKTF_CLI_VERSION}, this once.`);
    install(folder);
  }
  // The program itself: Windows cannot start the files of node_modules/.bin.
  return path.join(folder, "node_modules", "cdktf-cli", "bundle", "bin", "cdktf");
}

/** Renames the folder when it is complete, because another test may look for it. */
function install(folder: string): void {
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) {
    copyFileSync(path.join(MANIFESTS, name), path.join(unfinished, name));
  }
  try {
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: unfinished,
      stdio: ["ignore", "ignore", "inherit"],
    });
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) {
      throw error;
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}
