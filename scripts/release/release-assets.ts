import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { reproducibleZip } from "../../modules/package/reproducible-zip";
import { UserError } from "../../modules/user-error";

/**
 * The version that a tag releases.
 *
 * @throws UserError when it is another than the package's
 */
export function releasedVersion(tag: string, packageVersion: string): string {
  if (tag !== `v${packageVersion}`) {
    throw new UserError(
      `The tag ${JSON.stringify(tag)} does not release this version: package.json says ${packageVersion}, so the tag must be v${packageVersion}.`,
    );
  }
  return packageVersion;
}

/** Returns the changelog's section of a version.
 *
 * @throws UserError when it says nothing
 */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m);
  const section = sections.find((text) => text.startsWith(`[${version}]`));
  const notes = section?.replace(/^.*\n/, "").trim();
  if (!notes) {
    throw new UserError(`CHANGELOG.md has no section "## [${version}]" with text in it.`);
  }
  return notes;
}

/** The module's folder as a zip, as Terraform downloads it. */
export async function moduleArchive(folder: string): Promise<Uint8Array> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)))
    // Terraform leaves states, and people variables, in a folder in which it ran: only what the module is made of.
    .filter((name) => /^[^.].*(\.tf\.json|\.tftest\.hcl|\.zip|README\.md|LICENSES\.txt)$/.test(name));
  return reproducibleZip(
    Object.fromEntries(files.map((name) => [name.replaceAll(path.sep, "/"), readFileSync(path.join(folder, name))])),
  );
}

/** The text of SHA256SUMS, which `sha256sum --check` reads. */
export function checksums(files: Readonly<Record<string, Uint8Array>>): string {
  return Object.entries(files)
    .map(([name, content]) => `${createHash("sha256").update(content).digest("hex")}  ${name}\n`)
    .join("");
}
