import { inspect } from "node:util";
import { commandLine } from "./command-line";
import { printNote } from "./print";

/**
 * An error that the user can fix. The message says where it is, what was given, and what is allowed.
 *
 * @hideconstructor
 */
export class UserError extends Error {
  /** The name of the class. */
  override readonly name: string = "UserError";
  /** The exit code of a command that ends with this error. @default 1 */
  readonly exitCode: number = 1;
}

/** Says why a file that the user has named cannot be read. */
export function fileReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Partial<Record<string, string>> = {
    ENOENT: "no such file",
    EISDIR: "is a folder",
    ENOTDIR: "is below a file, where a folder is needed",
    EACCES: "may not be read",
  };
  return reasons[code ?? ""] ?? message;
}

/**
 * Ends the program with a failure: prints the message of what a person can fix or AWS refuses, and the stack of
 * anything else.
 */
export function fail(error: unknown): void {
  printNote(error instanceof UserError ? error.message : (refusalOfAws(error) ?? inspect(error)));
  process.exitCode = error instanceof UserError ? error.exitCode : 1;
}

/** Returns AWS's words for an error that the SDK has received from a service. */
function refusalOfAws(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) {
    return undefined;
  }
  const { requestId } = error.$metadata as { readonly requestId?: string };
  return `AWS refuses a call: ${error.name}: ${error.message}${requestId === undefined ? "" : ` (request ${requestId})`}. Next: ${commandLine(["verify"])}, which compares what is deployed`;
}
