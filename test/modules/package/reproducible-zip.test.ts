import { unzipSync } from "fflate";
import { reproducibleZip } from "../../../modules/package/reproducible-zip";

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
  it("holds the files, sorted by name", () => {
    const unzipped = unzipSync(reproducibleZip(files));
    expect(Object.keys(unzipped)).toEqual(["a.mjs", "b.mjs", "c/a.mjs"]);
    expect(Buffer.from(unzipped["c/a.mjs"]!).toString()).toBe("c");
  });

  it("gives the same bytes in whatever order the files come", () => {
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    expect(reproducibleZip(reversed)).toEqual(reproducibleZip(files));
  });

  it("dates every file 1980-01-01 00:00, whatever the clock says", () => {
    const january1 = (1 << 5) | 1;
    expect(timesIn(reproducibleZip(files))).toEqual(Array(3).fill(january1 << 16));
  });
});
