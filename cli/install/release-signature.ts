import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { PublicKey } from "openpgp";
import { UserError } from "../../modules/user-error";

/** The key that signs releases. */
export interface ReleaseKey {
  /** The public key as ASCII text, in a block for each state in which it was published. */
  readonly armored: string;
  /** The fingerprint that its owner publishes, in upper case. */
  readonly fingerprint: string;
}

/** @see https://www.hashicorp.com/security */
export const HASHICORP_FINGERPRINT = "C874011F0AB405110D02105534365D9472D7468F";

export function hashicorpKey(): ReleaseKey {
  return {
    armored: readFileSync(path.join(__dirname, "hashicorp.asc"), "utf8"),
    fingerprint: HASHICORP_FINGERPRINT,
  };
}

/** A file and its detached signature. */
interface SignedFile {
  /** Where it is, for people. */
  readonly location: string;
  readonly content: Uint8Array;
  readonly signature: Uint8Array;
}

/** @throws UserError when the signature is not one of the key for the file */
export async function checkSignature({ location, content, signature }: SignedFile, key: ReleaseKey): Promise<void> {
  try {
    await verifyWithOne(await publicKeys(key), content, signature);
  } catch (error) {
    throw new UserError(
      `${location} is not signed with the key ${key.fingerprint} (${(error as Error).message}). Nothing was installed. Next: get it and its signature again from https://releases.hashicorp.com`,
    );
  }
}

/** Returns the key as each of its blocks says. */
export async function publicKeys({ armored, fingerprint }: ReleaseKey): Promise<PublicKey[]> {
  // A package of the development, which a clone has, as the demo needs it: nobody else gets its 1.2 MB.
  const { readKey } = await import("openpgp");
  const blocks = armored.match(/-----BEGIN .*?-----END [^\n]*/gs) ?? [];
  const keys = await Promise.all(blocks.map((armoredKey) => readKey({ armoredKey })));
  const found = keys.map((key) => key.getFingerprint().toUpperCase()).find((it) => it !== fingerprint);
  if (found !== undefined) {
    throw new Error(`the key at hand has the fingerprint ${found}`);
  }
  return keys;
}

/**
 * Verifies with each block in turn, because OpenPGP.js knows the validity of a key only since its latest extension, and
 * the signature may be older.
 */
async function verifyWithOne(keys: readonly PublicKey[], content: Uint8Array, signature: Uint8Array): Promise<void> {
  const { createMessage, readSignature, verify } = await import("openpgp");
  const problems: Error[] = [];
  for (const verificationKeys of keys) {
    try {
      await verify({
        message: await createMessage({ binary: content, format: "binary" }),
        signature: await readSignature({ binarySignature: signature }),
        verificationKeys,
        // Throws unless the key has signed it.
        expectSigned: true,
        format: "binary",
      });
      return;
    } catch (error) {
      problems.push(error as Error);
    }
  }
  throw problems[0] ?? new Error("there is no key");
}
