import { accessSync, constants, statSync } from "node:fs";
import * as path from "node:path";

/**
 * Finds a program as a shell would: in the folders of PATH, or, when the name holds a folder, there.
 *
 * @returns its absolute path, or undefined when there is none that can be executed
 */
export function findExecutable(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return candidates(name, env).find((file) => isFile(file) && mayBeExecuted(file));
}

/** Returns the absolute path of a file that would be the program if it could be executed. */
export function findUnexecutable(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return candidates(name, env).find((file) => isFile(file) && !mayBeExecuted(file));
}

function candidates(name: string, env: NodeJS.ProcessEnv): string[] {
  const folders = name.includes(path.sep)
    ? [""]
    : (env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => path.resolve(folder, name));
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function mayBeExecuted(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Says why the system does not start a program that exists. */
export function startReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  // The program exists: what the system did not find is its interpreter.
  return code === "ENOENT" ? "the interpreter that its first line names does not exist" : message;
}
