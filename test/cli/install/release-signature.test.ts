import { readFileSync } from "node:fs";
import type { PublicKey } from "openpgp";
import { HASHICORP_FINGERPRINT, hashicorpKey, publicKeys } from "../../../cli/install/release-signature";
import { MOTO_VERSION, TERRAFORM_VERSION } from "../../../cli/processes/installed-programs";

/** It has signed Terraform's releases since 2021. */
const SUBKEY = "c820c6d5cd27ab87";

function canSignAt(date: string) {
  return async (key: PublicKey): Promise<boolean> => {
    const subkey = key.getKeys().find((it) => it.getKeyID().toHex() === SUBKEY);
    // OpenPGP.js asks the same of a signature that was made at this time.
    return key.getSigningKey(subkey!.getKeyID(), new Date(date)).then(
      (found) => found === subkey,
      () => false,
    );
  };
}

describe("HashiCorp's key in the project", () => {
  it("has the fingerprint that HashiCorp publishes, in each block", async () => {
    const keys = await publicKeys(hashicorpKey());

    expect(keys.map((key) => key.getFingerprint().toUpperCase())).toEqual([
      HASHICORP_FINGERPRINT,
      HASHICORP_FINGERPRINT,
    ]);
    expect(keys.map((key) => key.isPrivate())).toEqual([false, false]);
  });

  it.each([
    ["2021-05-01", [true, false]],
    ["2025-04-09", [true, false]],
    ["2026-03-01", [true, true]],
    ["2029-12-31", [false, true]],
    ["2030-04-01", [false, false]],
  ])("has a subkey for what was signed on %s, before it was extended and after: %j", async (date, expected) => {
    const keys = await publicKeys(hashicorpKey());

    expect(await Promise.all(keys.map(canSignAt(date)))).toEqual(expected);
  });
});

it("the versions that are installed are the ones that CI tests with", () => {
  const workflow = readFileSync(".github/workflows/ci.yml", "utf8");

  expect(workflow).toContain(`terraform_version: ${TERRAFORM_VERSION}\n`);
  expect(workflow).toContain(`moto[server]==${MOTO_VERSION}"`);
});
