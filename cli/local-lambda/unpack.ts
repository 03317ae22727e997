import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { unzipSync } from "fflate";
import { UserError } from "../../modules/user-error";

/**
 * Unpacks a function's zip as Lambda does, with the files' permissions.
 *
 * @param zip the archive, or the path of it
 * @param folder where to; it must exist
 * @throws UserError when it is no zip, or with every entry that would land
 * outside of the folder or that Lambda's user could not read
 */
export function unpack(zip: Uint8Array | string, folder: string): void {
  const name = typeof zip === "string" ? zip : "The function's zip";
  const bytes = typeof zip === "string" ? readZip(zip) : Buffer.from(zip);
  const { files, modes } = contentsOf(bytes, name);
  const faults = Object.keys(files).flatMap((entry) => {
    const fault = faultOf(entry, modes.get(entry));
    return fault === undefined ? [] : [`  ${JSON.stringify(entry)} ${fault}`];
  });
  if (faults.length > 0) {
    throw new UserError([`${name} cannot be used:`, ...faults].join("\n"));
  }

  for (const [entry, content] of Object.entries(files)) {
    const target = path.join(folder, entry);
    if (entry.endsWith("/")) {
      mkdirSync(target, { recursive: true });
      continue;
    }
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
    chmodSync(target, modes.get(entry) ?? 0o644);
  }
}

function readZip(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError(`The function's zip cannot be read: ${(error as Error).message}`);
  }
}

function contentsOf(bytes: Buffer, name: string) {
  try {
    return { files: unzipSync(bytes), modes: modesOf(bytes) };
  } catch (error) {
    throw new UserError(`${name} is no zip archive (${(error as Error).message}).`);
  }
}

function faultOf(entry: string, mode: number | undefined): string | undefined {
  const parts = entry.split(/[\\/]/);
  if (parts.includes("..") || parts[0] === "" || /^[a-z]:/i.test(entry)) {
    return "would land outside of the function's folder";
  }
  // Lambda runs the function as a user that does not own the files.
  if (mode !== undefined && (mode & 0o004) === 0) {
    return `has mode ${mode.toString(8).padStart(4, "0")}, so that Lambda could not read it: at least 0444 is needed`;
  }
  return undefined;
}

/**
 * The permissions in a zip's central directory, of the entries that have them:
 * fflate does not tell.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT section 4.3.12
 */
function modesOf(zip: Buffer): Map<string, number> {
  const modes = new Map<string, number>();
  const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    const madeOn = zip.readUInt8(at + 5);
    const nameLength = zip.readUInt16LE(at + 28);
    const extraLength = zip.readUInt16LE(at + 30);
    const commentLength = zip.readUInt16LE(at + 32);
    const mode = (zip.readUInt32LE(at + 38) >>> 16) & 0o777;
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    // 3: Unix. Others keep no permissions.
    if (madeOn === 3) {
      modes.set(name, mode);
    }
    at += 46 + nameLength + extraLength + commentLength;
  }
  return modes;
}
