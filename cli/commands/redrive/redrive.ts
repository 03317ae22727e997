import { SQSClient } from "@aws-sdk/client-sqs";
import { commandAgain, commandLine } from "../../../modules/command-line";
import { printLine } from "../../../modules/print";
import { UserError } from "../../../modules/user-error";
import { askAws } from "../../aws/ask-aws";
import { withAws } from "../../aws/clients";
import { withInvoke } from "../../aws/invoke-function";
import { type DeploymentsOptions, readDeployments } from "../../deployments/deployments";
import { functionNameOf } from "../../redrive/failure-record";
import { QueueLease } from "../../redrive/leased-queue";
import { type Reasons, RedriveFailed, redriveQueue, type RedriveReport } from "../../redrive/redrive-queue";
import { type RedriveTarget, redriveTargets } from "../../redrive/redrive-targets";
import { EXIT } from "../../terminal/exit-codes";
import { interruptionSignal } from "../../terminal/interruption";
import { printJson } from "../../terminal/output";
import { runTasks, type ShownTask } from "../../terminal/tasks";

/** Throttling is not a failure of an event: wait for up to some minutes. */
const MAX_ATTEMPTS = 12;
/** How often progress is shown where there is no terminal that could overwrite it. */
const PROGRESS_INTERVAL_MS = 1_000;
/** Foreign messages that are named one by one; --json names them all. */
const NAMED_MESSAGES = 20;

export interface Options extends DeploymentsOptions {
  readonly queue?: string;
  readonly function?: string;
  readonly dryRun?: boolean;
  readonly limit?: number;
  readonly concurrency: number;
  readonly json?: boolean;
}

type Reports = Record<string, RedriveReport>;

/** Invokes the function again for the failed events, and says what became of them. */
export async function redrive(options: Options): Promise<void> {
  const signal = interruptionSignal();
  const reports = Object.values(await redriveAll(options, signal));
  if (signal.aborted) {
    process.exitCode = EXIT.interrupted;
  } else if (reports.some(({ failedAgain, foreign }) => failedAgain > 0 || foreign.length > 0)) {
    process.exitCode = EXIT.attention;
  }
}

async function redriveAll(options: Options, signal: AbortSignal): Promise<Reports> {
  const targets = await findTargets(options);
  const reports: Reports = {};
  const tasks = targets.map((target) => ({
    title: `${target.region}: ${target.queueUrl} -> ${target.functionName}`,
    skip: () => signal.aborted && "interrupted",
    run: async ({ progress }: ShownTask) => {
      let shownAt = Date.now();
      const show = (report: RedriveReport) => {
        if (Date.now() - shownAt < PROGRESS_INTERVAL_MS) {
          return;
        }
        shownAt = Date.now();
        progress(progressOf(report));
      };
      try {
        reports[target.region] = await redriveTarget(target, options, signal, show);
      } catch (error) {
        if (error instanceof RedriveFailed) {
          reports[target.region] = error.report;
        }
        throw error;
      }
    },
  }));
  try {
    await runTasks(tasks, options);
  } catch (error) {
    throw error instanceof RedriveFailed
      ? new UserError(`It could not go on; what was not finished is in the queue: ${error.message}`)
      : error;
  } finally {
    print(reports, options);
  }
  return reports;
}

async function findTargets(options: Options): Promise<RedriveTarget[]> {
  const { region: regions, queue, function: functionArn } = options;
  if (queue === undefined && functionArn === undefined) {
    return redriveTargets(await readDeployments(options));
  }
  const [region, ...more] = regions ?? [];
  if (!queue || !functionArn || !region || more.length > 0) {
    throw new UserError(
      "--queue, --function and one --region belong together: a queue's events are those of one function.",
    );
  }
  const functionName = functionNameOf(functionArn);
  return [{ region, queueUrl: queue, functionName, functionArn }];
}

async function redriveTarget(
  { region, queueUrl, functionName, functionArn }: RedriveTarget,
  { dryRun, limit, concurrency }: Options,
  signal: AbortSignal,
  onProgress: (report: RedriveReport) => void,
): Promise<RedriveReport> {
  return withAws(
    region,
    (aws) =>
      withInvoke({ region, functionName: functionArn, attempts: MAX_ATTEMPTS }, (invoke) =>
        redriveQueue({
          queue: new QueueLease(aws.get(SQSClient), queueUrl),
          functionName,
          invoke: (event) => askAws("lambda:InvokeFunction", region, () => invoke(event)),
          concurrency,
          limit,
          dryRun,
          signal,
          onProgress,
        }),
      ),
    { maxAttempts: MAX_ATTEMPTS },
  );
}

function progressOf(report: RedriveReport): string {
  return `failed events: ${report.failedEvents}, succeeded now: ${report.succeeded}, failed again: ${report.failedAgain}`;
}

function print(reports: Reports, { json, dryRun = false }: Options): void {
  if (json) {
    printJson({ dryRun, regions: reports });
    return;
  }
  for (const [region, report] of Object.entries(reports)) {
    printLine(`\n${[region, ...linesOf(report, dryRun)].join("\n")}`);
  }
  const all = Object.values(reports);
  // The message of an error has the next step.
  if (all.length > 0 && all.every(({ stoppedBy }) => stoppedBy !== "error")) {
    printLine(`\n${nextStep(all, dryRun)}`);
  }
}

function nextStep(reports: readonly RedriveReport[], dryRun: boolean): string {
  if (dryRun && reports.some(({ failedEvents }) => failedEvents > 0)) {
    return `Next: fix the reasons, then ${commandAgain("redrive", { without: ["--dry-run"] })}`;
  }
  return reports.some(({ failedAgain }) => failedAgain > 0)
    ? `Next: find the reasons (${commandLine(["logs", "--filter", '"Email failed"'])}), then ${commandAgain("redrive")}`
    : `Next: ${commandLine(["logs"])}, which shows what the function has logged`;
}

function linesOf(report: RedriveReport, dryRun: boolean): string[] {
  const { failedEvents, succeeded, failedAgain, foreign } = report;
  const named = foreign.slice(0, NAMED_MESSAGES);
  return [
    `  failed events${report.stoppedBy ? `, until the ${report.stoppedBy}` : ""}: ${failedEvents}`,
    ...reasonLines(report.reasons),
    ...(dryRun
      ? []
      : [
          `  succeeded now, and out of the queue: ${succeeded}`,
          `  failed again, and back in the queue: ${failedAgain}`,
          ...reasonLines(report.failedAgainReasons),
        ]),
    ...(foreign.length > 0
      ? [
          `  no failed events of the function, and left alone: ${foreign.length}`,
          ...named.map(({ messageId, what }) => `    ${messageId}: ${what}`),
          ...(foreign.length > named.length ? ["    ... (--json names them all)"] : []),
        ]
      : []),
  ];
}

/** The most frequent first. */
function reasonLines(reasons: Reasons): string[] {
  return Object.entries(reasons)
    .sort(([, one], [, other]) => other.count - one.count)
    .map(([reason, { count, requestId }]) => `    ${count} x ${reason}, for example request ${requestId}`);
}
