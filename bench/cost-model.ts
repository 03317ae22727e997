import { DEFAULTS } from "../modules/settings/function-settings";
import type { WorkMailRegion } from "../modules/workmail";

/**
 * The cost of emails in one Region, as a formula: no free tier, no discount, no
 * tax, and no cost of WorkMail itself.
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
  /** @default - not looked up for this Region */
  readonly dynamoDbMillionWrites?: number;
}

/** When the prices were last looked up. */
export const PRICES_AS_OF = "October 2025";

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
  "us-east-1": US,
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
}

/** Settings of the deployment that change what it costs. */
export interface CostSettings {
  readonly memorySizeMb: number;
  readonly architecture: "arm64" | "x86_64";
  readonly logRetentionInDays: number;
  readonly tracing: "Active" | "PassThrough";
  /** INFO lets Lambda log the start and the report of each invocation. */
  readonly systemLogLevel: "INFO" | "WARN";
  /** Whether failed events go to a queue. */
  readonly failureQueue: boolean;
  /** Number of alarms. */
  readonly alarms: number;
  /** Whether a table remembers the events that were processed. */
  readonly deduplication: boolean;
}

/** How many alarms the setting `alarms` makes, with a failure queue. */
const ALARMS = 6;

/** The deployment without any settings. */
export const DEFAULT_COST_SETTINGS: CostSettings = {
  memorySizeMb: DEFAULTS.memorySizeMb,
  architecture: DEFAULTS.architecture,
  logRetentionInDays: DEFAULTS.logRetentionInDays,
  tracing: "Active",
  systemLogLevel: "INFO",
  failureQueue: DEFAULTS.failureQueue,
  alarms: DEFAULTS.alarms ? ALARMS : 0,
  deduplication: DEFAULTS.deduplication,
};

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
] as const;

/** USD a month, by part. */
export type Cost = Readonly<Record<(typeof COST_PARTS)[number], number>>;

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
  const failed = emails * workload.failedShare;
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
    traces: settings.tracing === "Active" ? (sampledTraces(invocations) / 1e6) * prices.xrayMillionTraces : 0,
    // One request sends the event; whoever reads the queue pays for reading.
    queues: settings.failureQueue ? (failed / 1e6) * prices.sqsMillionRequests : 0,
    deduplication: settings.deduplication ? ((invocations * WRITES_PER_EVENT) / 1e6) * writePrice(prices) : 0,
  };
}

function writePrice({ dynamoDbMillionWrites }: Prices): number {
  if (dynamoDbMillionWrites === undefined) {
    throw new Error("DynamoDB's price was not looked up for this Region.");
  }
  return dynamoDbMillionWrites;
}

export function total(cost: Cost): number {
  return COST_PARTS.reduce((sum, part) => sum + cost[part], 0);
}

/** Lambda bills whole milliseconds, and gives CPU in proportion to memory. */
function billedSeconds(
  { cpuMsPerEmail, cpuMsPerColdStart, coldStartShare }: Workload,
  { memorySizeMb }: CostSettings,
): number {
  const slowdown = Math.max(1, MB_PER_VCPU / memorySizeMb);
  const warm = Math.ceil(cpuMsPerEmail * slowdown);
  const cold = Math.ceil(cpuMsPerColdStart * slowdown);
  return (warm + coldStartShare * cold) / 1000;
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

/** The difference in cost of a month when one thing is set otherwise. */
export interface Sensitivity {
  readonly what: string;
  readonly difference: number;
}

/** Another value for one setting; some change what the function logs. */
export interface Alternative {
  readonly what: string;
  readonly settings?: Partial<CostSettings>;
  readonly workload?: Partial<Workload>;
}

/** The alternatives, those first that move the cost most. */
export function sensitivities(
  alternatives: readonly Alternative[],
  workload: Workload,
  settings: CostSettings,
  prices: Prices,
): Sensitivity[] {
  const now = total(monthlyCost(workload, settings, prices));
  return alternatives
    .map(({ what, ...other }) => {
      const then = monthlyCost({ ...workload, ...other.workload }, { ...settings, ...other.settings }, prices);
      return { what, difference: total(then) - now };
    })
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
}
