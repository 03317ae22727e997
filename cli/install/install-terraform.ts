import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { replaceFile } from "../../modules/replace-file";
import { UserError } from "../../modules/user-error";
import { installedTerraform, TERRAFORM_VERSION } from "../processes/installed-programs";
import { terraformPlatform } from "../terraform/providers";
import { type ArchiveSource, downloadFrom, type ReadOptions } from "./archive-source";
import { checkSignature, hashicorpKey, type ReleaseKey } from "./release-signature";

/** How Terraform is installed. */
export interface TerraformInstallation extends ReadOptions {
  readonly env: NodeJS.ProcessEnv;
  /** @default - HashiCorp's site */
  readonly source?: ArchiveSource;
  /** @default - HashiCorp's */
  readonly key?: ReleaseKey;
}

/** Where HashiCorp publishes Terraform's releases. */
const RELEASES = "https://releases.hashicorp.com/terraform";

/**
 * Installs Terraform from its official archive for this machine, after its signature and checksum are verified.
 *
 * @returns the path of the program
 * @throws UserError when anything is not as HashiCorp signed it; nothing is installed then
 */
export async function installTerraform({
  env,
  source = downloadFrom(`${RELEASES}/${TERRAFORM_VERSION}`),
  key = hashicorpKey(),
  signal,
  onProgress,
}: TerraformInstallation): Promise<string> {
  const checksums = `terraform_${TERRAFORM_VERSION}_SHA256SUMS`;
  const content = await source.read(checksums, { signal });
  const signature = await source.read(`${checksums}.sig`, { signal });
  await checkSignature({ location: source.locationOf(checksums), content, signature }, key);

  const name = `terraform_${TERRAFORM_VERSION}_${terraformPlatform()}.zip`;
  const expected = checksumOf(name, Buffer.from(content).toString(), source.locationOf(checksums));
  const archive = await source.read(name, { signal, onProgress });
  const location = source.locationOf(name);
  const sha256 = createHash("sha256").update(archive).digest("hex");
  if (sha256 !== expected) {
    throw new UserError(
      `${location} has the SHA-256 ${sha256}, not the signed ${expected}: it is incomplete or not the original. Nothing was installed. Next: get it again from ${RELEASES}/${TERRAFORM_VERSION}`,
    );
  }
  signal?.throwIfAborted();
  const file = installedTerraform(env);
  replaceFile(file, programIn(archive, location), 0o755);
  return file;
}

function checksumOf(name: string, checksums: string, location: string): string {
  const line = checksums.split("\n").find((it) => it.endsWith(`  ${name}`));
  if (line === undefined) {
    throw new UserError(
      `${location} does not list ${name}: there is no Terraform ${TERRAFORM_VERSION} for this system. Nothing was installed.`,
    );
  }
  return line.split(" ", 1)[0]!;
}

/** The files of Terraform's archive. */
const FILES = ["terraform", "LICENSE.txt"];

function programIn(archive: Uint8Array, location: string): Uint8Array {
  const names: string[] = [];
  const { terraform } = unzip(archive, location, (name) => {
    names.push(name);
    return name === "terraform";
  });
  if (terraform === undefined || names.some((name) => !FILES.includes(name))) {
    throw new UserError(
      `${location} contains ${names.join(", ")}. Expected: ${FILES.join(", ")}. Nothing was installed.`,
    );
  }
  return terraform;
}

function unzip(archive: Uint8Array, location: string, wants: (name: string) => boolean) {
  try {
    return unzipSync(archive, { filter: ({ name }) => wants(name) });
  } catch (error) {
    throw new UserError(`${location} is not a zip archive (${(error as Error).message}). Nothing was installed.`);
  }
}
