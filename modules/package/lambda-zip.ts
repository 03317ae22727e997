import * as path from "node:path";
import { unzipSync } from "fflate";
import { FunctionPackageError } from "./function-package-error";
import { parseHandler } from "./handler-string";
import { readEntries, type ZipEntry } from "./zip-entries";

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const UNPACKED_LIMIT = 250 * 1024 * 1024;
const UPLOAD_LIMIT = 50 * 1024 * 1024;

/** Linux's limit for the name of a file or a folder. */
const NAME_LIMIT_BYTES = 255;

/** The endings of a handler's file, in the order in which Lambda looks for them. */
const ENDINGS = ["", ".js", ".mjs", ".cjs"];
const SHOWN_NAMES = 10;

/**
 * Returns the entries of a function's zip.
 *
 * @param name what the errors call it
 * @throws FunctionPackageError when it is not a zip archive, or with every entry that Lambda could not unpack, that
 * would be outside of the function's folder, or that Lambda's user could not read
 */
export function readLambdaZip(bytes: Buffer, name: string): ZipEntry[] {
  const entries = asZip(name, () => readEntries(bytes));
  const size = entries.reduce((sum, it) => sum + it.size, 0);
  if (size > UNPACKED_LIMIT) {
    throw new FunctionPackageError(`${name} unpacks to ${size} bytes: Lambda allows ${UNPACKED_LIMIT}.`);
  }
  // A name is checked before its entry is unpacked.
  throwAll(name, [...entries.flatMap(nameErrors), ...collisions(entries)]);
  const links = entries.filter(({ kind }) => kind === "link");
  const targets = asZip(name, () => unzipSync(bytes, { filter: (file) => links.some((it) => it.name === file.name) }));
  throwAll(
    name,
    links.flatMap((entry) => linkErrors(entry, targets[entry.name])),
  );
  return entries;
}

/**
 * Checks that Lambda takes a zip, and finds the handler in it.
 *
 * @throws FunctionPackageError
 */
export function checkLambdaZip(bytes: Buffer, name: string, handler: string): void {
  const entries = readLambdaZip(bytes, name);
  if (bytes.length > UPLOAD_LIMIT) {
    throw new FunctionPackageError(
      `${name} has ${bytes.length} bytes: Lambda takes at most ${UPLOAD_LIMIT} directly. A larger zip has to be in S3: use the construct's or the module's S3 object instead of a file.`,
    );
  }
  const { module } = parseHandler(handler);
  // The file in a layer is not in the zip.
  if (module !== undefined) {
    checkTarget(bytes, entries, name, checkHandler(entries, name, handler, module));
  }
}

/** @returns the entry with the handler */
function checkHandler(entries: readonly ZipEntry[], name: string, handler: string, module: string): ZipEntry {
  const leaves = entries.filter(({ kind }) => kind !== "folder");
  const files = leaves.map((entry) => path.posix.normalize(entry.name));
  const expected = [...ENDINGS.map((ending) => module + ending), `${module}/index.js`];
  const found = leaves.find((_, index) => expected.includes(files[index]!));
  if (found !== undefined) {
    return found;
  }
  const base = path.posix.basename(module);
  const elsewhere = files.find((file) => ENDINGS.some((ending) => file.endsWith(`/${base}${ending}`)));
  const folder = elsewhere && path.posix.dirname(elsewhere);
  const next =
    folder === undefined || folder.includes("node_modules")
      ? `it contains ${files.slice(0, SHOWN_NAMES).join(", ") || "nothing"}`
      : `it contains ${elsewhere}, which the handler ${folder}/${path.posix.basename(handler)} would name`;
  throw new FunctionPackageError(
    `${name}: the handler ${handler} needs one of ${expected.slice(1, ENDINGS.length).join(", ")} in the zip; ${next}`,
  );
}

