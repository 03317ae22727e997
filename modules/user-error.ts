/** Something that the person at the keyboard can mend: the message says how. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/**
 * Ends the program with a failure: what a person can mend in words alone,
 * anything else with its stack.
 */
export function fail(error: unknown): void {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
}
