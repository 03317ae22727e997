import { unzipSync } from "fflate";
import { checksums, moduleArchive, releasedVersion, releaseNotes } from "../../../scripts/release/release-assets";
import { folderWith } from "../../support/folder";

describe("releasedVersion", () => {
  it("is the tag's, without its v", () => {
    expect(releasedVersion("v1.2.3", "1.2.3")).toBe("1.2.3");
  });

  it.each(["v1.2.4", "1.2.3", ""])("refuses the tag %j", (tag) => {
    expect(() => releasedVersion(tag, "1.2.3")).toThrow(
      `The tag ${JSON.stringify(tag)} does not release this version: package.json says 1.2.3, so the tag must be v1.2.3.`,
    );
  });
});

describe("releaseNotes", () => {
  const changelog = `# Changelog

## [Unreleased]

## [1.2.3] - 2026-01-02

### Added

- This.

## [1.2.2] - 2026-01-01

- That.
`;

  it("are the version's own", () => {
    expect(releaseNotes(changelog, "1.2.3")).toBe("### Added\n\n- This.");
  });

  it.each([
    ["is not there", "1.2.4"],
    ["is empty", "Unreleased"],
  ])("refuses a version that %s", (_, version) => {
    expect(() => releaseNotes(changelog, version)).toThrow(
      `CHANGELOG.md has no section "## [${version}]" with text in it.`,
    );
  });
});

describe("moduleArchive", () => {
  const files = { "main.tf.json": "{}", "tests/a.tftest.hcl": "" };

  it("holds the module, and nothing that Terraform left there", async () => {
    const folder = folderWith({
      ...files,
      ".terraform/modules/modules.json": "{}",
      ".terraform.lock.hcl": "",
      "terraform.tfstate": "{}",
      "terraform.tfstate.backup": "{}",
      "prod.tfvars": "",
      "prod.auto.tfvars.json": "{}",
      ".env": "",
      ".terraform/modules/other/main.tf.json": "{}",
    });
    expect(Object.keys(unzipSync(await moduleArchive(folder)))).toEqual(Object.keys(files));
  });

  it("is the same in every folder", async () => {
    const [one, other] = [folderWith(files), folderWith(files)];
    expect(await moduleArchive(one)).toEqual(await moduleArchive(other));
  });
});

describe("checksums", () => {
  it("are what sha256sum --check reads", () => {
    expect(checksums({ "a.zip": Buffer.from("a") })).toBe(
      "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a.zip\n",
    );
  });
});
