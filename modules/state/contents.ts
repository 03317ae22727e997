import { readFileSync } from "node:fs";
import { parseJson } from "../json-file";
import { fileReason, UserError } from "../user-error";

const RESTORE =
  "restore it from a copy, such as the .backup file beside a local state, state-backups/, or an earlier version of the object in the bucket";

/** Returns whether a state's file holds a deployed resource. A file that does not exist holds none. */
export function fileHoldsResources(file: string): boolean {
  const state = readStateIfAny(file);
  return state !== undefined && holdsResources(state, file);
}

/** @returns undefined for a file that does not exist */
function readStateIfAny(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw new UserError(`${file}: ${fileReason(error)}. Next: ${RESTORE}`);
  }
}

/** @throws UserError when it cannot be read */
export function readState(file: string): string {
  const state = readStateIfAny(file);
  if (state === undefined) {
    throw new UserError(`${file}: no such file. Next: ${RESTORE}`);
  }
  return state;
}

/** The part of a state that describes the deployed resources. */
interface State {
  readonly resources?: readonly {
    readonly mode: string;
    readonly instances?: readonly { readonly attributes?: { readonly arn?: unknown } }[];
  }[];
}

/**
 * Returns whether a state holds a deployed resource. Data sources do not count:
 * Terraform reads them again, and they may stay when everything else has moved.
 *
 * @param from file or place of the state, for the error
 * @throws UserError when the state is cut short
 */
export function holdsResources(state: string, from: string): boolean {
  return managedIn(state, from).length > 0;
}

/**
 * Returns the AWS account of what a state holds, as its ARNs show; undefined when none has one.
 *
 * @throws UserError when the state is cut short
 */
export function accountIn(state: string, from: string): string | undefined {
  const [account] = managedIn(state, from)
    .flatMap(({ instances = [] }) => instances.map(({ attributes }) => String(attributes?.arn)))
    .flatMap((arn) => /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? []);
  return account;
}

function managedIn(state: string, from: string) {
  const { resources = [] } = parseState<State>(state, from) ?? {};
  return resources.filter(({ mode }) => mode === "managed");
}

/**
 * Parses a state. Terraform creates the file before it writes to it, so that a
 * first deployment that was killed can leave an empty file: no state.
 *
 * @param from file or place of the state, for the error
 * @throws UserError when the state is cut short
 */
export function parseState<State extends object>(state: string, from: string): State | undefined {
  return state.trim() === "" ? undefined : parseJson<State>(state, from, RESTORE);
}
