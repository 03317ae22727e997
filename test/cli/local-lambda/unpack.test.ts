import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { crc32 } from "node:zlib";
import { strToU8, type ZipAttributes, type Zippable, zipSync } from "fflate";
import { unpack } from "../../../cli/local-lambda/unpack";
import { UserError } from "../../../modules/user-error";

const UNIX: Pick<ZipAttributes, "os"> = { os: 3 };

let folder: string;
let target: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "unpack-test-"));
  target = mkdtempSync(path.join(folder, "target-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function zip(files: Record<string, number | undefined>): Uint8Array {
  const entries = Object.entries(files).map(([name, mode]) => [
    name,
    mode === undefined ? strToU8(name) : [strToU8(name), { ...UNIX, attrs: mode << 16 }],
  ]);
  return zipSync(Object.fromEntries(entries) as Zippable);
}

function modeOf(name: string): number {
  return statSync(path.join(target, name)).mode & 0o777;
}

it("unpacks files and folders with their permissions", () => {
  unpack(zip({ "index.mjs": 0o100644, "bin/tool": 0o100755, "empty/": 0o40755 }), target);

  expect(readFileSync(path.join(target, "index.mjs"), "utf8")).toBe("index.mjs");
  expect(readdirSync(target).sort()).toEqual(["bin", "empty", "index.mjs"]);
  expect(modeOf("index.mjs")).toBe(0o644);
  expect(modeOf("bin/tool")).toBe(0o755);
});

it("makes files readable that come without permissions", () => {
  unpack(zip({ "index.mjs": undefined }), target);

  expect(modeOf("index.mjs")).toBe(0o644);
});

it("takes the path of a zip", () => {
  const file = path.join(folder, "function.zip");
  writeFileSync(file, zip({ "index.mjs": undefined }));

  unpack(file, target);

  expect(readdirSync(target)).toEqual(["index.mjs"]);
});

it("refuses, all at once, what would land elsewhere or could not be read, and unpacks nothing", () => {
  const bad = zip({
    "index.mjs": 0o100644,
    "../up.js": 0o100644,
    "a/../../b.js": 0o100644,
    "/root.js": 0o100644,
    "C:\\windows.js": 0o100644,
    "..\\up.js": 0o100644,
    "secret.js": 0o100600,
  });

  expect(() => unpack(bad, target)).toThrow(
    `The function's zip cannot be used:
  "../up.js" would land outside of the function's folder
  "a/../../b.js" would land outside of the function's folder
  "/root.js" would land outside of the function's folder
  "C:\\\\windows.js" would land outside of the function's folder
  "..\\\\up.js" would land outside of the function's folder
  "secret.js" has mode 0600, so that Lambda could not read it: at least 0444 is needed`,
  );

  expect(readdirSync(target)).toEqual([]);
  expect(existsSync(path.join(folder, "up.js"))).toBe(false);
});

/** A zip with entries that fflate cannot make, as Python's zipfile does. */
function oddZip(...entries: readonly (readonly [name: string, content: string, attributes?: number])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content, attributes = 0o100644] of entries) {
    const header = Buffer.alloc(26);
    header.writeUInt16LE(0x800, 2);
    header.writeUInt32LE(crc32(Buffer.from(content)), 10);
    header.writeUInt32LE(Buffer.byteLength(content), 14);
    header.writeUInt32LE(Buffer.byteLength(content), 18);
    header.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), header, Buffer.from(name), Buffer.from(content)]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(attributes * 0x10000, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x03"), header, rest, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, ...directory, Buffer.from("PK\x05\x06"), end]);
}

it("unpacks symbolic links, which lead to files of the zip", () => {
  unpack(
    oddZip(["node_modules/a", ".pnpm/a", 0o120777], ["node_modules/.pnpm/a/index.js", "code"], ["index.js", ""]),
    target,
  );

  expect(readlinkSync(path.join(target, "node_modules/a"))).toBe(".pnpm/a");
  expect(readFileSync(path.join(target, "node_modules/a/index.js"), "utf8")).toBe("code");
});

const LONG = "n".repeat(256);

it.each([
  ["a NUL", [["a\0b.js", ""]], `"a\\u0000b.js" has a NUL in its name`],
  ["no name", [["", ""]], `"" is not a name`],
  [
    "a name that is too long",
    [[`a/${LONG}/b.js`, ""]],
    `"a/${LONG}/b.js" has a name of 256 bytes: at most 255 are allowed between two slashes`,
  ],
  ["one name twice", [["a.js", "1"], ["a.js", "2"]], `"a.js" is in it more than once`], // oxfmt-ignore
  ["one name in two spellings", [["a.js", "1"], ["./a.js", "2"]], `"./a.js" is in it more than once`], // oxfmt-ignore
  ["a file where a folder is needed", [["a", "1"], ["a/b.js", "2"]], `"a/b.js" is below "a", which is not a folder`], // oxfmt-ignore
  [
    "a link to somewhere else",
    [["a", "../../etc", 0o120777]],
    `"a" is a link to "../../etc", outside of the function's folder`,
  ],
  [
    "a link to an absolute path",
    [["a", "/etc/passwd", 0o120777]],
    `"a" is a link to "/etc/passwd", outside of the function's folder`,
  ],
  ["a file below a link", [["a", "b", 0o120777], ["a/c", ""]], `"a/c" is below "a", which is not a folder`], // oxfmt-ignore
] as const)("refuses a zip with %s", (_, entries, error) => {
  expect(() => unpack(oddZip(...entries), target)).toThrow(
    new UserError(`The function's zip cannot be used:\n  ${error}`),
  );

  expect(readdirSync(target)).toEqual([]);
});

it("refuses a zip that unpacks to more than Lambda allows, without unpacking it", () => {
  const bomb = oddZip(["index.js", ""]);
  bomb.writeUInt32LE(0xfffffff0, bomb.indexOf("PK\x01\x02", 0, "latin1") + 24);

  expect(() => unpack(bomb, target)).toThrow(
    new UserError("The function's zip unpacks to 4294967280 bytes: Lambda allows 262144000."),
  );
});

it("reports every zip that is cut short or damaged in a sentence", () => {
  const whole = oddZip(["index.js", "exports.handler = () => 1;"], ["lib/a.js", "code"]);
  for (let length = 0; length < whole.length; length += 1) {
    expect(() => unpack(whole.subarray(0, length), target)).toThrow(UserError);
  }
  for (let at = 0; at < whole.length; at += 1) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 0xff;
    const into = mkdtempSync(path.join(folder, "damaged-"));
    try {
      unpack(damaged, into);
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
    }
  }
});

it("reports a file that is not a zip", () => {
  const file = path.join(folder, "function.zip");
  writeFileSync(file, "no zip");

  expect(() => unpack(file, target)).toThrow(`${file} is not a zip archive (it has no central directory).`);
});

it("says what is wrong with a file that is not there", () => {
  const file = path.join(folder, "missing.zip");

  expect(() => unpack(file, target)).toThrow(`${file}: no such file. Allowed: a zip for Lambda.`);
});
