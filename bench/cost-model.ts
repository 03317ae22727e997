import { DEFAULTS, MEMORY_SIZE_MB } from "../modules/settings/function-settings";
import type { WorkMailRegion } from "../modules/workmail";

/**
 * The cost of emails in one Region, as a formula: no free tier, no discount, no
 * tax, and no cost of WorkMail itself. AWS publishes no price for calls of
 * WorkMail's Message Flow API, so they are not in it. Neither is the sending of
 * an email by SES, which costs the same without this project.
 */

/** The prices of AWS, in USD. */
export interface Prices {
  readonly lambdaMillionRequests: number;
  readonly lambdaGbSecond: { readonly arm64: number; readonly x86_64: number };
  readonly logsIngestedGb: number;
  readonly logsStoredGbMonth: number;
  readonly metricMonth: number;
  readonly alarmMonth: number;
  readonly xrayMillionTraces: number;
  readonly sqsMillionRequests: number;
  /** @default - unknown: not confirmed for this Region */
  readonly dynamoDbMillionWrites?: number;
  /** @default - unknown: not confirmed for this Region */
  readonly s3?: { readonly thousandPuts: number; readonly thousandGets: number; readonly storedGbMonth: number };
  /** @default - unknown: not confirmed for this Region */
  readonly sesReceiving?: { readonly thousandEmails: number; readonly thousandChunks: number };
  /**
   * AWS's page has management events for free, and bills data events that are switched on. The kind of SES's sending
   * events is not confirmed. A custom event is USD 1.00 a million.
   *
   * @see https://aws.amazon.com/eventbridge/pricing/
   * @default - unknown
   */
  readonly sesMillionSendingEvents?: number;
}

/** When the prices were last looked up, without those of SES. */
export const PRICES_AS_OF = "October 2025";

/** When the price list was published from which those of SES are. */
export const SES_PRICES_AS_OF = "July 2026";

const US: Prices = {
  // https://aws.amazon.com/lambda/pricing/, first tier
  lambdaMillionRequests: 0.2,
  lambdaGbSecond: { arm64: 0.0000133334, x86_64: 0.0000166667 },
  // https://aws.amazon.com/cloudwatch/pricing/, vended Lambda logs, first 10 TB; first 10,000 metrics; standard alarms
  logsIngestedGb: 0.5,
  logsStoredGbMonth: 0.03,
  metricMonth: 0.3,
  alarmMonth: 0.1,
  // https://aws.amazon.com/xray/pricing/
  xrayMillionTraces: 5,
  // https://aws.amazon.com/sqs/pricing/, standard queue
  sqsMillionRequests: 0.4,
  // https://aws.amazon.com/dynamodb/pricing/on-demand/, standard table
  dynamoDbMillionWrites: 0.625,
};

export const PRICES: Readonly<Record<WorkMailRegion, Prices>> = {
  "us-east-1": {
    ...US,
    // https://aws.amazon.com/s3/pricing/, S3 Standard, first 50 TB; confirmed by copies of the page and of AWS's price list
    s3: { thousandPuts: 0.005, thousandGets: 0.0004, storedGbMonth: 0.023 },
    // https://aws.amazon.com/ses/pricing/, without a pricing plan; confirmed by a copy of AWS's price list of July 22, 2026
    sesReceiving: { thousandEmails: 0.1, thousandChunks: 0.09 },
  },
  "us-west-2": US,
  "eu-west-1": {
    ...US,
    logsIngestedGb: 0.57,
    dynamoDbMillionWrites: undefined,
  },
};

