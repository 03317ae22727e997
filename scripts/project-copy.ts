import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import * as path from "node:path";

const PROJECT = path.dirname(__dirname);

/** What of the project makes the app and its artifact. */
const SOURCES = [
  "main.ts",
  "modules",
  "cli",
  "scripts",
  "function",
  "cdktf.json",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "workmail.example.json",
];

/**
 * Copies the project's sources to a folder, with the packages that are
 * installed here: what is measured there leaves this checkout's dist/ and
 * cdktf.out/ alone, and takes the example settings whatever the user's are.
 */
export function copyProject(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of SOURCES) {
    cpSync(path.join(PROJECT, name), path.join(folder, name), {
      recursive: true,
      filter: (source) => !/[\\/](node_modules|dist)$/.test(source),
    });
  }
  symlinkSync(path.join(PROJECT, "node_modules"), path.join(folder, "node_modules"));
}
