import * as path from "node:path";
import type { EmailSource } from "../../../function/src/email-source";
import {
  type MessageDouble,
  type MessageDoubleError,
  startMessageDouble,
} from "../../../function/src/testing/message-double";
import { commandAgain, commandLine } from "../../../modules/command-line";
import { printLine, printNote } from "../../../modules/print";
import { replaceFile } from "../../../modules/replace-file";
import { settingsFile } from "../../../modules/settings/settings-file";
import { fail, UserError } from "../../../modules/user-error";
import { rulesInSettings } from "../../deployments/rules-in-settings";
import { emailEvent } from "../../events/email-event";
import { type DirectionOptions, flowDirection } from "../../events/flow-direction";
import { type MessageFile, readMessageFile } from "../../events/message-file";
import { type NamedEvent, readEvents, STANDARD_INPUT } from "../../events/read-events";
import { callerIn, eventFrom } from "../../events/ses-event";
import { type InvocationResult, startLocalLambda } from "../../local-lambda/local-lambda";
import { emulatorEndpoint } from "../../processes/sandbox-environment";
import { EXIT } from "../../terminal/exit-codes";
import { interruptionSignal } from "../../terminal/interruption";
import { printColored, printJson } from "../../terminal/output";
import { withSynthesis } from "../../terraform/synthesize";
import { type Artifact, deployedArtifact, synthesizedArtifact, zipArtifact } from "./artifact";
import { type AnswerReport, checkSynchronousAnswer } from "./synchronous-rule";

/** The options of the command. */
export interface Options extends DirectionOptions {
  readonly region?: string;
  readonly zip?: string;
  readonly function?: string;
  readonly handler?: string;
  readonly memory?: number;
  readonly timeout?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly endpoint?: string;
  /** @default - what calls the function, in the settings */
  readonly source?: EmailSource;
  readonly synchronous?: boolean;
  readonly message?: string;
  readonly out?: string;
  readonly messageFault?: MessageDoubleError;
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** The input of each run with --watch. */
interface Input {
  readonly events: readonly NamedEvent[];
  readonly message?: MessageFile;
}

/** The result of one event. */
type Result = InvocationResult & { readonly event: string; readonly answer?: AnswerReport };

/** Paths that change by themselves, or are large and never a reason to build again. */
const UNWATCHED = /[\\/](node_modules|dist|cdktf\.(out|run-\w+)|coverage|state|\.\w+)$/;
/** An editor writes a file in several steps. */
const QUIET_MS = 100;

/** Runs the function with events and prints the result of each. */
export async function invoke(names: readonly string[], options: Options): Promise<void> {
  refuse(names, options);
  const signal = interruptionSignal();
  const input = await readInput(names, options);
  if (options.watch) {
    await invokeOnChange(input, names, options, signal);
    return;
  }
  try {
    const failed = await invokeAll(input, options, signal);
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

/** Refuses options that have no effect without others, and an endpoint that belongs to AWS. */
function refuse(names: readonly string[], options: Options): void {
  if (options.endpoint !== undefined) {
    emulatorEndpoint(options.endpoint);
  }
  if (options.function !== undefined && options.region === undefined) {
    throw new UserError("--function needs --region: where it is deployed.");
  }
  if (options.message === undefined && (options.out !== undefined || options.messageFault !== undefined)) {
    throw new UserError("--out and --message-fault need --message: the file with the message.");
  }
  if (names.length > 0 && (options.inbound || options.outbound)) {
    throw new UserError("--inbound and --outbound are for the event that is made here: name no events with them.");
  }
  if (![undefined, "workmail"].includes(options.source) && (names.length > 0 || options.inbound || options.outbound)) {
    throw new UserError("--source is for the event that is made here: name no events and no direction with it.");
  }
}

/** Reads the events, and the message to which they belong: without events, one is made from the message. */
async function readInput(names: readonly string[], options: Options): Promise<Input> {
  const { message: file } = options;
  const message = file === undefined ? undefined : await readMessageFile(file);
  if (names.length > 0) {
    return { events: await readEvents(names), message };
  }
  const { synchronous } = options;
  const regions = regionsOf(options);
  const source = options.source ?? callerIn(regions);
  if (source !== "workmail") {
    const sample = source === "ses-receipt" && synchronous ? "ses-receipt-synchronous" : source;
    return file === undefined
      ? { events: await readEvents([sample]) }
      : { events: [{ name: file, event: eventFrom(source, message?.values ?? {}) }], message };
  }
  const rules = regions.flatMap((it) => it.rules);
  const direction = flowDirection(options, rules, settingsFile());
  return file === undefined
    ? { events: await readEvents([direction === "INBOUND" ? "inbound" : "outbound-2019"]) }
    : { events: [{ name: file, event: emailEvent({ ...message?.values, flowDirection: direction }) }], message };
}

/** Returns what the settings say of the function that runs: in its Region, or in all. */
function regionsOf({ zip, function: deployed, region, inbound, outbound }: Options) {
  const isOfSettings = zip === undefined && deployed === undefined && !inbound && !outbound;
  const regions = isOfSettings ? rulesInSettings() : [];
  return regions.filter((it) => region === undefined || it.region === region);
}

/**
 * @returns whether the function failed with an event
 * @throws the signal's reason when that has stopped the build
 */
async function invokeAll(input: Input, given: Options, signal: AbortSignal): Promise<boolean> {
  return withArtifact(given, signal, async (artifact) => {
    const double = input.message && (await startDouble(input.events, input.message, given));
    try {
      return await invokeArtifact(artifact, input.events, given, signal, double);
    } finally {
      await double?.stop();
    }
  });
}

function startDouble(events: readonly NamedEvent[], { content }: MessageFile, given: Options): Promise<MessageDouble> {
  const ids = events.map(({ event }) => (event as { messageId?: unknown } | null)?.messageId);
  return startMessageDouble({
    messages: Object.fromEntries(ids.map((id) => [String(id), content])),
    error: given.messageFault,
    forwardTo: given.endpoint,
  });
}

async function invokeArtifact(
  artifact: Artifact,
  events: readonly NamedEvent[],
  given: Options,
  signal: AbortSignal,
  double: MessageDouble | undefined,
): Promise<boolean> {
  const options = withOverrides(artifact, given, double);
  const lambda = startLocalLambda(options);
  const stop = () => void lambda.stop();
  signal.addEventListener("abort", stop);
  const results: Result[] = [];
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
      const answer = given.synchronous ? checkSynchronousAnswer(result, event) : undefined;
      results.push({ event: name, ...result, ...(answer && { answer }) });
      if (!given.json) {
        print(results.at(-1)!, options.memorySizeMb);
      }
    }
  } finally {
    signal.removeEventListener("abort", stop);
    await lambda.stop();
  }
  if (!signal.aborted) {
    report(artifact, lambda.client, results, given, double);
  }
  return results.some(isFailed);
}

/** Writes the replaced message, and prints what came of all events. */
function report(
  { source }: Artifact,
  client: string,
  results: readonly Result[],
  given: Options,
  double: MessageDouble | undefined,
): void {
  const { json, out } = given;
  const replaced = double && [...double.replaced.values()].at(-1);
  if (replaced && out !== undefined) {
    replaceFile(out, replaced);
  }
  if (json) {
    printJson({
      artifact: source,
      client,
      results: results.map(({ cloudWatchLogs, ...result }) => ({
        ...result,
        logs: cloudWatchLogs,
      })),
      ...(double && { replacedBytes: replaced?.length ?? null }),
    });
  } else if (double) {
    printLine(replacement(replaced, out));
  }
  if (!json) {
    printLine(`\n${nextStep(results, given)}`);
  }
}

function nextStep(results: readonly Result[], { function: deployed, zip }: Options): string {
  if (results.some(isFailed)) {
    // A finished package does not change by itself, and standard input can be read once.
    const isOnce = (zip ?? deployed) !== undefined || results.some(({ event }) => event === STANDARD_INPUT);
    return isOnce
      ? `Next: correct the handler, then ${commandAgain("invoke")}`
      : `Next: correct the handler, then ${commandAgain("invoke", { add: ["--watch"] })}, which runs it again after each change`;
  }
  if (deployed !== undefined) {
    return `Next: ${commandLine(["logs"])}, which shows what it has logged in AWS`;
  }
  return zip === undefined
    ? `Next: ${commandLine(["diff"])}, which shows what a deployment would change`
    : "Next: deploy the zip";
}

function isFailed({ error, answer }: Result): boolean {
  return error !== undefined || (answer?.errors.length ?? 0) > 0;
}

function replacement(replaced: Uint8Array | undefined, out: string | undefined): string {
  if (replaced === undefined) {
    return "\nThe content of the message was not replaced.";
  }
  const next = out === undefined ? "Use --out to write it to a file." : `Written to ${out}.`;
  return `\nThe content of the message was replaced, by ${replaced.length} bytes. ${next}`;
}

/** Builds in a folder of this run, which is deleted afterwards. */
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
  return withSynthesis((stacks) => work(synthesizedArtifact(stacks, options.region)), {
    signal,
    instead: "name an artifact (--zip, or --function and --region)",
  });
}

