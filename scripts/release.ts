import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { MODULE_PACKAGES } from "../modules/terraform-module/terraform-module";
import { fail } from "../modules/user-error";
import { MODULE_FOLDER } from "./generate/module-files";
import { checksums, moduleArchive, releasedVersion, releaseNotes } from "./release/release-assets";

/**
 * Gathers what a release publishes in dist/release, and its notes beside it.
 * The argument is the release's tag.
 */
async function main(): Promise<void> {
  const { name, version: packageVersion } = JSON.parse(readFileSync("package.json", "utf8")) as {
    name: string;
    version: string;
  };
  const version = releasedVersion(process.argv[2] ?? "", packageVersion);
  const notes = releaseNotes(readFileSync("CHANGELOG.md", "utf8"), version);

  const folder = path.join("dist", "release");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const npm = ["run", "--silent", "package", "--", `--pack-destination=${folder}`];
  execFileSync("npm", npm, { stdio: ["ignore", "ignore", "inherit"] });

  const tarball = `${name}-${version}.tgz`;
  const assets: Record<string, Uint8Array> = {
    [tarball]: readFileSync(path.join(folder, tarball)),
    [`terraform-module-${version}.zip`]: await moduleArchive(MODULE_FOLDER),
  };
  for (const zip of Object.keys(MODULE_PACKAGES)) {
    assets[zip] = readFileSync(path.join(MODULE_FOLDER, zip));
  }
  for (const [file, content] of Object.entries(assets)) {
    writeFileSync(path.join(folder, file), content);
  }
  writeFileSync(path.join(folder, "SHA256SUMS"), checksums(assets));
  writeFileSync(path.join("dist", "release-notes.md"), `${notes}\n`);
  console.log(readFileSync(path.join(folder, "SHA256SUMS"), "utf8"));
}

main().catch(fail);
