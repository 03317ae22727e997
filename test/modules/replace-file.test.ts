import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from "node:fs";
import * as path from "node:path";
import { prepareFile, replaceFile } from "../../modules/replace-file";
import { folderWith } from "../support/folder";

it("creates a file, and the folders above it", () => {
  const folder = folderWith({});
  replaceFile(path.join(folder, "deep/er/file"), "new");
  expect(readFileSync(path.join(folder, "deep/er/file"), "utf8")).toBe("new");
  expect(readdirSync(path.join(folder, "deep/er"))).toEqual(["file"]);
});

it("never writes into the old file, which another process may be reading", () => {
  const file = path.join(folderWith({ file: "old" }), "file");
  const before = statSync(file).ino;
  replaceFile(file, "new");
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(statSync(file).ino).not.toBe(before);
});

it.each(["600", "444", "755"])("keeps the mode %s", (octal) => {
  const mode = Number.parseInt(octal, 8);
  const file = path.join(folderWith({ file: "old" }), "file");
  chmodSync(file, mode);
  replaceFile(file, "new");
  expect([readFileSync(file, "utf8"), statSync(file).mode & 0o777]).toEqual(["new", mode]);
});

it.each([
  ["that exists", { "there/file": "old" }],
  ["that does not exist yet", {}],
])("writes to a symbolic link's target %s", (_, files) => {
  const folder = folderWith(files);
  mkdirSync(path.join(folder, "there"), { recursive: true });
  symlinkSync("there/file", path.join(folder, "link"));
  symlinkSync("link", path.join(folder, "link to link"));
  replaceFile(path.join(folder, "link to link"), "new");
  expect(readFileSync(path.join(folder, "there/file"), "utf8")).toBe("new");
  expect(lstatSync(path.join(folder, "link")).isSymbolicLink()).toBe(true);
  expect(readlinkSync(path.join(folder, "link to link"))).toBe("link");
});

it("changes nothing when the content cannot be put in its place, and leaves nothing behind", () => {
  const folder = folderWith({ "file/in": "a folder has the name" });
  expect(() => replaceFile(path.join(folder, "file"), "new")).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(readdirSync(folder)).toEqual(["file"]);
});

it("can be prepared, and discarded", () => {
  const folder = folderWith({ file: "old" });
  const file = path.join(folder, "file");
  const prepared = prepareFile(file, "new");
  expect(readFileSync(file, "utf8")).toBe("old");
  prepared.discard();
  expect(readdirSync(folder)).toEqual(["file"]);
  expect(readFileSync(file, "utf8")).toBe("old");
  expect(existsSync(file)).toBe(true);
});
