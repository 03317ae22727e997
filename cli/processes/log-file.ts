import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** The output of a process. It is a file and not a pipe: everything written before an answer exists when the answer
 * arrives, and the process can outlive its reader. The
 * file has no name, so that it goes with the last one that has it open.
 */
export class LogFile {
  /** For the process to write to. */
  readonly descriptor: number;
  #position = 0;

  constructor() {
    const folder = mkdtempSync(path.join(os.tmpdir(), "log-"));
    this.descriptor = openSync(path.join(folder, "log"), "a+");
    rmSync(folder, { recursive: true });
  }

  /** The lines written since the last call. */
  read(): string[] {
    return this.readText()
      .split("\n")
      .filter((line) => line !== "");
  }

  /** Returns the text that was written since the last call. */
  readText(): string {
    const length = fstatSync(this.descriptor).size - this.#position;
    const bytes = Buffer.alloc(length);
    readSync(this.descriptor, bytes, 0, length, this.#position);
    this.#position += length;
    return bytes.toString();
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