/** The emails that arrive, and the work of the function. */
export interface Workload {
  readonly emailsPerDay: number;
  /** Share of emails whose processing throws, every time. */
  readonly failedShare: number;
  /** Share of invocations that begin with a new environment. */
  readonly coldStartShare: number;
  /** Milliseconds of a whole vCPU for one email in a warm environment. */
  readonly cpuMsPerEmail: number;
  /** Milliseconds of a whole vCPU to start an environment. */
  readonly cpuMsPerColdStart: number;
  /** Bytes that the function logs for one email. */
  readonly logBytesPerEmail: number;
  /** Compressed size of those logs, as a share. */
  readonly logCompression: number;
  /** Metrics that the function publishes by the Embedded Metric Format. */
  readonly metrics: number;
  /** Size of a whole email, with its attachments. */
  readonly emailBytes: number;
  /** Share of emails whose content is replaced, if the function may. */
  readonly replacedShare: number;
  /** Milliseconds that a call to the Message Flow API or to S3 takes. */
  readonly callMs: number;
  /** Milliseconds that a synchronous function takes for its answer, beyond an email's own work. */
  readonly decisionMs: number;
}

/** Settings of the deployment that change what it costs. */
export interface CostSettings {
  readonly memorySizeMb: number;
  readonly architecture: "arm64" | "x86_64";
  readonly logRetentionInDays: number;
  readonly tracingMode: "Active" | "PassThrough";
  /** INFO lets Lambda log the start and the report of each invocation. */
  readonly systemLogLevel: "INFO" | "WARN";
  /** Whether failed events go to a queue. */
  readonly failureQueue: boolean;
  /** Number of alarms. */
  readonly alarms: number;
  /** Whether a table remembers the events that were processed. */
  readonly deduplication: boolean;
  readonly messageContent: "NONE" | "READ" | "REPLACE";
  /** Whether the caller waits for the answer: Lambda then neither retries nor queues. */
  readonly synchronous: boolean;
  /** The caller of the function. */
  readonly source: (typeof COST_SOURCES)[number];
}

export const COST_SOURCES = ["workmail", "ses-receipt", "ses-sending"] as const;

/** How many alarms the setting `alarms` makes, with a failure queue. */
const ALARMS = 6;

/** The deployment without any settings. */
export const DEFAULT_COST_SETTINGS: CostSettings = {
  memorySizeMb: DEFAULTS.memorySizeMb,
  architecture: DEFAULTS.architecture,
  logRetentionInDays: DEFAULTS.logRetentionInDays,
  tracingMode: DEFAULTS.tracingMode,
  systemLogLevel: DEFAULTS.systemLogLevel,
  failureQueue: DEFAULTS.failureQueue,
  alarms: DEFAULTS.alarms ? ALARMS : 0,
  deduplication: DEFAULTS.deduplication,
  messageContent: DEFAULTS.messageContent,
  synchronous: false,
  source: "workmail",
};

/** Returns the settings of a function that may reach content, with the memory that it then gets. */
export function withContent(messageContent: "READ" | "REPLACE"): Partial<CostSettings> {
  // Only a synchronous rule replaces content.
  return { messageContent, memorySizeMb: MEMORY_SIZE_MB.withContent, synchronous: messageContent === "REPLACE" };
}

export const COST_PARTS = [
  "requests",
  "duration",
  "logIngestion",
  "logStorage",
  "metrics",
  "alarms",
  "traces",
  "queues",
  "deduplication",
  "contentRequests",
  "contentStorage",
  "sesReceiving",
  "sesEvents",
] as const;

/** USD a month, by part; undefined where a price that the part needs is unknown. */
export type Cost = Readonly<Record<(typeof COST_PARTS)[number], number | undefined>>;

const DAYS_PER_MONTH = 30;
const SECONDS_PER_DAY = 86_400;
const BYTES_PER_GB = 1e9;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_VCPU = 1_769;

/** An asynchronous invocation that fails is tried twice again. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRIES = 2;

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html */
const SAMPLED_PER_SECOND = 1;
const SAMPLED_OF_OTHERS = 0.05;

/** An event is written down when its processing begins, and when it has ended. @see https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/ */
const WRITES_PER_EVENT = 2;

