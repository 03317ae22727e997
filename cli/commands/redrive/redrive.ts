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
import { interruptible, interruptionSignal } from "../../terminal/interruption";
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
  await interruptible(signal, async () => {
    const reports = await redriveAll(await findTargets(options), options, signal);
    if (Object.values(reports).some(needsAttention)) {
      process.exitCode = EXIT.attention;
    }
  });
}

function needsAttention(report: RedriveReport): boolean {
  const { failedAgain, answerLost, foreign } = report;
  return failedAgain > 0 || answerLost.length > 0 || foreign.length > 0 || isWithheld(report);
}

/** Whether the queue has events that it did not deliver. */
function isWithheld({ left = 0, stoppedBy }: RedriveReport): boolean {
  return left > 0 && stoppedBy === undefined;
}

async function redriveAll(targets: readonly RedriveTarget[], options: Options, signal: AbortSignal): Promise<Reports> {
  const reports: Reports = {};
  const notStarted = () => targets.map(({ region }) => region).filter((region) => !(region in reports));
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
    throw error instanceof RedriveFailed ? new UserError(textOf(error, notStarted())) : error;
  } finally {
    print(reports, notStarted(), options);
  }
  return reports;
}

function textOf({ message, report: { left }, gaveBack }: RedriveFailed, notStarted: readonly string[]): string {
  return [
    `It could not go on; what was not finished is in the queue: ${message}`,
    ...(left === undefined ? [] : [`Left in the queue: about ${left}.`]),
    ...(gaveBack ? [] : ["The events that it had taken appear in the queue again within five minutes."]),
    ...(notStarted.length > 0 ? [`Not started: ${notStarted.join(", ")}.`] : []),
    `Next: after you have fixed this, ${commandAgain("redrive")}`,
  ].join("\n");
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
      withInvoke({ region, functionName: functionArn, attempts: MAX_ATTEMPTS, signal }, (invoke) =>
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

function print(reports: Reports, notStarted: readonly string[], { json, dryRun = false }: Options): void {
  if (json) {
    printJson({ dryRun, regions: reports });
    return;
  }
  for (const [region, report] of Object.entries(reports)) {
    printLine(`\n${[region, ...linesOf(report, dryRun)].join("\n")}`);
  }
  const all = Object.values(reports);
  // The message of an error has the rest.
  if (all.length > 0 && all.every(({ stoppedBy }) => stoppedBy !== "error")) {
    const rest = notStarted.length > 0 ? `Not started: ${notStarted.join(", ")}\n` : "";
    printLine(`\n${rest}${nextStep(all, rest !== "", dryRun)}`);
  }
}

function nextStep(reports: readonly RedriveReport[], isStopped: boolean, dryRun: boolean): string {
  if (isStopped || reports.some(({ stoppedBy }) => stoppedBy === "interruption")) {
    return `Next: ${commandAgain("redrive")}, which continues with the events that are left`;
  }
  if (dryRun && reports.some(({ failedEvents }) => failedEvents > 0)) {
    return `Next: fix the reasons, then ${commandAgain("redrive", { without: ["--dry-run"] })}`;
  }
  if (reports.some(({ answerLost }) => answerLost.length > 0)) {
    return `Next: ${commandLine(["logs"])}, which shows whether the function has handled the events without an answer; delete their messages if so, then ${commandAgain("redrive")}`;
  }
  if (reports.some(({ failedAgain }) => failedAgain > 0)) {
    return `Next: find the reasons (${commandLine(["logs", "--filter", '"Email failed"'])}), then ${commandAgain("redrive")}`;
  }
  if (reports.some(isWithheld)) {
    return `Next: in five minutes, ${commandAgain("redrive")}`;
  }
  return reports.some(({ left = 0 }) => left > 0)
    ? `Next: ${commandAgain("redrive")}, which takes the next events`
    : `Next: ${commandLine(["logs"])}, which shows what the function has logged`;
}

function linesOf(report: RedriveReport, dryRun: boolean): string[] {
  const { failedEvents, succeeded, failedAgain, answerLost, foreign } = report;
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
    ...noteLines("without an answer, and back in the queue", answerLost),
    ...noteLines("no failed events of the function, and left alone", foreign),
    ...leftLines(report),
  ];
}

function noteLines(title: string, notes: RedriveReport["foreign"]): string[] {
  const named = notes.slice(0, NAMED_MESSAGES);
  return notes.length === 0
    ? []
    : [
        `  ${title}: ${notes.length}`,
        ...named.map(({ messageId, what }) => `    ${messageId}: ${what}`),
        ...(notes.length > named.length ? ["    ... (--json names them all)"] : []),
      ];
}

function leftLines(report: RedriveReport): string[] {
  const { left, stoppedBy } = report;
  // The message of an error says it, too.
  if (left === 0 || stoppedBy === "error") {
    return [];
  }
  if (left === undefined) {
    return ["  left in the queue: unknown; to see it, allow sqs:GetQueueAttributes"];
  }
  return [
    `  left in the queue, and not looked at: about ${left}`,
    ...(isWithheld(report)
      ? [
          "    SQS did not deliver them: another process has them, or one that was killed less than five minutes ago had them",
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
