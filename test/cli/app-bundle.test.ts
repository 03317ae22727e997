import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import type { ValidateBinaryVersion } from "cdktf/lib/validations/validate-binary-version";
import { build, type BuildOptions } from "esbuild";
import { folderWith } from "../support/folder";

const require = createRequire(__filename);
const { APP_BUNDLE } = require("../../cli/app-bundle.js") as { readonly APP_BUNDLE: BuildOptions };

/** Returns what a file of CDKTF exports, bundled as the app is. */
async function bundled(file: string): Promise<Record<string, unknown>> {
  const { outputFiles } = await build({
    ...APP_BUNDLE,
    stdin: { contents: `module.exports = require(${JSON.stringify(file)});`, resolveDir: __dirname },
    bundle: true,
    platform: "node",
    write: false,
  });
  const bundle = path.join(folderWith({}), "bundle.js");
  writeFileSync(bundle, outputFiles[0]!.contents);
  return require(bundle) as Record<string, unknown>;
}

describe("the app's bundle", () => {
  it("compares a version as CDKTF does, which needs it only for a resource that is moved", async () => {
    const exported = await bundled(require.resolve("cdktf/lib/validations/validate-binary-version"));
    const Validation = exported.ValidateBinaryVersion as typeof ValidateBinaryVersion;
    const validate = (range: string) => new Validation("Terraform", range, "echo v1.5.7", "Upgrade it.").validate();
    expect(validate(">=1.5")).toEqual([]);
    expect(validate(">=1.6")).toEqual([
      "Terraform version 1.5.7 is lower than the required version >=1.6 for this construct. Upgrade it.",
    ]);
  });
});
