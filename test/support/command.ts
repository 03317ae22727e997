import type { ChildProcess } from "node:child_process";
import * as path from "node:path";
import { runCommand } from "./run-command";

const PROGRAM = path.resolve("cli/workmail-lambda.js");

/** Runs workmail-lambda as a person does, in a folder. */
export function workmailLambda(
  cwd: string,
  args: readonly string[],
  {
    env = process.env,
    onStart,
  }: {
    readonly env?: NodeJS.ProcessEnv;
    readonly onStart?: (child: ChildProcess) => unknown;
  } = {},
) {
  return runCommand([process.execPath, PROGRAM, ...args], {
    cwd,
    env,
    onStart,
  });
}