function withOverrides({ options }: Artifact, given: Options, double: MessageDouble | undefined) {
  return {
    ...options,
    region: given.region ?? options.region,
    handler: given.handler ?? options.handler,
    memorySizeMb: given.memory ?? options.memorySizeMb,
    timeoutSeconds: given.timeout ?? options.timeoutSeconds,
    environment: { ...options.environment, ...double?.environment, ...given.env },
    endpoint: given.endpoint,
  };
}

async function invokeOnChange(
  first: Input,
  names: readonly string[],
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  if (names.includes(STANDARD_INPUT)) {
    throw new UserError(
      "--watch reads its events again and again, and standard input can be read once: name files or sample events.",
    );
  }
  let input = first;
  let isFirst = true;
  let running: Promise<void> | undefined;
  let changed = false;
  const run = async () => {
    do {
      changed = false;
      try {
        // The file of an event or of the message may be what has changed.
        input = isFirst ? input : await readInput(names, options);
        isFirst = false;
        await invokeAll(input, options, signal);
      } catch (error) {
        // The user fixes it, which is a change.
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
  const { watch } = await import("chokidar");
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

function print(result: Result, memorySizeMb: number | undefined): void {
  const { event: name, error, initMs, durationMs, peakMemoryMb, requestId, answer } = result;
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
  for (const wrong of answer?.errors ?? []) {
    printColored("red", "wrong answer", "  ", `: ${wrong}`);
  }
  if (answer?.warning !== undefined) {
    printColored("yellow", "slow", "  ", `: ${answer.warning}`);
  }
  printLine("  logged, as CloudWatch Logs would get it");
  for (const line of result.cloudWatchLogs) {
    printLine(`    ${line}`);
  }
}
