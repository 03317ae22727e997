import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { Command, InvalidArgumentError } from "commander";
import { Listr } from "listr2";
import { fail, UserError } from "../modules/user-error";
import { invokeFunction } from "./invoke-function";
import { QueueLease } from "./leased-queue";
import {
  type Reasons,
  RedriveFailed,
  redriveQueue,
  type RedriveReport,
} from "./redrive-queue";
import { deployedTargets, type RedriveTarget } from "./redrive-targets";
import { withTerraform } from "./terraform";

const INTERRUPTED = 130;
/** Throttling is no failure of an event: it is waited for, up to some minutes. */
const MAX_ATTEMPTS = 12;
/** How often progress is shown where there is no terminal that could overwrite it. */
const PROGRESS_INTERVAL_MS = 1_000;
/** npm passes on to this process the signal that the terminal has sent it already. */
const SAME_SIGNAL_MS = 1_000;
/** Foreign messages that are named one by one; --json names them all. */
const NAMED_MESSAGES = 20;

interface Options {
  readonly region?: string[];
  readonly queue?: string;
  readonly function?: string;
  readonly dryRun?: boolean;
  readonly limit?: number;
  readonly concurrency: number;
  readonly json?: boolean;
}

/** The command line: what it says of itself is its documentation. */
const program = new Command("npm run redrive --")
  .description(
    "Takes the failed events out of the on-failure queue of each deployed Region and invokes the function again. What succeeds is deleted from the queue at once; what fails again stays in it. Run it when what made the function fail is mended.",
  )
  .option(
    "--region <region...>",
    "these Regions only, instead of all that are deployed",
  )
  .option(
    "--queue <url>",
    "this queue, instead of the deployed ones; needs --function and one --region",
  )
  .option(
    "--function <name>",
    "the function whose failed events are in --queue",
  )
  .option("--dry-run", "count the events and their reasons; change nothing")
  .option(
    "--limit <number>",
    "take this many events of each queue",
    wholeNumber(1, 1e9),
  )
  .option(
    "--concurrency <number>",
    "invocations at a time in a Region",
    wholeNumber(1, 50),
    5,
  )
  .option("--json", "print the report as JSON, and no progress")
  .addHelpText(
    "after",
    `
It shows counts, the reasons that Lambda and the function gave, and ids; no
address and no subject.

Ctrl-C finishes the events at work and gives back the others; Ctrl-C once more
ends at once, and the queue shows what was at work after five minutes. Either
way it can be started again: no event is lost. One that had succeeded when the
process was killed before it was deleted is handled once more, as may happen
with any event that WorkMail, Lambda or SQS delivers: the setting deduplication
is for functions that must not see an event twice.

A dry run receives the messages, too: for as long as it runs they are hidden
from others, and their receive count grows.

Environment:
  AWS credentials that may receive from, change and delete from the queue
  (sqs:ReceiveMessage, sqs:ChangeMessageVisibility, sqs:DeleteMessage) and
  invoke the function (lambda:InvokeFunction), as the AWS CLI takes them
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

Exit code: 0 done; 2 done, and some events failed again or some messages are no
failed events of the function; 1 something failed, and the text says what;
130 interrupted.

Examples:
  npm run redrive -- --dry-run
  npm run redrive
  npm run redrive -- --region eu-west-1 --limit 10
  npm run redrive -- --region eu-west-1 --function NAME --queue URL
  npm run --silent redrive -- --dry-run --json`,
  );

type Reports = Record<string, RedriveReport>;

async function redrive(
  options: Options,
  signal: AbortSignal,
): Promise<Reports> {
  const targets = await findTargets(options);
  const reports: Reports = {};
  const tasks = new Listr(
    targets.map((target) => ({
      title: `${target.region}: ${target.queueUrl} -> ${target.functionName}`,
      skip: () => signal.aborted,
      task: async (_, task) => {
        let shownAt = Date.now();
        const show = (report: RedriveReport) => {
          if (Date.now() - shownAt < PROGRESS_INTERVAL_MS) return;
          shownAt = Date.now();
          task.output = progressOf(report);
        };
        try {
          reports[target.region] = await redriveTarget(
            target,
            options,
            signal,
            show,
          );
        } catch (error) {
          if (error instanceof RedriveFailed) {
            reports[target.region] = error.report;
          }
          throw error;
        }
      },
    })),
    {
      renderer: options.json ? "silent" : "default",
      fallbackRenderer: "simple",
      // Its own would end this process at once.
      registerSignalListeners: false,
    },
  );
  try {
    await tasks.run();
  } finally {
    print(reports, options);
  }
  return reports;
}

