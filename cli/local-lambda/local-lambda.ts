import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "../../modules/user-error";
import { LogFile } from "../processes/log-file";
import { emulatorEndpoint } from "../processes/sandbox-environment";
import { cloudWatchLogs, type Logging } from "./cloudwatch-logs";
import { type Ending, type EnvironmentProcess, ExecutionEnvironment } from "./execution-environment";
import { exitError, timeoutError } from "./failures";
import { checkEnvironment, functionEnvironment } from "./function-environment";
import { nodeFlags } from "./node-flags";
import type { FunctionError } from "./runtime-api";
import { type RuntimeClient, runtimeClient } from "./runtime-clients";
import { unpack } from "./unpack";

/** Lambda's limit for what a function does before its first event. */
const INIT_LIMIT_MS = 10_000;

/** Nothing listens there: the discard service of old. */
const NO_ENDPOINT = "http://127.0.0.1:9";

/** The function, in the words of its configuration on AWS. */
export interface LocalLambdaOptions {
  /** The artifact, or its path. */
  readonly zip: Uint8Array | string;
  /** @default "index.handler" */
  readonly handler?: string;
  /** The function's own variables. @default {} */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default 128 */
  readonly memorySizeMb?: number;
  /** @default 3 */
  readonly timeoutSeconds?: number;
  /** @default "local" */
  readonly functionName?: string;
  /** The ARN that it is invoked by. @default - an unqualified one in account 123456789012 */
  readonly functionArn?: string;
  /** @default "$LATEST" */
  readonly functionVersion?: string;
  /** @default "us-east-1" */
  readonly region?: string;
  /** @default "nodejs22.x" */
  readonly runtime?: string;
  /** @default "Text" */
  readonly logFormat?: "JSON" | "Text";
  /** @default - /aws/lambda/ and the function's name */
  readonly logGroupName?: string;
  /** The lowest level that is logged, for the log format JSON. @default "INFO" */
  readonly logLevel?: string;
  /** The lowest level of Lambda's own lines, for the log format JSON. @default "INFO" */
  readonly systemLogLevel?: string;
  /** The AWS emulator that the function's calls go to. @default - they are refused */
  readonly endpoint?: URL | string;
  /** The Node program that runs the function. @default - the one that runs this */
  readonly node?: string;
  /** @default - the official one where it is installed, otherwise the built-in one */
  readonly client?: RuntimeClient;
  /** The folder from which the official client is looked for. @default - the working folder */
  readonly clientFrom?: string;
}

/** The result of one invocation. */
export interface InvocationResult {
  readonly requestId: string;
  /** The value that the handler returned. */
  readonly payload?: unknown;
  /** Set when the function failed, in the words that Lambda has for it. */
  readonly error?: FunctionError;
  readonly timedOut: boolean;
  /** The lines that the function's process wrote, those of a cold start included. */
  readonly logs: readonly string[];
  /** The lines that CloudWatch Logs would get: Lambda's own, and of those above what the log level lets through. */
  readonly cloudWatchLogs: readonly string[];
  /** From handing in the event to the answer. */
  readonly durationMs: number;
  /** From starting the process to its readiness; set on a cold start only. */
  readonly initMs?: number;
  /** The peak memory of the process so far, in MiB; only Linux reports it. */
  readonly peakMemoryMb?: number;
}

/**
 * Runs a Lambda artifact on this machine: unpacked from its zip, in a Node
 * process with Lambda's environment, through Lambda's Runtime API, within its
 * limits of time and memory. The process starts with the first event, serves the
 * ones after it, and is replaced when it dies or is too slow.
 *
 * Not as in Lambda: the folder of the code has another name and can be written
 * to, the process is not frozen between two events, and on other systems than
 * Linux memory outside of JavaScript's heap is not limited.
 *
 * @throws UserError for what Lambda would refuse: the zip, a limit, reserved
 * environment variables; and when the official client is asked for and missing
 */