/** Kept with each stored log event. @see https://aws.amazon.com/cloudwatch/pricing/ */
const STORED_BYTES_PER_LOG_EVENT = 26;

/**
 * Days until replaced content is deleted: each of the bucket's two rules ends a day later, rounded up to midnight.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
const CONTENT_DAYS = 4;

/**
 * SES bills what it receives in chunks. It is not confirmed that the last one, which is not full,
 * counts: it counts here, as an upper bound.
 *
 * @see https://aws.amazon.com/ses/pricing/
 */
const CHUNK_BYTES = 256 * 1024;

const TRACING = {
  spanId: "53995c3f42cd8ad8",
  type: "X-Amzn-Trace-Id",
  value: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
};

/**
 * The lines that Lambda logs of an invocation at system log level INFO.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
const SYSTEM_LOG_EVENTS = [
  {
    time: "2025-10-01T12:00:00.000Z",
    type: "platform.start",
    record: {
      requestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
      version: "$LATEST",
      tracing: TRACING,
    },
  },
  {
    time: "2025-10-01T12:00:00.003Z",
    type: "platform.report",
    record: {
      requestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
      metrics: {
        durationMs: 2.345,
        billedDurationMs: 3,
        memorySizeMB: 256,
        maxMemoryUsedMB: 75,
      },
      tracing: TRACING,
      status: "success",
    },
  },
];

export const SYSTEM_LOG_BYTES = SYSTEM_LOG_EVENTS.reduce((sum, event) => sum + JSON.stringify(event).length, 0);

/** The cost of a month once the first logs have reached the end of their retention. */
export function monthlyCost(workload: Workload, settings: CostSettings, prices: Prices): Cost {
  const emails = workload.emailsPerDay * DAYS_PER_MONTH;
  const failed = settings.synchronous ? 0 : emails * workload.failedShare;
  const invocations = emails + failed * RETRIES;
  const logs = loggedEachInvocation(workload, settings);
  return {
    requests: (invocations / 1e6) * prices.lambdaMillionRequests,
    duration:
      invocations *
      billedSeconds(workload, settings) *
      (settings.memorySizeMb / 1024) *
      prices.lambdaGbSecond[settings.architecture],
    logIngestion: ((invocations * logs.bytes) / BYTES_PER_GB) * prices.logsIngestedGb,
    logStorage:
      ((invocations * logs.storedBytes) / BYTES_PER_GB) *
      (settings.logRetentionInDays / DAYS_PER_MONTH) *
      prices.logsStoredGbMonth,
    metrics: workload.metrics * prices.metricMonth,
    alarms: settings.alarms * prices.alarmMonth,
    traces: settings.tracingMode === "Active" ? (sampledTraces(invocations) / 1e6) * prices.xrayMillionTraces : 0,
    // One request sends the event; whoever reads the queue pays for reading.
    queues: settings.failureQueue ? (failed / 1e6) * prices.sqsMillionRequests : 0,
    deduplication: priced(
      settings.deduplication ? (invocations * WRITES_PER_EVENT) / 1e6 : 0,
      prices.dynamoDbMillionWrites,
    ),
    ...contentCost(settings.messageContent === "REPLACE" ? emails * workload.replacedShare : 0, workload, prices),
    ...sesCost(emails, workload, settings, prices),
  };
}

/** The function writes new content to the bucket, and WorkMail reads it once. */
function contentCost(replaced: number, { emailBytes }: Workload, { s3 }: Prices) {
  return {
    contentRequests: priced(replaced / 1e3, s3 && s3.thousandPuts + s3.thousandGets),
    contentStorage: priced(
      ((replaced * emailBytes) / BYTES_PER_GB) * (CONTENT_DAYS / DAYS_PER_MONTH),
      s3?.storedGbMonth,
    ),
  };
}

