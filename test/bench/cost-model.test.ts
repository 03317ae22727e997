import {
  type CostSettings,
  DEFAULT_COST_SETTINGS,
  monthlyCost,
  type Prices,
  sensitivities,
  SYSTEM_LOG_BYTES,
  total,
  type Workload,
} from "../../bench/cost-model";
import { ORGANIZATIONS, synthesize } from "../support/stack";

/** Round prices, so that the results can be worked out by hand. */
const prices: Prices = {
  lambdaMillionRequests: 1,
  lambdaGbSecond: { arm64: 0.001, x86_64: 0.002 },
  logsIngestedGb: 2,
  logsStoredGbMonth: 0.1,
  metricMonth: 3,
  alarmMonth: 5,
  xrayMillionTraces: 10,
  sqsMillionRequests: 4,
  dynamoDbMillionWrites: 6,
};

/** 30 million emails a month. */
const workload: Workload = {
  emailsPerDay: 1_000_000,
  failedShare: 0,
  coldStartShare: 0,
  cpuMsPerEmail: 1,
  cpuMsPerColdStart: 100,
  logBytesPerEmail: 1_000,
  logCompression: 0.1,
  metrics: 5,
};

/** A whole vCPU, and nothing that Lambda logs itself. */
const settings: CostSettings = {
  memorySizeMb: 2_048,
  architecture: "arm64",
  logRetentionInDays: 360,
  tracing: "Active",
  systemLogLevel: "WARN",
  failureQueue: false,
  alarms: 2,
  deduplication: false,
};

function cost(workloadChanges: Partial<Workload> = {}, settingsChanges: Partial<CostSettings> = {}) {
  return monthlyCost({ ...workload, ...workloadChanges }, { ...settings, ...settingsChanges }, prices);
}

describe("monthlyCost", () => {
  it("adds up what was worked out by hand", () => {
    const parts = cost();
    expect(parts.requests).toBeCloseTo(30);
    // 30 million × 1 ms × 2 GB × 0.001
    expect(parts.duration).toBeCloseTo(60);
    // 30 GB × 2
    expect(parts.logIngestion).toBeCloseTo(60);
    // 30 million × (100 + 26 bytes) = 3.78 GB, 12 months of it, × 0.1
    expect(parts.logStorage).toBeCloseTo(4.536);
    expect(parts.metrics).toBeCloseTo(15);
    expect(parts.alarms).toBeCloseTo(10);
    // 30 × 86,400 and 5 % of the other 27,408,000: 3,962,400, × 10 a million
    expect(parts.traces).toBeCloseTo(39.624);
    expect(parts.queues).toBe(0);
    expect(parts.deduplication).toBe(0);
    expect(total(parts)).toBeCloseTo(219.16);
  });

  it("bills whole milliseconds", () => {
    expect(cost({ cpuMsPerEmail: 0.2 }).duration).toBeCloseTo(60);
    expect(cost({ cpuMsPerEmail: 1.01 }).duration).toBeCloseTo(120);
  });

  it("takes longer with less memory than a vCPU comes with", () => {
    // 1,769 / 256 = 6.9 times, so 7 ms of a quarter of a GB
    const { duration } = cost({}, { memorySizeMb: 256 });
    expect(duration).toBeCloseTo(30e6 * 0.007 * 0.25 * 0.001);
  });

  it("bills cold starts", () => {
    // 1 % of 100 ms is 1 ms more for each
    expect(cost({ coldStartShare: 0.01 }).duration).toBeCloseTo(120);
  });

  it("bills the other processor at its own price", () => {
    const { duration } = cost({}, { architecture: "x86_64" });
    expect(duration).toBeCloseTo(120);
  });

  it("logs what Lambda logs itself, unless that is switched off", () => {
    const { logIngestion } = cost({}, { systemLogLevel: "INFO" });
    expect(logIngestion).toBeCloseTo(((1_000 + SYSTEM_LOG_BYTES) * 30e6) / 5e8);
  });

  it("stores in proportion to the retention", () => {
    const { logStorage } = cost({}, { logRetentionInDays: 30 });
    expect(logStorage).toBeCloseTo(0.378);
  });

  it("traces every email as long as there is at most one a second", () => {
    expect(cost({ emailsPerDay: 80_000 }).traces).toBeCloseTo(24);
  });

  it("traces nothing without tracing", () => {
    expect(cost({}, { tracing: "PassThrough" }).traces).toBe(0);
  });

  it("calls the function three times for an email that fails, and then queues it", () => {
    const failing = cost({ failedShare: 0.1 }, { failureQueue: true });
    expect(failing.requests).toBeCloseTo(36);
    expect(failing.queues).toBeCloseTo(12);
  });

  it("queues nothing without a queue", () => {
    expect(cost({ failedShare: 0.1 }).queues).toBe(0);
  });
});

describe("deduplication", () => {
  it("writes each event down twice", () => {
    const { deduplication } = cost({}, { deduplication: true });
    expect(deduplication).toBeCloseTo(360);
  });

  it("has no cost that nobody has looked up", () => {
    const here = { ...prices, dynamoDbMillionWrites: undefined };
    expect(() => monthlyCost(workload, { ...settings, deduplication: true }, here)).toThrow(
      new Error("DynamoDB's price was not looked up for this Region."),
    );
    expect(monthlyCost(workload, settings, here).deduplication).toBe(0);
  });
});

describe("DEFAULT_COST_SETTINGS", () => {
  it("counts the alarms that a stack with defaults has", () => {
    const { resource } = synthesize({
      regions: { "us-east-1": { organizationIds: [ORGANIZATIONS.one] } },
    });
    expect(Object.keys(resource.aws_cloudwatch_metric_alarm!)).toHaveLength(DEFAULT_COST_SETTINGS.alarms);
  });
});

describe("sensitivities", () => {
  it("puts first what moves the cost most, whether up or down", () => {
    const order = sensitivities(
      [
        { what: "retention", settings: { logRetentionInDays: 30 } },
        { what: "no tracing", settings: { tracing: "PassThrough" } },
        { what: "double logs", workload: { logBytesPerEmail: 2_000 } },
      ],
      workload,
      settings,
      prices,
    );
    expect(order.map(({ what }) => what)).toEqual(["double logs", "no tracing", "retention"]);
    expect(order[1]!.difference).toBeCloseTo(-39.624);
  });
});