export function startLocalLambda(options: LocalLambdaOptions): LocalLambda {
  const {
    zip,
    handler = "index.handler",
    environment = {},
    memorySizeMb = 128,
    timeoutSeconds = 3,
    endpoint = NO_ENDPOINT,
    node = process.execPath,
    client: wantedClient,
    clientFrom = process.cwd(),
  } = options;
  const { functionArn, ...names } = namesOf(options);
  const logging = loggingOf(options);
  checkLimits(memorySizeMb, timeoutSeconds);
  checkEnvironment(environment);
  const awsEndpoint = emulatorEndpoint(endpoint).href;
  const { client, args } = runtimeClient(wantedClient, clientFrom, names.runtime);

  const folder = mkdtempSync(path.join(os.tmpdir(), "local-lambda-"));
  const taskRoot = path.join(folder, "task");
  try {
    mkdirSync(taskRoot);
    unpack(zip, taskRoot);
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  const flags = nodeFlags(names.runtime, memorySizeMb, environment.NODE_OPTIONS);
  const settings = {
    ...names,
    ...logging,
    awsEndpoint,
    environment,
    handler,
    memorySizeMb,
    taskRoot,
  };
  return new LocalLambda(client, functionArn, names.functionVersion, timeoutSeconds * 1000, logging, folder, {
    command: [node, ...flags, ...args],
    folder: taskRoot,
    env: (runtimeApi) => functionEnvironment(settings, runtimeApi),
    memorySizeMb,
  });
}

/** The function's properties, under AWS's names. */
function namesOf({
  functionName = "local",
  region = "us-east-1",
  functionArn = `arn:aws:lambda:${region}:123456789012:function:${functionName}`,
  functionVersion = "$LATEST",
  runtime = "nodejs22.x",
  logGroupName = `/aws/lambda/${functionName}`,
}: LocalLambdaOptions) {
  return { functionName, region, functionArn, functionVersion, runtime, logGroupName };
}

function loggingOf({ logFormat = "Text", logLevel = "INFO", systemLogLevel = "INFO" }: LocalLambdaOptions): Logging {
  return { logFormat, logLevel, systemLogLevel };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
function checkLimits(memorySizeMb: number, timeoutSeconds: number): void {
  const within = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  const errors = [
    ...(within(memorySizeMb, 128, 10_240) ? [] : [`'memorySizeMb' must be 128 to 10240, got: ${memorySizeMb}`]),
    ...(within(timeoutSeconds, 1, 900) ? [] : [`'timeoutSeconds' must be 1 to 900, got: ${timeoutSeconds}`]),
  ];
  if (errors.length > 0) {
    throw new UserError(errors.join("\n"));
  }
}

/** A function that runs on this machine as it would in Lambda. */
export class LocalLambda {
  readonly #logs = new LogFile();
  #environment?: ExecutionEnvironment;
  #queue: Promise<unknown> = Promise.resolve();
  #stopped?: Promise<void>;

  /** Made by {@link startLocalLambda}. */
  constructor(
    /** The client that runs the function. */
    readonly client: RuntimeClient,
    private readonly functionArn: string,
    private readonly functionVersion: string,
    private readonly timeoutMs: number,
    private readonly logging: Logging,
    private readonly folder: string,
    private readonly process: Omit<EnvironmentProcess, "output"> & {
      readonly memorySizeMb: number;
    },
  ) {}

  /**
   * Runs the function with an event. Invocations wait for each other, as an
   * execution environment has one at a time.
   */
  async invoke(event: unknown = {}): Promise<InvocationResult> {
    const json = JSON.stringify(event);
    const result = this.#queue.then(() => this.#invoke(json));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Ends the process and removes its files. Doing so again does no harm. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await this.#environment?.stop();
    await this.#queue;
    // One may have been starting.
    await this.#environment?.stop();
    this.#logs.close();
    rmSync(this.folder, { recursive: true });
  }

  async #invoke(event: string): Promise<InvocationResult> {
    if (this.#stopped) {
      throw new Error("The local Lambda has been stopped.");
    }
    const requestId = randomUUID();
    const run = await this.#run(requestId, event);
    const { initMs, startedAt = Date.now(), durationMs = 0, ending } = run;
    const environment = this.#environment!;
    const peakMemoryMb = environment.peakMemoryMb();
    // Dead or too slow: the next event gets a new one.
    if (!environment.usable) {
      await environment.stop();
    }
    const result = {
      requestId,
      ...outcome(requestId, ending),
      logs: this.#logs.read(),
      durationMs,
      initMs,
      peakMemoryMb,
    };
    const logged = {
      ...result,
      functionVersion: this.functionVersion,
      startedAt,
      memorySizeMb: this.process.memorySizeMb,
      status: statusOf(run),
      lines: result.logs,
    };
    return { ...result, cloudWatchLogs: cloudWatchLogs(logged, this.logging) };
  }

  async #run(requestId: string, event: string): Promise<Run> {
    let initMs: number | undefined;
    if (!this.#environment?.usable) {
      const output = this.#logs.descriptor;
      this.#environment = await ExecutionEnvironment.start({
        ...this.process,
        output,
      });
      // Lambda gives up after ten seconds, and once more within the time limit.
      const limitMs = Math.max(INIT_LIMIT_MS, this.timeoutMs);
      const init = await this.#environment.init(limitMs);
      if (!("initMs" in init)) {
        return { ending: init };
      }
      initMs = init.initMs;
    }
    const startedAt = Date.now();
    const run = await this.#environment.invoke({
      requestId,
      functionArn: this.functionArn,
      deadlineMs: startedAt + this.timeoutMs,
      traceId: newTraceId(),
      event,
    });
    // Of the time limit, some milliseconds are over when the event is handed on. Lambda names the limit.
    const ending = "timedOutAfterMs" in run.ending ? { timedOutAfterMs: this.timeoutMs } : run.ending;
    return { initMs, startedAt, ...run, ending };
  }
}

interface Run {
  readonly initMs?: number;
  /** Both undefined when it did not come so far. */
  readonly startedAt?: number;
  readonly durationMs?: number;
  readonly ending: Ending;
}

/** An error that the handler threw is an answer; one at the start is none. */
function statusOf({ ending, startedAt }: Run): "success" | "error" | "timeout" {
  if ("timedOutAfterMs" in ending) {
    return "timeout";
  }
  const answered = "payload" in ending || startedAt !== undefined;
  return answered && !("exit" in ending) ? "success" : "error";
}

function outcome(requestId: string, ending: Ending): Pick<InvocationResult, "payload" | "error" | "timedOut"> {
  if ("payload" in ending) {
    return { payload: JSON.parse(ending.payload) as unknown, timedOut: false };
  }
  if ("error" in ending) {
    return { error: ending.error, timedOut: false };
  }
  if ("exit" in ending) {
    const { exit, outOfMemory } = ending;
    return { error: exitError(requestId, exit, outOfMemory), timedOut: false };
  }
  const error = timeoutError(requestId, ending.timedOutAfterMs);
  return { error, timedOut: true };
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const random = (bytes: number) => randomBytes(bytes).toString("hex");
  return `Root=1-${seconds}-${random(12)};Parent=${random(8)};Sampled=0`;
}
