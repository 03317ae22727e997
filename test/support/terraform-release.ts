import { createHash } from "node:crypto";
import { zipSync } from "fflate";
import { createMessage, generateKey, type PrivateKey, sign } from "openpgp";
import type { ReleaseKey } from "../../cli/install/release-signature";
import { TERRAFORM_VERSION } from "../../cli/processes/installed-programs";
import { terraformPlatform } from "../../cli/terraform/providers";

/** The names of the three files of a release for this machine. */
export const ARCHIVE = `terraform_${TERRAFORM_VERSION}_${terraformPlatform()}.zip`;
export const CHECKSUMS = `terraform_${TERRAFORM_VERSION}_SHA256SUMS`;
export const SIGNATURE = `${CHECKSUMS}.sig`;

/** A key that can sign releases, unlike HashiCorp's. */
export interface TestKey extends ReleaseKey {
  readonly privateKey: PrivateKey;
}

/** Creates a key. */
export async function testKey(): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKey({ userIDs: [{ name: "Test" }], format: "object" });
  return { privateKey, armored: publicKey.armor(), fingerprint: publicKey.getFingerprint().toUpperCase() };
}

/** Returns the files of a release with these files in its archive. */
export async function releaseWith(
  contents: Record<string, Uint8Array | string>,
  key: TestKey,
): Promise<Record<string, Uint8Array>> {
  const files = Object.entries(contents).map(([name, content]) => [name, Buffer.from(content)]);
  // Terraform itself is large: not compressed, it takes no time.
  const archive = zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { level: 0 });
  const sha256 = createHash("sha256").update(archive).digest("hex");
  const other = `${"0".repeat(64)}  terraform_${TERRAFORM_VERSION}_plan9_mips.zip\n`;
  return signedRelease(archive, `${other}${sha256}  ${ARCHIVE}\n`, key);
}

/** Returns the files of a release with these checksums, signed. */
export async function signedRelease(
  archive: Uint8Array,
  checksums: string,
  { privateKey }: TestKey,
): Promise<Record<string, Uint8Array>> {
  const content = Buffer.from(checksums);
  const message = await createMessage({ binary: content, format: "binary" });
  const signed: unknown = await sign({ message, signingKeys: privateKey, detached: true, format: "binary" });
  return { [ARCHIVE]: archive, [CHECKSUMS]: content, [SIGNATURE]: signed as Uint8Array };
}
