import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { strToU8, type ZipAttributes, type Zippable, zipSync } from "fflate";
import { unpack } from "../../../cli/local-lambda/unpack";

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

it("says what is wrong with a file that is no zip", () => {
  const file = path.join(folder, "function.zip");
  writeFileSync(file, "no zip");

  expect(() => unpack(file, target)).toThrow(`${file} is no zip archive (invalid zip data).`);
});

it("says what is wrong with a file that is not there", () => {
  const file = path.join(folder, "missing.zip");

  expect(() => unpack(file, target)).toThrow(
    `The function's zip cannot be read: ENOENT: no such file or directory, open '${file}'`,
  );
});
