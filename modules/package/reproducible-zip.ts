import { type Zippable, zipSync } from "fflate";

/**
 * The earliest time that a zip can hold: whatever the clock and the files say,
 * the same contents give the same bytes. fflate reads it as local time, as it
 * is made here.
 */
const ZIP_EPOCH = new Date(1980, 0, 1);
const UNIX = 3;
const REGULAR_FILE_READABLE_BY_ALL = 0o100644 << 16;

/** A zip of these files, by name: the same bytes for everybody, at any time. */
export function reproducibleZip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const entries = Object.keys(files)
    .sort()
    .map((name) => [name, [files[name], { mtime: ZIP_EPOCH, os: UNIX, attrs: REGULAR_FILE_READABLE_BY_ALL }]]);
  return zipSync(Object.fromEntries(entries) as Zippable, { level: 9 });
}