async function findTargets({
  region: regions,
  queue,
  function: functionName,
}: Options): Promise<RedriveTarget[]> {
  if (queue === undefined && functionName === undefined) {
    return withTerraform((terraform) => deployedTargets(terraform, regions));
  }
  const [region, ...more] = regions ?? [];
  if (!queue || !functionName || !region || more.length > 0) {
    throw new UserError(
      "--queue, --function and one --region belong together: a queue's events are those of one function.",
    );
  }
  return [{ region, queueUrl: queue, functionName, functionArn: functionName }];
}

async function redriveTarget(
  { region, queueUrl, functionName, functionArn }: RedriveTarget,
  { dryRun, limit, concurrency }: Options,
  signal: AbortSignal,
  onProgress: (report: RedriveReport) => void,
): Promise<RedriveReport> {
  const settings = { region, maxAttempts: MAX_ATTEMPTS };
  // The endpoint is where the environment says, be it an emulator, and not where the queue's URL leads.
  const sqs = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });
  const lambda = new LambdaClient(settings);
  try {
    return await redriveQueue({
      queue: new QueueLease(sqs, queueUrl),
      functionName,
      invoke: invokeFunction(lambda, functionArn),
      concurrency,
      limit,
      dryRun,
      signal,
      onProgress,
    });
  } finally {
    sqs.destroy();
    lambda.destroy();
  }
}

function progressOf(report: RedriveReport): string {
  return `failed events: ${report.failedEvents}, succeeded now: ${report.succeeded}, failed again: ${report.failedAgain}`;
}

function print(reports: Reports, { json, dryRun = false }: Options): void {
  if (json) {
    console.log(JSON.stringify({ dryRun, regions: reports }, null, 2));
    return;
  }
  for (const [region, report] of Object.entries(reports)) {
    console.log(`\n${[region, ...linesOf(report, dryRun)].join("\n")}`);
  }
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
          ...(foreign.length > named.length
            ? ["    ... (--json names them all)"]
            : []),
        ]
      : []),
  ];
}

/** The most frequent first. */
function reasonLines(reasons: Reasons): string[] {
  return Object.entries(reasons)
    .sort(([, one], [, other]) => other.count - one.count)
    .map(
      ([reason, { count, requestId }]) =>
        `    ${count} x ${reason}, for example request ${requestId}`,
    );
}

function wholeNumber(least: number, most: number) {
  return (value: string): number => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(
        `Allowed: a whole number from ${least} to ${most}.`,
      );
    }
    return number;
  };
}

/** The first interruption lets the events at work be finished, another one does not. */
function interruptionSignal(): AbortSignal {
  const interruption = new AbortController();
  let interruptedAt = 0;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (!interruption.signal.aborted) {
        interruptedAt = Date.now();
        interruption.abort();
      } else if (Date.now() - interruptedAt > SAME_SIGNAL_MS) {
        process.exit(INTERRUPTED);
      }
    });
  }
  return interruption.signal;
}

async function run(): Promise<void> {
  const options = program.parse().opts<Options>();
  // The SDK's advice on Node.js versions is for who maintains this, not for who runs it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const signal = interruptionSignal();
  const reports = Object.values(await redrive(options, signal));
  if (signal.aborted) {
    process.exitCode = INTERRUPTED;
  } else if (
    reports.some(
      ({ failedAgain, foreign }) => failedAgain > 0 || foreign.length > 0,
    )
  ) {
    process.exitCode = 2;
  }
}

run().catch((error: unknown) => {
  fail(
    error instanceof RedriveFailed
      ? new UserError(
          `It could not go on; what was not finished is in the queue: ${error.message}`,
        )
      : error,
  );
});
