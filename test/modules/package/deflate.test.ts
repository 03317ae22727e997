import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { deflateSync, inflateSync } from "fflate";
import { deflate, DEFLATE_LIMIT } from "../../../modules/package/deflate";
import { PROPERTY_RUNS } from "../../support/property-runs";

const SOURCE = readFileSync(path.join(__dirname, "../../../modules/package/deflate.ts")).subarray(0, 4096);

/** Bytes that repeat each other in parts, as code does. */
const repetitive = fc
  .array(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.nat(6)), { maxLength: 9 })
  .map((parts) => Buffer.concat(parts.flatMap(([bytes, times]) => Array<Uint8Array>(times).fill(bytes))))
  .map((bytes) => bytes.subarray(0, DEFLATE_LIMIT));

/** Few different bytes, with counts that are far apart: their codes get as long as DEFLATE allows. */
const uneven = fc
  .array(fc.nat(99), { minLength: 1, maxLength: 30 })
  .map((counts) => Buffer.concat(counts.map((count, byte) => Buffer.alloc(count >> (byte % 13), byte))))
  .map((bytes) => bytes.subarray(0, DEFLATE_LIMIT));

test.each<[string, fc.Arbitrary<Uint8Array>]>([
  ["any bytes", fc.uint8Array({ maxLength: 500 })],
  ["bytes that repeat each other", repetitive],
  ["bytes with counts that are far apart", uneven],
])("brings back %s from two decoders", (_title, arbitrary) => {
  fc.assert(
    fc.property(arbitrary, (bytes) => {
      const deflated = deflate(bytes);

      expect(inflateRawSync(deflated).equals(bytes)).toBe(true);
      expect(Buffer.from(inflateSync(deflated)).equals(bytes)).toBe(true);
    }),
    { numRuns: Math.min(PROPERTY_RUNS, 100) },
  );
});

test.each<[string, Uint8Array]>([
  ["nothing", Buffer.alloc(0)],
  ["one byte", Buffer.from("x")],
  ["one byte a thousand times", Buffer.alloc(1_000, "x")],
  ["as many bytes as are allowed", varied(DEFLATE_LIMIT)],
  ["all bytes, none twice", Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
  ["a repetition at the greatest distance", Buffer.concat([SOURCE, varied(DEFLATE_LIMIT - 2 * SOURCE.length), SOURCE])],
  ["counts whose codes would be too long", fibonacci(17)],
])("brings back %s", (_title, bytes) => {
  expect(inflateRawSync(deflate(bytes)).equals(bytes)).toBe(true);
});

/** Bytes with few repetitions. */
function varied(length: number): Buffer {
  let last = 1;
  return Buffer.from(Array.from({ length }, () => (last = (last * 16_807) % 2_147_483_647) >> 8));
}

/** Each byte as often as the two before together: Huffman's codes are then one bit longer for each. */
function fibonacci(count: number): Buffer {
  const counts = [1, 1];
  while (counts.length < count) {
    counts.push(counts.at(-1)! + counts.at(-2)!);
  }
  // In turns, so that there are few repetitions.
  const rows = counts.map((times, byte) =>
    Array.from({ length: times }, (_, index) => ({ byte, at: (index + 0.5) / times })),
  );
  return Buffer.from(
    rows
      .flat()
      .sort((one, other) => one.at - other.at)
      .slice(0, DEFLATE_LIMIT)
      .map(({ byte }) => byte),
  );
}

test("code gets smaller than with other encoders", () => {
  expect(deflate(SOURCE).length).toBeLessThan(deflateSync(SOURCE, { level: 9 }).length * 0.98);
});

test("the same bytes are compressed to the same bytes on every machine", () => {
  const text = Buffer.from(
    "export const handler = async (event) => { console.log(JSON.stringify(event)); };\n".repeat(3),
  );

  // If they change on purpose, raise DEFLATE_VERSION.
  expect(createHash("sha256").update(deflate(text)).digest("hex")).toBe(
    "9935981ce0afba58ff7504b7447837b4fb08bb44503b48fffaa6c2ff20af31eb",
  );
});