function sesCost(emails: number, { emailBytes }: Workload, { source }: CostSettings, prices: Prices) {
  const received = source === "ses-receipt" ? emails / 1e3 : 0;
  const { sesReceiving, sesMillionSendingEvents } = prices;
  const chunks = Math.ceil(emailBytes / CHUNK_BYTES);
  return {
    sesReceiving: priced(received, sesReceiving && sesReceiving.thousandEmails + chunks * sesReceiving.thousandChunks),
    sesEvents: priced(source === "ses-sending" ? emails / 1e6 : 0, sesMillionSendingEvents),
  };
}

/** Returns nothing for nothing, whatever its price, and undefined if the price is unknown. */
function priced(amount: number, price: number | undefined): number | undefined {
  if (amount === 0) {
    return 0;
  }
  return price === undefined ? undefined : amount * price;
}

/** Returns the sum, or undefined if a part of it is unknown. */
export function total(cost: Cost): number | undefined {
  return COST_PARTS.every((part) => cost[part] !== undefined) ? knownTotal(cost) : undefined;
}

/** Returns the sum of the parts that are known. */
export function knownTotal(cost: Cost): number {
  return COST_PARTS.reduce((sum, part) => sum + (cost[part] ?? 0), 0);
}

/** Lambda bills whole milliseconds, and gives CPU in proportion to memory; memory does not shorten a wait. */
function billedSeconds(workload: Workload, settings: CostSettings): number {
  const { cpuMsPerEmail, cpuMsPerColdStart, coldStartShare } = workload;
  const slowdown = Math.max(1, MB_PER_VCPU / settings.memorySizeMb);
  const warm = Math.ceil(cpuMsPerEmail * slowdown + waitedMs(workload, settings));
  const cold = Math.ceil(cpuMsPerColdStart * slowdown);
  return (warm + coldStartShare * cold) / 1000;
}

/** The wait for others: for the answer's decision, the content, and for new content the bucket and WorkMail. */
function waitedMs({ decisionMs, callMs, replacedShare }: Workload, { synchronous, messageContent }: CostSettings) {
  const calls = { NONE: 0, READ: 1, REPLACE: 1 + 2 * replacedShare }[messageContent];
  return (synchronous ? decisionMs : 0) + calls * callMs;
}

function loggedEachInvocation({ logBytesPerEmail, logCompression }: Workload, { systemLogLevel }: CostSettings) {
  const system = systemLogLevel === "INFO";
  const bytes = logBytesPerEmail + (system ? SYSTEM_LOG_BYTES : 0);
  const events = 1 + (system ? SYSTEM_LOG_EVENTS.length : 0);
  return {
    bytes,
    storedBytes: bytes * logCompression + events * STORED_BYTES_PER_LOG_EVENT,
  };
}

/** Of invocations that are spread evenly over the month. */
function sampledTraces(invocations: number): number {
  const first = Math.min(invocations, SAMPLED_PER_SECOND * SECONDS_PER_DAY * DAYS_PER_MONTH);
  return first + (invocations - first) * SAMPLED_OF_OTHERS;
}

/** The difference in cost of a month when one thing is set otherwise; undefined if a price is unknown. */
export interface Sensitivity {
  readonly what: string;
  readonly difference: number | undefined;
}

/** Another value for one setting; some change what the function logs. */
export interface Alternative {
  readonly what: string;
  readonly settings?: Partial<CostSettings>;
  readonly workload?: Partial<Workload>;
}

/** The alternatives, those first that move the cost most, and the unknown ones last. */
export function sensitivities(
  alternatives: readonly Alternative[],
  workload: Workload,
  settings: CostSettings,
  prices: Prices,
): Sensitivity[] {
  const now = total(monthlyCost(workload, settings, prices));
  return alternatives
    .map(({ what, ...other }) => {
      const then = total(monthlyCost({ ...workload, ...other.workload }, { ...settings, ...other.settings }, prices));
      return { what, difference: now === undefined || then === undefined ? undefined : then - now };
    })
    .sort((a, b) => Math.abs(b.difference ?? 0) - Math.abs(a.difference ?? 0));
}
