import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { unzipSync } from "fflate";
import { asZip, readLambdaZip, targetOf } from "../../modules/package/lambda-zip";
import type { ZipEntry } from "../../modules/package/zip-entries";
import { fileReason, UserError } from "../../modules/user-error";

/**
 * Unpacks a function's zip as Lambda does, with the files' permissions and symbolic links.
 *
 * @param zip the archive, or the path of it
 * @param folder where to; it must exist
 * @throws UserError when it is not a zip archive, or with every entry that cannot be unpacked, that would land outside
 * of the folder, or that Lambda's user could not read
 */
export function unpack(zip: Uint8Array | string, folder: string): void {
  const name = typeof zip === "string" ? zip : "The function's zip";
  const bytes = typeof zip === "string" ? readZip(zip) : Buffer.from(zip);
  const { entries, files } = contentsOf(bytes, name);
  try {
    for (const entry of entries) {
      unpackEntry(entry, files.get(entry.name), folder);
    }
  } catch (error) {
    throw new UserError(`${name} cannot be unpacked: ${(error as Error).message}`);
  }
}

function readZip(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError(`${file}: ${fileReason(error)}. Allowed: a zip for Lambda.`);
  }
}

function contentsOf(bytes: Buffer, name: string) {
  const entries = readLambdaZip(bytes, name);
  return { entries, files: asZip(name, () => new Map(Object.entries(unzipSync(bytes)))) };
}

function unpackEntry({ name, kind, mode }: ZipEntry, content: Uint8Array | undefined, folder: string): void {
  const target = path.join(folder, name);
  if (kind === "folder") {
    mkdirSync(target, { recursive: true });
    return;
  }
  mkdirSync(path.dirname(target), { recursive: true });
  if (kind === "link") {
    symlinkSync(targetOf(content), target);
    return;
  }
  // Never through a link, and never over what is there.
  writeFileSync(target, content ?? new Uint8Array(), { flag: "wx" });
  chmodSync(target, mode ?? 0o644);
}
