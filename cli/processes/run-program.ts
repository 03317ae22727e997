import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { LogFile } from "./log-file";
import { startProcess } from "./processes";

const POLL_MS = 50;

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
  /** Milliseconds that it has to finish its work before it is stopped, even if this process is gone. @default 0 */
  readonly finishMs?: number;
  /** The signal that stops it. @default "SIGTERM" */
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
  { cwd, env, onLine, signal, finishMs = 0, stopSignal, graceMs }: ProgramOptions,
): Promise<ProgramResult> {
  signal?.throwIfAborted();
  const output = finishMs > 0 ? { stdout: new LogFile(), stderr: new LogFile() } : undefined;
  const program = await startProcess(command, args, {
    cwd,
    env,
    stdio: ["ignore", output?.stdout.descriptor ?? "pipe", output?.stderr.descriptor ?? "pipe"],
    ending: { signal: stopSignal, finishMs, graceMs },
  });
  const read = (output === undefined ? readPipes : readFiles(output))(program.child, onLine);

  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    stopped = true;
    void program.stop(stopSignal, graceMs);
  };
  const finish = () => {
    if (finishMs > 0) {
      timer = setTimeout(stop, finishMs);
    } else {
      stop();
    }
  };
  signal?.addEventListener("abort", finish);
  // It may have come while the program was starting.
  if (signal?.aborted) {
    finish();
  }
  const end = await program.ended;
  clearTimeout(timer);
  signal?.removeEventListener("abort", finish);
  const { lines, stderr } = read();
  return { code: end.code, endedBy: end.signal, stopped, stdout: lines.join("\n"), stderr: stderr.trim() };
}

/** Returns what has been read, once the program has ended. */
type Read = () => { readonly lines: readonly string[]; readonly stderr: string };

function readPipes({ stdout, stderr }: ChildProcess, onLine: ProgramOptions["onLine"]): Read {
  const lines: string[] = [];
  createInterface({ input: stdout! }).on("line", (line) => {
    lines.push(line);
    onLine?.(line);
  });
  let errors = "";
  stderr!.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  return () => ({ lines, stderr: errors });
}

/** Files, because a pipe that nobody reads would end a program that outlives this process. */
function readFiles({ stdout, stderr }: Readonly<Record<"stdout" | "stderr", LogFile>>) {
  return (_: ChildProcess, onLine: ProgramOptions["onLine"]): Read => {
    const lines: string[] = [];
    let rest = "";
    const read = () => {
      const found = (rest + stdout.readText()).split("\n");
      rest = found.pop()!;
      for (const line of found) {
        lines.push(line);
        onLine?.(line);
      }
    };
    const timer = setInterval(read, POLL_MS);
    return () => {
      clearInterval(timer);
      read();
      const result = { lines: rest === "" ? lines : [...lines, rest], stderr: stderr.readText() };
      stdout.close();
      stderr.close();
      return result;
    };
  };
}
