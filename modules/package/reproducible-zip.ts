import { crc32 } from "node:zlib";
import { deflate, DEFLATE_LIMIT } from "./deflate";

/** The earliest time that a zip can hold, 1980-01-01 00:00, whatever the clock and the files say. */
const ZIP_EPOCH = 0x210000;
const VERSION = 20;
const UNIX = 3;
const REGULAR_FILE_READABLE_BY_ALL = 0o100644 * 2 ** 16;
const UTF8_NAME = 0x800;
const DEFLATED = 8;

/** A number, and how many bytes it has. */
type Field = readonly [value: number, bytes: number];

/**
 * Returns a zip of these files, by name: the same bytes for everybody, at any time.
 *
 * A file of up to 16 KiB, as the function's own code is, is compressed as far as it goes. For a larger one that takes
 * too long, so fflate compresses it.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT section 4.3
 */
export async function reproducibleZip(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [key, content] of Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1))) {
    const name = Buffer.from(key);
    const data = content.length > DEFLATE_LIMIT ? await deflateLarge(content) : deflate(content);
    const common: readonly Field[] = [
      [VERSION, 2],
      [name.length > key.length ? UTF8_NAME : 0, 2],
      [DEFLATED, 2],
      [ZIP_EPOCH, 4],
      [crc32(content), 4],
      [data.length, 4],
      [content.length, 4],
      [name.length, 2],
      [0, 2],
    ];
    const local = record(0x04034b50, common, name, data);
    locals.push(local);
    directory.push(
      record(
        0x02014b50,
        [[VERSION | (UNIX << 8), 2], ...common, [0, 6], [REGULAR_FILE_READABLE_BY_ALL, 4], [offset, 4]],
        name,
      ),
    );
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = record(0x06054b50, [
    [0, 4],
    [locals.length, 2],
    [locals.length, 2],
    [entries.length, 4],
    [offset, 4],
    [0, 2],
  ]);
  return Buffer.concat([...locals, entries, end]);
}

/** Returns a signature, fields, and what follows them. */
function record(signature: number, fields: readonly Field[], ...rest: readonly Uint8Array[]): Uint8Array {
  const head = [[signature, 4] as const, ...fields].map(([value, bytes]) => {
    const field = Buffer.alloc(bytes);
    field.writeUIntLE(value, 0, bytes);
    return field;
  });
  return Buffer.concat([...head, ...rest]);
}

/** Loads fflate only for a file that needs it: no default function does. */
async function deflateLarge(content: Uint8Array): Promise<Uint8Array> {
  const { deflateSync } = await import("fflate");
  return deflateSync(content, { level: 9 });
}
