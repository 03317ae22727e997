import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import * as path from "node:path";

const PROJECT = path.dirname(__dirname);

/** The files of the app and its package. */
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
 * Copies the project's sources to a folder, with the installed packages. Measurements there do not touch dist/ and
 * cdktf.out/ of this clone, and use the example settings instead of the user's.
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
