import { inspect } from "node:util";
import { printNote } from "./print";

/** Something that the person at the keyboard can fix: the message says how. */
export class UserError extends Error {
  override readonly name: string = "UserError";
  /** The exit code of a command that ends with this error. */
  readonly exitCode: number = 1;
}

/**
 * Ends the program with a failure: prints the message of what a person can fix, and the stack of anything else.
 */
export function fail(error: unknown): void {
  printNote(error instanceof UserError ? error.message : inspect(error));
  process.exitCode = error instanceof UserError ? error.exitCode : 1;
}
