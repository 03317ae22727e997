import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { isOwnApp } from "../../modules/own-app";
import { UserError } from "../../modules/user-error";

/** The files that a command needs to synthesize the project's own stacks; the demo takes the example settings. */
const FILES = ["main.ts", "cdktf.json"];
const FILES_OF_DEMO = [...FILES, "workmail.example.json"];
/** Each by its names in CDKTF and in CDK Terrain. */
const PACKAGES = [
  ["cdktf", "cdktn"],
  ["constructs"],
  ["@cdktf/provider-aws/package.json", "@cdktn/provider-aws/package.json"],
];

/**
 * Checks that the working folder has the project's app, or a CDKTF app of your own.
 *
 * @throws UserError when it has none, or its packages are missing
 */
export function checkProject(command: string): void {
  const resolve = createRequire(path.resolve("package.json")).resolve;
  const missing = [
    ...filesFor(command).filter((file) => !existsSync(file)),
    ...PACKAGES.filter((names) => !names.some((name) => canResolve(resolve, name))).map(
      ([name = ""]) => `the package ${name.replace("/package.json", "")}`,
    ),
  ];
  if (missing.length > 0) {
    throw new UserError(
      `This command needs a clone of the project with its packages, and ${process.cwd()} lacks ${missing.join(", ")}. Next: ${isOwnApp() ? "install the packages of your app (npm install)" : "run it in the folder of the clone, after npm ci"}.`,
    );
  }
}

function filesFor(command: string): readonly string[] {
  if (command === "demo") {
    return FILES_OF_DEMO;
  }
  // It may begin in any file.
  return isOwnApp() ? [] : FILES;
}

function canResolve(resolve: (name: string) => string, name: string): boolean {
  try {
    resolve(name);
    return true;
  } catch {
    return false;
  }
}
