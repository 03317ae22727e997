import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";

/** A file's new content, written and not yet in its place. */
export interface PreparedFile {
  /** Puts the new content in the file's place. */
  replace(): void;
  /** Drops the new content. */
  discard(): void;
}

/**
 * Replaces a file as a whole, or creates it: readers find the old content or the
 * new one, also after a crash. Its mode stays, and a symbolic link stays one.
 *
 * @param mode of the new file. @default - the mode of the old one
 * @throws the system's error (EACCES, ENOSPC …); the file is then as before
 */
export function replaceFile(file: string, content: string | Uint8Array, mode?: number): void {
  prepareFile(file, content, mode).replace();
}

/**
 * Does the part of {@link replaceFile} that can fail for want of space or rights,
 * for who must know that before doing something else first.
 *
 * @throws the system's error; nothing is left behind
 */
export function prepareFile(file: string, content: string | Uint8Array, newMode?: number): PreparedFile {
  const target = behindLinks(file);
  mkdirSync(path.dirname(target), { recursive: true });
  const mode = newMode ?? statSync(target, { throwIfNoEntry: false })?.mode;
  const unfinished = `${target}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
  const discard = () => rmSync(unfinished, { force: true });
  try {
    const descriptor = openSync(unfinished, "wx");
    try {
      if (mode !== undefined) {
        fchmodSync(descriptor, mode & 0o7777);
      }
      writeFileSync(descriptor, content);
      // Otherwise a crash right after the rename may leave an empty file.
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    discard();
    throw error;
  }
  return {
    discard,
    replace() {
      try {
        renameSync(unfinished, target);
      } catch (error) {
        discard();
        throw error;
      }
    },
  };
}

/** Returns the path that a symbolic link leads to, also when nothing is there yet. */
function behindLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    // It does not exist, or it is a link to what does not exist.
  }
  try {
    return behindLinks(path.resolve(path.dirname(file), readlinkSync(file)));
  } catch {
    return path.resolve(file);
  }
}
