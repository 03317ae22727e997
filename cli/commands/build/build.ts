import * as path from "node:path";
import { commandAgain, commandLine } from "../../../modules/command-line";
import { hasApp } from "../../../modules/own-app";
import { createFunctionPackage, FunctionPackageError } from "../../../modules/package/function-package";
import { packageHints } from "../../../modules/package/package-hints";
import { printLine, printNote } from "../../../modules/print";
import { readSettings } from "../../../modules/settings/read-settings";
import { UserError } from "../../../modules/user-error";
import { printJson } from "../../terminal/output";

/** Builds the artifact of the settings, and prints what it is. */
export async function build({ json = false }: { readonly json?: boolean }): Promise<void> {
  const settings = readSettings();
  const built = await createFunctionPackage(settings.package, "dist").catch((error: unknown) => {
    throw error instanceof FunctionPackageError
      ? new UserError(`${error.message}\nNext: correct this, then ${commandAgain("build")}`)
      : error;
  });
  packageHints(settings, built).forEach(printNote);
  const file = settings.package.packagePath ?? path.join("dist", path.basename(built.path));
  const facts = {
    path: path.relative("", file),
    handler: settings.package.handler,
    runtime: settings.package.runtime,
    size: built.size,
    codeSize: built.codeSize,
    codeSha256: built.sourceCodeHash,
  };
  if (json) {
    printJson(facts);
    return;
  }
  printLine(`${facts.path}
  size        ${facts.size} bytes${facts.codeSize === undefined ? "" : ` (JavaScript ${facts.codeSize} bytes)`}
  CodeSha256  ${facts.codeSha256}
  handler     ${facts.handler}, for ${facts.runtime} or later
Next: ${nextStep(facts.path)}`);
}

/** The other commands need an app. */
function nextStep(zip: string): string {
  return hasApp() ? `${commandLine(["invoke"])}, then ${commandLine(["diff"])}` : commandLine(["invoke", "--zip", zip]);
}
