import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

export interface CommandOptions {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Exit codes that are no failure. @default [0] */
  readonly allowed?: readonly number[];
  /** Called when it has started. */
  readonly onStart?: (pid: number) => void;
}

export interface CommandResult {
  /** From the start of the process until it and its output have ended. */
  readonly seconds: number;
  readonly stdout: string;
}

/**
 * Runs a command to its end.
 *
 * @throws Error with the end of what it printed, when it cannot be started or
 *   ends with a code that is not allowed
 */
export function runCommand(
  [command, ...args]: readonly [string, ...string[]],
  { cwd, env, allowed = [0], onStart }: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.once("spawn", () => onStart?.(child.pid!));
    let stdout = "";
    let all = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      all += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      all += text;
    });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const seconds = (performance.now() - start) / 1000;
      if (code !== null && allowed.includes(code)) {
        return resolve({ seconds, stdout });
      }
      const end = stripVTControlCharacters(all).trim().split("\n").slice(-12).join("\n");
      reject(new Error(`${[command, ...args].join(" ")} ended with ${signal ?? `exit code ${code}`}:\n${end}`));
    });
  });
}
