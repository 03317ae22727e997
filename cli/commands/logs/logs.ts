import { setTimeout as sleep } from "node:timers/promises";
import { commandAgain, commandLine } from "../../../modules/command-line";
import { printable, printLine, printNote } from "../../../modules/print";
import { UserError } from "../../../modules/user-error";
import { AwsClients } from "../../aws/clients";
import { byTime, type LogLine, LogTail } from "../../aws/log-lines";
import type { DeploymentOutputs } from "../../deployments/deployment-outputs";
import { type DeploymentsOptions, readRegions } from "../../deployments/deployments";
import { EXIT } from "../../terminal/exit-codes";
import { interruptionSignal } from "../../terminal/interruption";

/** CloudWatch Logs allows 5 calls a second at least, and shows a line after some seconds. */
const POLL_MS = 2_000;
/** Wait when AWS throttles the calls. */
const MAX_ATTEMPTS = 8;
const HOUR_MS = 3_600_000;

/** The options of the command. */
export interface Options extends DeploymentsOptions {
  /** In milliseconds since 1970. @default - an hour ago */
  readonly since?: number;
  readonly filter?: string;
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** Prints the lines of the log groups of all Regions. */
export async function logs(options: Options): Promise<void> {
  const interruption = interruptionSignal();
  const signal = AbortSignal.any([interruption, signalOfClosedOutput()]);
  const deployments = await deployed(options);
  const clients = deployments.map(({ region }) => new AwsClients(region, { maxAttempts: MAX_ATTEMPTS }));
  try {
    const since = options.since ?? Date.now() - HOUR_MS;
    const tails = deployments.map(
      ({ log_group_name: logGroup }, index) =>
        new LogTail(clients[index]!, { logGroup, since, filter: options.filter }, signal),
    );
    await print(tails, options, signal);
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    clients.forEach((client) => client.destroy());
  }
  if (options.follow && !options.json) {
    printNote(`Next: ${commandLine(["redrive", "--dry-run"])}, which counts the events that failed`);
  }
  if (interruption.aborted && !options.follow) {
    process.exitCode = EXIT.interrupted;
  }
}

/** The reader (head, for example) may have seen enough before the log ends. */
function signalOfClosedOutput(): AbortSignal {
  const closed = new AbortController();
  process.stdout.once("error", () => closed.abort());
  return closed.signal;
}

/** @throws UserError when nothing is deployed */
async function deployed(options: Options): Promise<DeploymentOutputs[]> {
  const told = await readRegions(options);
  const missing = told.filter(({ outputs }) => outputs === undefined).map(({ region }) => region);
  const text = `Not deployed, or only in part: ${missing.join(", ")}. Next: ${commandLine(["deploy"])}`;
  if (missing.length === told.length) {
    throw new UserError(text);
  }
  if (missing.length > 0) {
    printNote(text);
  }
  return told.flatMap(({ outputs }) => outputs ?? []);
}

async function print(tails: readonly LogTail[], { follow, json }: Options, signal: AbortSignal): Promise<void> {
  if (follow && !json) {
    printNote(`Waiting for lines in ${tails.map(({ aws }) => aws.region).join(", ")}; Ctrl-C ends.`);
  }
  let count = 0;
  for (;;) {
    for await (const line of byTime(tails.map((tail) => tail.newLines()))) {
      signal.throwIfAborted();
      printLine(json ? inJson(line) : inWords(line));
      count += 1;
    }
    if (!follow) {
      break;
    }
    await sleep(POLL_MS, undefined, { signal });
  }
  if (!json) {
    // Standard output is the log.
    printNote(
      count > 0
        ? `Next: ${commandAgain("logs", { without: ["--since"], add: ["--follow"] })}, which prints new lines as they arrive`
        : `No lines.\nNext: ${commandAgain("logs", { add: ["--since", "1d"] })}, or ${commandLine(["verify", "--invoke"])}, which invokes the function`,
    );
  }
}

/** A line that the function breaks is still one line of the log: no part of it looks like another one. */
function inWords({ time, region, message }: LogLine): string {
  return `${new Date(time).toISOString()}  ${region}  ${message.trimEnd().replaceAll("\n", "\n    ")}`;
}

function inJson({ time, message, ...place }: LogLine): string {
  return printable(JSON.stringify({ time: new Date(time).toISOString(), ...place, message: objectIn(message) }));
}

function objectIn(message: string): unknown {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === "object" && value !== null ? value : message;
  } catch {
    return message;
  }
}
