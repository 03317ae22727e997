import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { unzipSync } from "fflate";
import { UserError } from "../../modules/user-error";
import { readEntries, type ZipEntry } from "./zip-entries";

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const UNPACKED_LIMIT = 250 * 1024 * 1024;

/** Linux's limit for the name of a file or a folder. */
const NAME_LIMIT_BYTES = 255;

/**
 * Unpacks a function's zip as Lambda does, with the files' permissions and symbolic links.
 *
 * @param zip the archive, or the path of it
 * @param folder where to; it must exist
 * @throws UserError when it is not a zip archive, or with every entry that cannot be unpacked, that would land outside
 * of the folder, or that Lambda's user could not read
 */
export function unpack(zip: Uint8Array | string, folder: string): void {
  const name = typeof zip === "string" ? zip : "The function's zip";
  const bytes = typeof zip === "string" ? readZip(zip) : Buffer.from(zip);
  const { entries, files } = contentsOf(bytes, name);
  try {
    for (const entry of entries) {
      unpackEntry(entry, files.get(entry.name), folder);
    }
  } catch (error) {
    throw new UserError(`${name} cannot be unpacked: ${(error as Error).message}`);
  }
}

function readZip(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError(`The function's zip cannot be read: ${(error as Error).message}`);
  }
}

function contentsOf(bytes: Buffer, name: string) {
  const entries = asZip(name, () => readEntries(bytes));
  const size = entries.reduce((sum, it) => sum + it.size, 0);
  if (size > UNPACKED_LIMIT) {
    throw new UserError(`${name} unpacks to ${size} bytes: Lambda allows ${UNPACKED_LIMIT}.`);
  }
  // A name is checked before its entry is unpacked.
  throwAll(name, [...entries.flatMap(nameErrors), ...collisions(entries)]);
  const files = asZip(name, () => new Map(Object.entries(unzipSync(bytes))));
  throwAll(
    name,
    entries.flatMap((entry) => linkErrors(entry, files)),
  );
  return { entries, files };
}

function asZip<Result>(name: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new UserError(`${name} is not a zip archive (${(error as Error).message}).`);
  }
}

function throwAll(name: string, errors: readonly string[]): void {
  if (errors.length > 0) {
    throw new UserError([`${name} cannot be used:`, ...errors.map((error) => `  ${error}`)].join("\n"));
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

function linkErrors({ name, kind }: ZipEntry, files: ReadonlyMap<string, Uint8Array>): string[] {
  if (kind !== "link") {
    return [];
  }
  const to = targetOf(files.get(name));
  const end = path.posix.normalize(path.posix.join(path.posix.dirname(name), to));
  const outside = path.posix.isAbsolute(to) || end === ".." || end.startsWith("../") || to.includes("\0");
  return outside
    ? [`${JSON.stringify(name)} is a link to ${JSON.stringify(to)}, outside of the function's folder`]
    : [];
}

function targetOf(content: Uint8Array | undefined): string {
  return Buffer.from(content ?? []).toString();
}

function unpackEntry({ name, kind, mode }: ZipEntry, content: Uint8Array | undefined, folder: string): void {
  const target = path.join(folder, name);
  if (kind === "folder") {
    mkdirSync(target, { recursive: true });
    return;
  }
  mkdirSync(path.dirname(target), { recursive: true });
  if (kind === "link") {
    symlinkSync(targetOf(content), target);
    return;
  }
  // Never through a link, and never over what is there.
  writeFileSync(target, content ?? new Uint8Array(), { flag: "wx" });
  chmodSync(target, mode ?? 0o644);
}
