import { existsSync, readFileSync } from "node:fs";
import { UserError } from "../user-error";

/** Returns whether a state's file holds a deployed resource. A file that does not exist holds none. */
export function fileHoldsResources(file: string): boolean {
  return existsSync(file) && holdsResources(readFileSync(file, "utf8"), file);
}

/**
 * Returns whether a state holds a deployed resource. Data sources do not count:
 * Terraform reads them again, and they may stay when everything else has moved.
 *
 * @param from file or place of the state, for the error
 * @throws UserError when the state is cut short
 */
export function holdsResources(state: string, from: string): boolean {
  const { resources = [] } = parseState<{ resources?: readonly { readonly mode: string }[] }>(state, from) ?? {};
  return resources.some(({ mode }) => mode === "managed");
}

/**
 * Parses a state. Terraform creates the file before it writes to it, so that a
 * first deployment that was killed can leave an empty file: no state.
 *
 * @param from file or place of the state, for the error
 * @throws UserError when the state is cut short
 */
export function parseState<State>(state: string, from: string): State | undefined {
  if (state.trim() === "") {
    return undefined;
  }
  try {
    return JSON.parse(state) as State;
  } catch (error) {
    throw new UserError(
      `${from} is not valid JSON (${(error as Error).message}). Next: restore it from a copy, such as the .backup file beside a local state, state-backups/, or an earlier version of the object in the bucket.`,
    );
  }
}
