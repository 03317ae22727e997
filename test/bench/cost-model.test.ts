import {
  type CostSettings,
  DEFAULT_COST_SETTINGS,
  knownTotal,
  monthlyCost,
  PRICES,
  type Prices,
  sensitivities,
  SYSTEM_LOG_BYTES,
  total,
  withContent,
  type Workload,
} from "../../bench/cost-model";
import { costTable, tracingSentence, usesTable } from "../../bench/cost-report";
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
  s3: { thousandPuts: 0.02, thousandGets: 0.01, storedGbMonth: 3 },
  sesReceiving: { thousandEmails: 2, thousandChunks: 1 },
  sesMillionSendingEvents: 7,
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
  emailBytes: 100_000,
  replacedShare: 0.5,
  callMs: 10,
  decisionMs: 40,
};

/** A whole vCPU, and nothing that Lambda logs itself. */
const settings: CostSettings = {
  memorySizeMb: 2_048,
  architecture: "arm64",
  logRetentionInDays: 360,
  tracingMode: "Active",
  systemLogLevel: "WARN",
  failureQueue: false,
  alarms: 2,
  deduplication: false,
  messageContent: "NONE",
  synchronous: false,
  source: "workmail",
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
    expect(cost({}, { tracingMode: "PassThrough" }).traces).toBe(0);
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

  it("is unknown without its price, and leaves the other parts known", () => {
    const here = { ...prices, dynamoDbMillionWrites: undefined };
    const parts = monthlyCost(workload, { ...settings, deduplication: true }, here);
    expect(parts.deduplication).toBeUndefined();
    expect(total(parts)).toBeUndefined();
    expect(knownTotal(parts)).toBeCloseTo(219.16);
    expect(monthlyCost(workload, settings, here).deduplication).toBe(0);
  });
});

describe("message content", () => {
  it("waits for one call to read an email", () => {
    // 1 + 10 ms, × 30 million × 2 GB × 0.001
    const parts = cost({}, { messageContent: "READ" });
    expect(parts.duration).toBeCloseTo(660);
    expect(parts.contentRequests).toBe(0);
    expect(parts.contentStorage).toBe(0);
  });

  it("waits for two more calls to replace it", () => {
    // Of every second email: 1 + 10 + 0.5 × 20 ms
    expect(cost({}, { messageContent: "REPLACE" }).duration).toBeCloseTo(1_260);
  });

  it("writes and reads each replaced email once, and stores it for 4 days", () => {
    const parts = cost({}, { messageContent: "REPLACE" });
    // 15 million × (0.02 + 0.01) a thousand
    expect(parts.contentRequests).toBeCloseTo(450);
    // 15 million × 100 KB = 1,500 GB, 4 of 30 days, × 3
    expect(parts.contentStorage).toBeCloseTo(600);
  });

  it("does not wait less with more memory", () => {
    const { duration } = cost({}, { messageContent: "READ", memorySizeMb: 4_096 });
    expect(duration).toBeCloseTo(1_320);
  });

  it("takes 512 MB, and a synchronous rule to replace", () => {
    expect(withContent("READ")).toEqual({ messageContent: "READ", memorySizeMb: 512, synchronous: false });
    expect(withContent("REPLACE")).toEqual({ messageContent: "REPLACE", memorySizeMb: 512, synchronous: true });
  });
});

describe("a synchronous rule", () => {
  it("is billed until its answer", () => {
    // 1 + 40 ms
    expect(cost({}, { synchronous: true }).duration).toBeCloseTo(2_460);
  });

  it("neither retries nor queues an email that fails", () => {
    const failing = cost({ failedShare: 0.1 }, { synchronous: true, failureQueue: true });
    expect(failing.requests).toBeCloseTo(30);
    expect(failing.queues).toBe(0);
  });
});

describe("Amazon SES", () => {
  it.each([
    [262_144, 1],
    [262_145, 2],
    [1_000_000, 4],
  ])("bills an email of %d bytes, and %d chunks of it", (emailBytes, chunks) => {
    // 30 million × (2 + 1 for a chunk) a thousand
    const { sesReceiving } = cost({ emailBytes }, { source: "ses-receipt" });
    expect(sesReceiving).toBeCloseTo(30_000 * (2 + chunks));
  });

  it("has events for what it sends, and bills no receiving of it", () => {
    const parts = cost({}, { source: "ses-sending" });
    expect(parts.sesEvents).toBeCloseTo(210);
    expect(parts.sesReceiving).toBe(0);
    expect(parts.requests).toBeCloseTo(30);
  });

  it("costs nothing while WorkMail calls the function", () => {
    expect(cost()).toMatchObject({ sesEvents: 0, sesReceiving: 0 });
  });
});

