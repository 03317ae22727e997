import { crc32 } from "node:zlib";
import { unzipSync } from "fflate";
import { DEFLATE_LIMIT } from "../../../modules/package/deflate";
import { reproducibleZip } from "../../../modules/package/reproducible-zip";
import { readEntries } from "../../../modules/package/zip-entries";

const files = { "b.mjs": Buffer.from("b"), "a.mjs": Buffer.from("a"), "c/a.mjs": Buffer.from("c") };

/** Returns the time of each file in a zip, as MS-DOS notes it in the local header: time, then date. */
function timesIn(zip: Uint8Array): number[] {
  const view = new DataView(zip.buffer, zip.byteOffset);
  const isHeader = (at: number) => view.getUint32(at, true) === 0x04034b50;
  return Array.from({ length: zip.length - 14 }, (_, at) => at)
    .filter(isHeader)
    .map((at) => view.getUint32(at + 10, true));
}

describe("reproducibleZip", () => {
  it("holds what any program for zips reads, whatever the names and the sizes", async () => {
    const contents: Record<string, Buffer> = {
      "a.txt": Buffer.from("a"),
      "empty.txt": Buffer.alloc(0),
      "mün/chen.txt": Buffer.from("x"),
      "small.mjs": Buffer.from("const code = 1;\n".repeat(9)),
      "large.mjs": Buffer.from("const code = 1;\n".repeat(DEFLATE_LIMIT / 16 + 1)),
    };
    const zip = Buffer.from(await reproducibleZip(contents));

    expect(Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, it]) => [name, Buffer.from(it)]))).toEqual(
      contents,
    );
    expect(readEntries(zip)).toEqual(
      Object.keys(contents)
        .sort()
        .map((name) => ({ name, kind: "file", mode: 0o644, size: contents[name]!.length })),
    );
    const [first = ""] = Object.keys(contents).sort();
    expect(zip.readUInt32LE(14)).toBe(crc32(contents[first]!));
  });

  it("holds the files, sorted by name", async () => {
    const unzipped = unzipSync(await reproducibleZip(files));
    expect(Object.keys(unzipped)).toEqual(["a.mjs", "b.mjs", "c/a.mjs"]);
    expect(Buffer.from(unzipped["c/a.mjs"]!).toString()).toBe("c");
  });

  it("gives the same bytes in whatever order the files come", async () => {
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    expect(await reproducibleZip(reversed)).toEqual(await reproducibleZip(files));
  });

  it("dates every file 1980-01-01 00:00, whatever the clock says", async () => {
    const january1 = (1 << 5) | 1;
    expect(timesIn(await reproducibleZip(files))).toEqual(Array(3).fill(january1 << 16));
  });
});