/** @throws FunctionPackageError when the handler's file is a link that leads to nothing in the zip */
function checkTarget(bytes: Buffer, entries: readonly ZipEntry[], name: string, { name: link, kind }: ZipEntry): void {
  if (kind !== "link") {
    return;
  }
  const to = targetOf(unzipSync(bytes, { filter: (file) => file.name === link })[link]);
  const end = path.posix.normalize(path.posix.join(path.posix.dirname(link), to));
  const leads = entries.some((it) => {
    const other = path.posix.normalize(it.name);
    return other === end || (it.kind === "link" && end.startsWith(`${other}/`));
  });
  if (!leads) {
    throw new FunctionPackageError(`${name}: ${link} is a link to ${JSON.stringify(to)}, which is not in the zip`);
  }
}

/** Returns what a link in a zip points to: the content of its entry. */
export function targetOf(content: Uint8Array | undefined): string {
  return Buffer.from(content ?? []).toString();
}

/** @throws FunctionPackageError when the archive cannot be read */
export function asZip<Result>(name: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new FunctionPackageError(`${name} is not a zip archive (${(error as Error).message}).`);
  }
}

function throwAll(name: string, errors: readonly string[]): void {
  if (errors.length > 0) {
    throw new FunctionPackageError([`${name} cannot be used:`, ...errors.map((error) => `  ${error}`)].join("\n"));
  }
}

function nameErrors({ name, kind, mode }: ZipEntry): string[] {
  const error = nameError(name) ?? (kind === "link" ? undefined : modeError(mode));
  return error === undefined ? [] : [`${JSON.stringify(name)} ${error}`];
}

function nameError(name: string): string | undefined {
  const parts = name.split(/[\\/]/);
  if (name === "" || name.includes("\0")) {
    return name === "" ? "is not a name" : "has a NUL in its name";
  }
  if (parts.includes("..") || parts[0] === "" || /^[a-z]:/i.test(name)) {
    return "would land outside of the function's folder";
  }
  const longest = Math.max(...parts.map((part) => Buffer.byteLength(part)));
  return longest > NAME_LIMIT_BYTES
    ? `has a name of ${longest} bytes: at most ${NAME_LIMIT_BYTES} are allowed between two slashes`
    : undefined;
}

/** Lambda runs the function as a user that does not own the files. */
function modeError(mode: number | undefined): string | undefined {
  return mode !== undefined && (mode & 0o004) === 0
    ? `has mode ${mode.toString(8).padStart(4, "0")}, so that Lambda could not read it: at least 0444 is needed`
    : undefined;
}

/** Entries that take each other's place: twice the same name, or a file where a folder is needed. */
function collisions(entries: readonly ZipEntry[]): string[] {
  const all = entries.map(({ name, kind }) => ({
    name,
    kind,
    parts: name.split("/").filter((it) => !["", "."].includes(it)),
  }));
  const leaves = new Set(all.filter(({ kind }) => kind !== "folder").map(({ parts }) => parts.join("/")));
  const seen = new Set<string>();
  return all.flatMap(({ name, kind, parts }) => {
    const self = parts.join("/");
    const twice = seen.has(self) && (kind !== "folder" || leaves.has(self));
    seen.add(self);
    const above = parts.map((_, index) => parts.slice(0, index).join("/")).find((it) => leaves.has(it));
    return [
      ...(twice ? [`${JSON.stringify(name)} is in it more than once`] : []),
      ...(above === undefined
        ? []
        : [`${JSON.stringify(name)} is below ${JSON.stringify(above)}, which is not a folder`]),
    ];
  });
}

function linkErrors({ name }: ZipEntry, content: Uint8Array | undefined): string[] {
  const to = targetOf(content);
  const end = path.posix.normalize(path.posix.join(path.posix.dirname(name), to));
  const outside = path.posix.isAbsolute(to) || end === ".." || end.startsWith("../") || to.includes("\0");
  return outside
    ? [`${JSON.stringify(name)} is a link to ${JSON.stringify(to)}, outside of the function's folder`]
    : [];
}
