import * as path from "node:path";
import { watch } from "chokidar";
import { printLine, printNote } from "../../../modules/print";
import { fail, UserError } from "../../../modules/user-error";
import { type NamedEvent, readEvents } from "../../events/read-events";
import { type InvocationResult, startLocalLambda } from "../../local-lambda/local-lambda";
import { EXIT } from "../../terminal/exit-codes";
import { interruptionSignal } from "../../terminal/interruption";
import { printColored, printJson } from "../../terminal/output";
import { withSynthesis } from "../../terraform/synthesize";
import { type Artifact, deployedArtifact, synthesizedArtifact, zipArtifact } from "./artifact";

/** The options of the command. */
export interface Options {
  readonly region?: string;
  readonly zip?: string;
  readonly function?: string;
  readonly handler?: string;
  readonly memory?: number;
  readonly timeout?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly endpoint?: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** What changes by itself, or is large and never a reason to build anew. */
const UNWATCHED = /[\\/](node_modules|dist|cdktf\.(out|run-\w+)|coverage|state|\.\w+)$/;
/** An editor writes a file in several steps. */
const QUIET_MS = 100;

/** Runs the function with events and says what came of each. */
export async function invoke(names: readonly string[], options: Options): Promise<void> {
  if (options.function !== undefined && options.region === undefined) {
    throw new UserError("--function needs --region: where it is deployed.");
  }
  const signal = interruptionSignal();
  const events = await readEvents(names);
  if (options.watch) {
    await invokeOnChange(events, names, options, signal);
    return;
  }
  try {
    const failed = await invokeAll(events, options, signal);
    if (failed) {
      process.exitCode = EXIT.attention;
    }
  } catch (error) {
    if (error !== signal.reason) {
      throw error;
    }
  }
  if (signal.aborted) {
    process.exitCode = EXIT.interrupted;
  }
}

/**
 * @returns whether the function failed with an event
 * @throws the signal's reason when that has stopped the build
 */
async function invokeAll(events: readonly NamedEvent[], given: Options, signal: AbortSignal): Promise<boolean> {
  return withArtifact(given, signal, (artifact) => invokeArtifact(artifact, events, given, signal));
}

async function invokeArtifact(
  artifact: Artifact,
  events: readonly NamedEvent[],
  given: Options,
  signal: AbortSignal,
): Promise<boolean> {
  const options = withOverrides(artifact, given);
  const lambda = startLocalLambda(options);
  const stop = () => void lambda.stop();
  signal.addEventListener("abort", stop);
  const results: (InvocationResult & { event: string })[] = [];
  try {
    if (!given.json) {
      for (const note of artifact.notes) {
        printNote(note);
      }
      printLine(
        `${artifact.source}\n${options.runtime}, ${options.memorySizeMb} MB, ${options.timeoutSeconds} s; run by ${lambda.client === "official" ? "the official runtime interface client" : "the built-in runtime client"} on Node.js ${process.version}`,
      );
    }
    for (const { name, event } of events) {
      if (signal.aborted) {
        break;
      }
      const result = await lambda.invoke(event);
      if (signal.aborted) {
        break;
      }
      results.push({ event: name, ...result });
      if (!given.json) {
        print(name, result, options.memorySizeMb);
      }
    }
  } finally {
    signal.removeEventListener("abort", stop);
    await lambda.stop();
  }
  if (given.json && !signal.aborted) {
    const { source } = artifact;
    printJson({
      artifact: source,
      client: lambda.client,
      results: results.map(({ cloudWatchLogs, ...result }) => ({
        ...result,
        logs: cloudWatchLogs,
      })),
    });
  }
  return results.some(({ error }) => error !== undefined);
}

/** What is built here is in a folder of this run alone, and is gone afterwards. */
async function withArtifact<Result>(
  options: Options,
  signal: AbortSignal,
  work: (artifact: Artifact) => Promise<Result>,
): Promise<Result> {
  if (options.zip !== undefined) {
    return work(zipArtifact(options.zip));
  }
  if (options.function !== undefined) {
    return work(await deployedArtifact(options.function, options.region!));
  }
  return withSynthesis((stacks) => work(synthesizedArtifact(stacks, options.region)), { signal });
}

function withOverrides({ options }: Artifact, given: Options) {
  return {
    ...options,
    region: given.region ?? options.region,
    handler: given.handler ?? options.handler,
    memorySizeMb: given.memory ?? options.memorySizeMb,
    timeoutSeconds: given.timeout ?? options.timeoutSeconds,
    environment: { ...options.environment, ...given.env },
    endpoint: given.endpoint,
  };
}

async function invokeOnChange(
  first: readonly NamedEvent[],
  names: readonly string[],
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  if (names.includes("-")) {
    throw new UserError(
      "--watch reads its events again and again, and standard input can be read once: name files or sample events.",
    );
  }
  let events: readonly NamedEvent[] = first;
  let running: Promise<void> | undefined;
  let changed = false;
  const run = async () => {
    do {
      changed = false;
      try {
        await invokeAll(events, options, signal);
        events = await readEvents(names);
      } catch (error) {
        // To be mended, and then there is a change.
        if (error !== signal.reason) {
          fail(error);
        }
      }
    } while (changed && !signal.aborted);
    running = undefined;
    if (!signal.aborted) {
      printNote("\nWaiting for a change; Ctrl-C ends.");
    }
  };
  const watcher = watch(".", {
    ignored: (file) => UNWATCHED.test(path.resolve(file)),
    ignoreInitial: true,
    awaitWriteFinish: { stabilityThreshold: QUIET_MS, pollInterval: 20 },
  });
  await new Promise<void>((resolve) => watcher.once("ready", () => resolve()));
  running = run();
  watcher.on("all", (_, file) => {
    if (signal.aborted) {
      return;
    }
    printNote(`\n${file} has changed.`);
    changed = true;
    running ??= run();
  });
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  await watcher.close();
  await running;
  process.exitCode = EXIT.interrupted;
}

function print(name: string, result: InvocationResult, memorySizeMb: number | undefined): void {
  const { error, initMs, durationMs, peakMemoryMb, requestId } = result;
  const facts = [
    `${durationMs.toFixed(1)} ms`,
    ...(initMs === undefined ? [] : [`start ${initMs.toFixed(1)} ms`]),
    ...(peakMemoryMb === undefined ? [] : [`memory ${peakMemoryMb} of ${memorySizeMb} MB`]),
    `request ${requestId}`,
  ];
  const [color, outcome] = error ? (["red", "failed"] as const) : (["green", "succeeded"] as const);
  printColored(color, outcome, `\n${name}: `, ` (${facts.join(", ")})`);
  if (error) {
    printLine(`  ${error.errorType}: ${error.errorMessage}`);
  } else {
    printLine(`  returned ${JSON.stringify(result.payload)}`);
  }
  printLine("  logged, as CloudWatch Logs would get it");
  for (const line of result.cloudWatchLogs) {
    printLine(`    ${line}`);
  }
}