describe("PRICES", () => {
  it("prices a month of replaced and of received emails in us-east-1", () => {
    const month = { ...workload, replacedShare: 1, emailBytes: 75_000 };
    const all = { ...settings, messageContent: "REPLACE", source: "ses-receipt" } as const;
    const parts = monthlyCost(month, all, PRICES["us-east-1"]);
    // 30 million × 0.0054 a thousand
    expect(parts.contentRequests).toBeCloseTo(162);
    // 2,250 GB, 4 of 30 days, × 0.023
    expect(parts.contentStorage).toBeCloseTo(6.9);
    // 30 million × (0.10 + 0.09) a thousand
    expect(parts.sesReceiving).toBeCloseTo(5_700);
  });
});

describe("DEFAULT_COST_SETTINGS", () => {
  it("counts the alarms that a stack with defaults has", () => {
    const { resource } = synthesize({
      regions: { "us-east-1": { organizationIds: [ORGANIZATIONS.one] } },
    });
    expect(Object.keys(resource.aws_cloudwatch_metric_alarm!)).toHaveLength(DEFAULT_COST_SETTINGS.alarms);
  });

  it("traces as a stack with defaults does", () => {
    const { resource } = synthesize({
      regions: { "us-east-1": { organizationIds: [ORGANIZATIONS.one] } },
    });
    const [{ tracing_config: tracing }] = Object.values(resource.aws_lambda_function!) as [Record<string, unknown>];
    expect(tracing).toEqual({ mode: DEFAULT_COST_SETTINGS.tracingMode });
  });
});

describe("sensitivities", () => {
  it("puts first what moves the cost most, whether up or down", () => {
    const order = sensitivities(
      [
        { what: "retention", settings: { logRetentionInDays: 30 } },
        { what: "no tracing", settings: { tracingMode: "PassThrough" } },
        { what: "double logs", workload: { logBytesPerEmail: 2_000 } },
      ],
      workload,
      settings,
      prices,
    );
    expect(order.map(({ what }) => what)).toEqual(["double logs", "no tracing", "retention"]);
    expect(order[1]!.difference).toBeCloseTo(-39.624);
  });

  it("puts last what is unknown", () => {
    const order = sensitivities(
      [
        { what: "deduplication", settings: { deduplication: true } },
        { what: "retention", settings: { logRetentionInDays: 30 } },
      ],
      workload,
      settings,
      { ...prices, dynamoDbMillionWrites: undefined },
    );
    expect(order.map(({ what }) => what)).toEqual(["retention", "deduplication"]);
    expect(order[1]!.difference).toBeUndefined();
  });
});

describe("costTable", () => {
  it("shows a part as unknown in a Region without its price, and the total of the others", () => {
    const { rows } = costTable(workload, { ...settings, deduplication: true });
    const known = knownTotal(monthlyCost(workload, settings, PRICES["eu-west-1"])).toFixed(2);
    expect(rows.at(-2)).toEqual(["Deduplication table", "37.50", "37.50", "unknown"]);
    expect(rows.at(-1)!.at(-1)).toBe(`**${known} + unknown**`);
  });

  it("leaves out the parts that cost nothing in any Region", () => {
    const names = costTable(workload, settings).rows.map(([name]) => name);
    expect(names).not.toContain("Failure queue");
    expect(names).toContain("X-Ray traces");
  });
});

describe("usesTable", () => {
  it("shows each use with the parts that only it has", () => {
    const { head, rows } = usesTable({ ...workload, replacedShare: 1, emailBytes: 75_000 });
    const row = (name: string) => rows.find(([first]) => first === name)!.slice(1);
    expect(head).toHaveLength(7);
    expect(row("Replaced content, S3 requests")).toEqual(["0.00", "0.00", "0.00", "162.00", "0.00", "0.00"]);
    expect(row("SES, receiving")).toEqual(["0.00", "0.00", "0.00", "0.00", "5700.00", "0.00"]);
    expect(row("SES, sending events")).toEqual(["0.00", "0.00", "0.00", "0.00", "0.00", "unknown"]);
  });
});

describe("tracingSentence", () => {
  it("says what tracing costs of the month, and how to turn it off", () => {
    const month = total(monthlyCost(workload, settings, PRICES["us-east-1"]))!.toFixed(2);
    // 3,962,400 traces × 5 a million
    expect(tracingSentence(workload, settings)).toBe(
      `Tracing costs USD 19.81 of the USD ${month} a month in us-east-1. To turn it off, set \`"tracingMode": "PassThrough"\` (in the module, \`tracing_mode\`).`,
    );
  });
});
