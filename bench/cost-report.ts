import { WORKMAIL_REGIONS } from "../modules/workmail";
import {
  type Alternative,
  COST_PARTS,
  type CostSettings,
  monthlyCost,
  PRICES,
  sensitivities,
  total,
  type Workload,
} from "./cost-model";
import type { Figures } from "./measure/figures";
import type { Table } from "./report/section";

/** AWS on production workloads: cold starts are under 1 % of invocations. @see https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ */
export const COLD_START_SHARE = 0.01;

const PART_LABELS: Record<(typeof COST_PARTS)[number], string> = {
  requests: "Lambda, requests",
  duration: "Lambda, duration",
  logIngestion: "Logs, ingestion",
  logStorage: "Logs, storage",
  metrics: "Metrics",
  alarms: "Alarms",
  traces: "X-Ray traces",
  queues: "Failure queue",
  deduplication: "Deduplication table",
};

/** The measurements that are the model's input; undefined when something is missing. */
export function workloadOf(figures: Figures, emailsPerDay: number): Workload | undefined {
  const eventsPerSecond = figures.median("throughput/ours/small");
  const init = figures.median("throughput/ours/init");
  const logBytes = figures.median("log/summary");
  const compressed = figures.median("log/compressed");
  const metrics = figures.median("log/metrics");
  if (
    eventsPerSecond === undefined ||
    init === undefined ||
    logBytes === undefined ||
    compressed === undefined ||
    metrics === undefined
  ) {
    return undefined;
  }
  return {
    emailsPerDay,
    failedShare: 0,
    coldStartShare: COLD_START_SHARE,
    cpuMsPerEmail: 1_000 / eventsPerSecond,
    cpuMsPerColdStart: init,
    logBytesPerEmail: logBytes,
    logCompression: compressed / logBytes,
    metrics,
  };
}

/** A month in each Region, part by part. */
export function costTable(workload: Workload, settings: CostSettings): Table {
  const costs = WORKMAIL_REGIONS.map((region) => monthlyCost(workload, settings, PRICES[region]));
  return {
    head: ["USD a month", ...WORKMAIL_REGIONS],
    rows: [
      ...COST_PARTS.map((part) => [PART_LABELS[part], ...costs.map((cost) => cost[part].toFixed(2))]),
      ["**Total**", ...costs.map((cost) => `**${total(cost).toFixed(2)}**`)],
    ],
  };
}

/** The difference in cost of a month in us-east-1 with another value for one thing. */
export function sensitivityTable(workload: Workload, settings: CostSettings, figures: Figures): Table {
  const changes = sensitivities(alternatives(settings, figures), workload, settings, PRICES["us-east-1"]);
  return {
    head: ["Largest effects, us-east-1", "USD a month"],
    rows: changes.map(({ what, difference }) => [
      what,
      `${difference < 0 ? "−" : "+"}${Math.abs(difference).toFixed(2)}`,
    ]),
  };
}

function alternatives(
  { memorySizeMb, logRetentionInDays, architecture }: CostSettings,
  figures: Figures,
): Alternative[] {
  const memory = (to: number): Alternative => ({
    what: `\`memorySizeMb\` ${memorySizeMb} → ${to}`,
    settings: { memorySizeMb: to },
  });
  const retention = (to: number): Alternative => ({
    what: `\`logRetentionInDays\` ${logRetentionInDays} → ${to}`,
    settings: { logRetentionInDays: to },
  });
  const other = architecture === "arm64" ? "x86_64" : "arm64";
  return [
    memory(128),
    memory(1024),
    retention(30),
    retention(1827),
    {
      what: `\`architecture\` ${architecture} → ${other}`,
      settings: { architecture: other },
    },
    {
      what: "`emailLogDetail` summary → full",
      workload: { logBytesPerEmail: figures.median("log/full") },
    },
    { what: "`deduplication` on", settings: { deduplication: true } },
    { what: "`alarms` off", settings: { alarms: 0 } },
    { what: "no tracing", settings: { tracing: "PassThrough" } },
    {
      what: "system log level INFO → WARN",
      settings: { systemLogLevel: "WARN" },
    },
    {
      what: "1 % of the emails fail, and go to the failure queue",
      workload: { failedShare: 0.01 },
    },
  ];
}
