import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { type OwnProcess, type ProcessEnd, startProcess } from "../processes/processes";
import { type Answer, type Invocation, RuntimeApi } from "./runtime-api";

/** How often a process's memory is looked at. */
const MEMORY_POLL_MS = 20;

/** How an environment's process is started. */
export interface EnvironmentProcess {
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** The working folder. */
  readonly folder: string;
  /** The whole environment, given the address of the Runtime API. */
  readonly env: (runtimeApi: string) => NodeJS.ProcessEnv;
  /** The file descriptor that takes standard output and error. */
  readonly output: number;
  /** MiB past which the process is killed, if the system reports its memory. @default - without a limit */
  readonly memorySizeMb?: number;
}

/** How a phase ended: with the function's answer, its process's end, or not in time. */
export type Ending = Answer | Exited | { readonly timedOutAfterMs: number };

interface Exited {
  readonly exit: ProcessEnd;
  readonly outOfMemory: boolean;
}

/**
 * A process that runs the function, with its Runtime API. Once it is not usable
 * any more, all that is left to do is to stop it.
 */
export class ExecutionEnvironment {
  readonly #exit: Promise<{ exit: ProcessEnd; outOfMemory: boolean }>;
  #usable = true;
  #outOfMemory = false;
  #peakMemoryMb?: number;
  #stopped?: Promise<void>;

  static async start({
    command: [program, ...args],
    folder,
    env,
    output,
    memorySizeMb,
  }: EnvironmentProcess): Promise<ExecutionEnvironment> {
    const api = await RuntimeApi.start();
    const startedAt = performance.now();
    try {
      const started = await startProcess(program, args, {
        cwd: folder,
        env: env(api.address),
        stdio: ["ignore", output, output],
      });
      return new ExecutionEnvironment(api, started, startedAt, memorySizeMb);
    } catch (error) {
      await api.close();
      throw error;
    }
  }

  private constructor(
    private readonly api: RuntimeApi,
    private readonly process: OwnProcess,
    private readonly startedAt: number,
    private readonly memorySizeMb = Infinity,
  ) {
    const watch = setInterval(() => this.#keepWithinMemory(), MEMORY_POLL_MS);
    watch.unref();
    if (memorySizeMb === Infinity) {
      clearInterval(watch);
    }
    this.#exit = process.ended.then((exit) => {
      clearInterval(watch);
      this.#usable = false;
      return { exit, outOfMemory: this.#outOfMemory };
    });
  }

  /** Whether it can take an event. */
  get usable(): boolean {
    return this.#usable;
  }

  /** Lambda's init phase: until the runtime asks for its first event. */
  async init(limitMs: number): Promise<{ initMs: number } | Ending> {
    const asked = this.api.asked().then(() => ({ initMs: performance.now() - this.startedAt }));
    const failed = this.api.startFailed().then((error) => ({ error }));
    const ending = await this.#within(limitMs, Promise.race([asked, failed]));
    if (!("initMs" in ending)) {
      this.#usable = false;
    }
    return ending;
  }

  /**
   * Lambda's invoke phase: until the runtime has answered and asks for the next
   * event.
   *
   * @returns how it ended, and the milliseconds until the answer
   */
  async invoke(invocation: Invocation): Promise<{ ending: Ending; durationMs: number }> {
    const startedAt = performance.now();
    const limitMs = invocation.deadlineMs - Date.now();
    const ending = await this.#within(limitMs, this.api.invoke(invocation));
    const durationMs = performance.now() - startedAt;

    // A process that answers and then dies must not get the next event.
    const asked = this.api.asked().then(() => ({ asked: true }));
    const rest = await this.#within(Math.max(0, limitMs - durationMs), asked);
    if (!("asked" in rest)) {
      this.#usable = false;
    }
    // Between two looks at it memory may have been there and gone.
    this.#keepWithinMemory();
    return {
      ending: this.#outOfMemory ? await this.#exit : ending,
      durationMs,
    };
  }

  /**
   * The most memory that the process has had, in MiB, rounded up as Lambda does;
   * of one that is gone, as far as it was seen. Undefined if the system does not report it; only Linux does.
   */
  peakMemoryMb(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.process.pid}/status`, "utf8");
      const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
      if (kib !== undefined) {
        this.#peakMemoryMb = Math.ceil(Number(kib) / 1024);
      }
    } catch {
      // The process is gone, or this is no Linux.
    }
    return this.#peakMemoryMb;
  }

  #keepWithinMemory(): void {
    if ((this.peakMemoryMb() ?? 0) <= this.memorySizeMb) {
      return;
    }
    this.#outOfMemory = true;
    void this.process.stop("SIGKILL");
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#usable = false;
    await this.process.stop("SIGKILL");
    await this.api.close();
  }

  async #within<Result extends object>(
    limitMs: number,
    result: Promise<Result>,
  ): Promise<Result | Exclude<Ending, Answer>> {
    const done = new AbortController();
    const timeout = sleep(limitMs, undefined, { signal: done.signal });
    try {
      return await Promise.race([result, this.#exit, timeout.then(() => ({ timedOutAfterMs: limitMs }))]);
    } finally {
      done.abort();
    }
  }
}
