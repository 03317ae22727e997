import { createInterface } from "node:readline";
import { startProcess } from "./processes";

/** How a program is run to its end. */
export interface ProgramOptions {
  /** @default - the working folder of this process */
  readonly cwd?: string;
  /** The whole environment: nothing is inherited beside it. */
  readonly env: NodeJS.ProcessEnv;
  /** Called with each line on standard output. */
  readonly onLine?: (line: string) => void;
  /** Stops the program. */
  readonly signal?: AbortSignal;
  /** What it is stopped with. @default "SIGTERM" */
  readonly stopSignal?: NodeJS.Signals;
  /** Milliseconds that it has to end until it is killed. @default 5000 */
  readonly graceMs?: number;
}

/** How a program ended, and what it printed. */
export interface ProgramResult {
  /** Its exit code; null when a signal ended it. */
  readonly code: number | null;
  /** The signal that ended it; null otherwise. */
  readonly endedBy: NodeJS.Signals | null;
  /** Whether the caller's signal stopped it. */
  readonly stopped: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end, without standard input.
 *
 * @throws the reason of the caller's signal, when that was aborted before
 * @throws the system's error (ENOENT, EACCES …) when the program cannot be started
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env, onLine, signal, stopSignal, graceMs }: ProgramOptions,
): Promise<ProgramResult> {
  signal?.throwIfAborted();
  const program = await startProcess(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  createInterface({ input: program.child.stdout! }).on("line", (line) => {
    lines.push(line);
    onLine?.(line);
  });
  let stderr = "";
  program.child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });

  let stopped = false;
  const stop = () => {
    stopped = true;
    void program.stop(stopSignal, graceMs);
  };
  signal?.addEventListener("abort", stop);
  // It may have come while the program was starting.
  if (signal?.aborted) {
    stop();
  }
  const end = await program.ended;
  signal?.removeEventListener("abort", stop);
  return { code: end.code, endedBy: end.signal, stopped, stdout: lines.join("\n"), stderr: stderr.trim() };
}
