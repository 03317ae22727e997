import { readFileSync } from "node:fs";
import * as path from "node:path";
import { fail, UserError } from "../modules/user-error";
import { bundledAdvisories, bundledPackages } from "./release/bundled-advisories";

/** The files that list the packages in the bundles of the npm package, and in the zips. */
const NOTICES = ["dist/THIRD-PARTY-LICENSES.txt", "modules/terraform/THIRD-PARTY-LICENSES.txt"];

/**
 * Reads the report of `npm audit --json` from standard input, and fails if code with a known vulnerability is
 * published: what is bundled is a development dependency for npm, which `npm audit --omit=dev` leaves out.
 */
function main(): void {
  const bundled = bundledPackages(NOTICES.map((file) => readFileSync(file, "utf8")).join("\n"));
  if (bundled.size === 0) {
    throw new UserError(`No package is listed in ${NOTICES.join(", ")}. Next: npm run package`);
  }
  const advisories = bundledAdvisories(readFileSync(0, "utf8"), bundled, versionIn);
  if (advisories.length > 0) {
    throw new UserError(["Vulnerabilities in what is bundled:", ...advisories].join("\n"));
  }
  console.log(`No known vulnerability in the ${bundled.size} packages that are bundled.`);
}

function versionIn(folder: string): string {
  const { version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string };
  return version;
}

try {
  main();
} catch (error) {
  fail(error);
}
