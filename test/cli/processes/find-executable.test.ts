import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { findExecutable } from "../../../cli/processes/find-executable";

let root: string;
let first: string;
let second: string;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "find-executable-test-"));
  first = path.join(root, "first");
  second = path.join(root, "second");
  [first, second].forEach((folder) => mkdirSync(folder));
});

afterEach(() => rmSync(root, { recursive: true }));

function file(folder: string, name: string, mode = 0o755): string {
  const made = path.join(folder, name);
  writeFileSync(made, "");
  chmodSync(made, mode);
  return made;
}

function find(name: string): string | undefined {
  return findExecutable(name, {
    PATH: [first, "", second].join(path.delimiter),
  });
}

it("finds the first of that name on PATH", () => {
  const program = file(first, "program");
  file(second, "program");

  expect(find("program")).toBe(program);
});

it("passes by what cannot be executed, and folders", () => {
  file(first, "program", 0o644);
  mkdirSync(path.join(first, "other"));
  const program = file(second, "program");
  const other = file(second, "other");

  expect(find("program")).toBe(program);
  expect(find("other")).toBe(other);
});

it("takes a path as it is", () => {
  const program = file(root, "program");

  expect(find(program)).toBe(program);
  expect(find(path.join(root, "other"))).toBeUndefined();
});

it("finds nothing without PATH", () => {
  file(first, "program");

  expect(findExecutable("program", {})).toBeUndefined();
});
