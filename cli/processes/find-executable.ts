import { accessSync, constants, statSync } from "node:fs";
import * as path from "node:path";

/**
 * Finds a program as a shell would: in the folders of PATH, or, when the name holds a folder, there.
 *
 * @returns its absolute path, or undefined when there is none that can be executed
 */
export function findExecutable(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = name.includes(path.sep)
    ? [""]
    : (env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => path.resolve(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
