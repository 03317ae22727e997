import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identityOf, type ProcessIdentity } from "./process-identity";

/** How a process ended: one of the two is always null. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How a process is ended when this one is gone before it. */
interface Ending {
  /** @default "SIGTERM" */
  readonly signal?: NodeJS.Signals;
  /** Milliseconds that it has to finish its work before it gets the signal. @default 0 */
  readonly finishMs?: number;
  /** Milliseconds that it has after the signal, until it is killed. @default 10000 */
  readonly graceMs?: number;
}

/** Where and how a process runs. */
export interface ProcessOptions {
  /** @default - the working folder of this process */
  readonly cwd?: string;
  /** The whole environment: nothing is inherited beside it. */
  readonly env: NodeJS.ProcessEnv;
  /** Standard input, output and error: "pipe", "ignore" or a file descriptor each. */
  readonly stdio: readonly ("pipe" | "ignore" | number)[];
  /** Whether it goes on when this process is gone. @default false */
  readonly outlives?: boolean;
  /** @default - SIGTERM, and ten seconds later it is killed */
  readonly ending?: Ending;
}

/** A process that leads a process group of its own. */
export interface OwnProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Fulfilled when the process and its output have ended. Never rejected. */
  readonly ended: Promise<ProcessEnd>;
  /**
   * Asks the whole group to end, and kills what is left of it after the grace period. Asking again does no harm.
   *
   * @param signal - what it is asked with, @default "SIGTERM"
   * @param graceMs - milliseconds until it is killed, @default 5000
   */
  stop(signal?: NodeJS.Signals, graceMs?: number): Promise<ProcessEnd>;
}

/**
 * Starts a process in a group of its own: Ctrl-C in the terminal reaches this process only, which then decides in what
 * order things end, and ending the group takes the children of the child along. The process guard ends processes
 * that outlive this one, even if it was killed.
 *
 * @throws the system's error (ENOENT, EACCES …) when the command cannot be started
 */
export async function startProcess(
  command: string,
  args: readonly string[],
  {
    cwd,
    env,
    stdio,
    outlives = false,
    ending: { signal = "SIGTERM", finishMs = 0, graceMs = 10_000 } = {},
  }: ProcessOptions,
): Promise<OwnProcess> {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: [...stdio],
    detached: true,
  });
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  // Processes that a dead child leaves behind would keep its output, and so `ended`, open.
  child.once("exit", () => signalGroup(child.pid!, "SIGKILL"));
  await once(child, "spawn");
  const pid = child.pid!;
  if (outlives) {
    child.unref();
  } else {
    guard().stdin!.write(`watch ${pid} ${signal} ${finishMs} ${graceMs}\n`);
    void ended.then(() => guard().stdin!.write(`forget ${pid}\n`));
  }
  if (finishMs > 0) {
    unfinished.add(pid);
    child.once("exit", () => unfinished.delete(pid));
  }

  return {
    pid,
    child,
    ended,
    async stop(signal = "SIGTERM", graceMs = 5_000) {
      const running = child.exitCode === null && child.signalCode === null;
      if (running) {
        signalGroup(pid, signal);
      }
      const kill = setTimeout(() => signalGroup(pid, "SIGKILL"), graceMs);
      const end = await ended;
      clearTimeout(kill);
      return end;
    },
  };
}

/**
 * Ends a process group that another process has started, as
 * {@link OwnProcess.stop} does.
 */
export async function stopProcessGroup(pid: number, graceMs = 5_000): Promise<void> {
  const deadline = Date.now() + graceMs;
  for (let there = signalGroup(pid, "SIGTERM"); there;) {
    if (Date.now() > deadline) {
      signalGroup(pid, "SIGKILL");
      return;
    }
    await sleep(20);
    there = signalGroup(pid, 0);
  }
}

/** @returns whether there was such a group */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") {
      return false;
    }
    throw error;
  }
}

/** A process of ours, and the guard that ends what it has started when it is gone. */
export interface Owner extends ProcessIdentity {
  readonly guard: ProcessIdentity;
}

/** Returns what others need to know whether this process, or anything it has started, still runs. */
export function thisOwner(): Owner {
  return { ...identityOf(process.pid), guard: identityOf(guard().pid!) };
}

const unfinished = new Set<number>();

/** Returns whether a process runs that finishes its work even if this process ends now. */
export function hasUnfinishedWork(): boolean {
  return unfinished.size > 0;
}

let guardProcess: ChildProcess | undefined;

/** The one guard of this process, started with the first process it has to watch. */
function guard(): ChildProcess {
  if (guardProcess) {
    return guardProcess;
  }
  guardProcess = spawn("/bin/sh", [path.join(__dirname, "process-guard.sh")], {
    detached: true,
    // For sleep, whatever the caller's variables are.
    env: { PATH: [process.env.PATH, "/usr/bin", "/bin"].filter(Boolean).join(path.delimiter) },
    stdio: ["pipe", "ignore", "ignore"],
  });
  // A guard that died must not take this process with it.
  guardProcess.on("error", () => undefined);
  guardProcess.stdin!.on("error", () => undefined);
  guardProcess.unref();
  (guardProcess.stdin as unknown as { unref(): void }).unref();
  return guardProcess;
}
