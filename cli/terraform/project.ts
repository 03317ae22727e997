import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { UserError } from "../../modules/user-error";

/** The files that a command needs to synthesize the project's own stacks. */
const FILES = ["main.ts", "cdktf.json"];
/** Each by its names in CDKTF and in CDK Terrain. */
const PACKAGES = [
  ["cdktf", "cdktn"],
  ["constructs"],
  ["@cdktf/provider-aws/package.json", "@cdktn/provider-aws/package.json"],
];

/** @throws UserError when the working folder is not a project with an app of ours, or its packages are missing */
export function checkProject(command: string): void {
  const resolve = createRequire(path.resolve("package.json")).resolve;
  const missing = [
    ...FILES.filter((file) => !existsSync(file)),
    ...PACKAGES.filter((names) => !names.some((name) => canResolve(resolve, name))).map(
      ([name = ""]) => `the package ${name.replace("/package.json", "")}`,
    ),
  ];
  if (missing.length > 0) {
    throw new UserError(
      `workmail-lambda ${command} needs a clone of the project with its packages, and ${process.cwd()} lacks ${missing.join(", ")}.`,
    );
  }
}

function canResolve(resolve: (name: string) => string, name: string): boolean {
  try {
    resolve(name);
    return true;
  } catch {
    return false;
  }
}
