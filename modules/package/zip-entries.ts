/** A file, a folder, or a symbolic link in a zip. */
export interface ZipEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link";
  /** Permissions; undefined when the zip was made on a system that keeps none. */
  readonly mode?: number;
  /** Bytes, unpacked. */
  readonly size: number;
}

const END_OF_DIRECTORY = "PK\x05\x06";
const DIRECTORY_ENTRY = 0x02014b50;
const UNIX = 3;
const UTF8_NAME = 0x800;
const IS_ENCRYPTED = 1;
const LINK = 0o12;

/**
 * Reads a zip's central directory: fflate reports neither permissions nor links, and keeps one entry of each name.
 *
 * @throws Error when there is none, or it is damaged
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT section 4.3.12
 */
export function readEntries(zip: Buffer): ZipEntry[] {
  const end = zip.lastIndexOf(END_OF_DIRECTORY, undefined, "latin1");
  if (end < 0) {
    throw new Error("it has no central directory");
  }
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  if (count === 0xffff || at === 0xffffffff) {
    throw new Error("ZIP64 is not supported");
  }
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (zip.readUInt32LE(at) !== DIRECTORY_ENTRY) {
      throw new Error("its central directory is damaged");
    }
    const nameLength = zip.readUInt16LE(at + 28);
    entries.push(readEntry(zip, at, nameLength));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function readEntry(zip: Buffer, at: number, nameLength: number): ZipEntry {
  const flags = zip.readUInt16LE(at + 8);
  // As fflate reads it.
  const name = zip.toString(flags & UTF8_NAME ? "utf8" : "latin1", at + 46, at + 46 + nameLength);
  if (flags & IS_ENCRYPTED) {
    throw new Error(`${JSON.stringify(name)} is encrypted`);
  }
  const isUnix = zip.readUInt8(at + 5) === UNIX;
  const attributes = zip.readUInt32LE(at + 38) >>> 16;
  const isLink = isUnix && attributes >>> 12 === LINK;
  return {
    name,
    kind: name.endsWith("/") ? "folder" : isLink ? "link" : "file",
    mode: isUnix ? attributes & 0o777 : undefined,
    size: zip.readUInt32LE(at + 24),
  };
}
