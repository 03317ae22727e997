import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { findExecutable } from "../../cli/processes/find-executable";
import { folderWith } from "./folder";

/**
 * Returns the environment of a machine without a program: without the folders of PATH that hold it, without what the
 * demo has installed, and without images of Docker.
 */
export function withoutProgram(program: string): NodeJS.ProcessEnv {
  const bin = path.join(folderWith({}), "bin");
  mkdirSync(bin);
  for (const name of ["node", "npm", "sh"]) {
    symlinkSync(findExecutable(name, process.env)!, path.join(bin, name));
  }
  const folders = (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => !existsSync(path.join(folder, program)));
  return {
    ...process.env,
    PATH: [bin, ...folders].join(path.delimiter),
    XDG_CACHE_HOME: folderWith({}),
    DOCKER_HOST: "unix:///nowhere/docker.sock",
  };
}
