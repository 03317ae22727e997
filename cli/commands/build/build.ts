import * as path from "node:path";
import { createFunctionPackage } from "../../../modules/package/function-package";
import { readSettings } from "../../../modules/settings/read-settings";
import { fail } from "../../../modules/user-error";

/** Builds the artifact of the settings, and says what it is. */
async function build() {
  const settings = readSettings();
  const built = await createFunctionPackage(settings.package, "dist");
  const facts = {
    path: path.relative("", built.path),
    handler: settings.package.handler,
    runtime: settings.package.runtime,
    size: built.size,
    codeSize: built.codeSize,
    codeSha256: built.sourceCodeHash,
  };
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify(facts));
    return;
  }
  console.log(`${facts.path}
  size        ${facts.size} bytes${facts.codeSize === undefined ? "" : ` (JavaScript ${facts.codeSize} bytes)`}
  CodeSha256  ${facts.codeSha256}
  handler     ${facts.handler} on ${facts.runtime}
Next: npm run synth, npm run demo or npm run deploy`);
}

build().catch(fail);
