import { WORKMAIL_REGIONS } from "../modules/workmail";
import {
  type Alternative,
  type Cost,
  COST_PARTS,
  type CostSettings,
  DEFAULT_COST_SETTINGS,
  knownTotal,
  monthlyCost,
  PRICES,
  sensitivities,
  total,
  withContent,
  type Workload,
} from "./cost-model";
import type { Figures } from "./measure/figures";
import type { Table } from "./report/section";

/** AWS on production workloads: cold starts are under 1 % of invocations. @see https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ */
export const COLD_START_SHARE = 0.01;

/** Assumed, not measured: the size of an email, and the times of AWS and of a decision. */
export const ASSUMPTIONS: Pick<Workload, "emailBytes" | "replacedShare" | "callMs" | "decisionMs"> = {
  emailBytes: 75_000,
  replacedShare: 1,
  callMs: 100,
  decisionMs: 100,
};

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
  contentRequests: "Replaced content, S3 requests",
  contentStorage: "Replaced content, storage",
  sesReceiving: "SES, receiving",
  sesEvents: "SES, sending events",
};

/** The measurements that are the model's input; undefined when something is missing. */
export function workloadOf(figures: Figures, emailsPerDay: number, assumptions = ASSUMPTIONS): Workload | undefined {
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
    ...assumptions,
  };
}

/** A month in each Region, part by part. */
export function costTable(workload: Workload, settings: CostSettings): Table {
  return partTable(
    "USD a month",
    WORKMAIL_REGIONS.map((region) => [region, monthlyCost(workload, settings, PRICES[region])]),
  );
}

/** A month in us-east-1, by what the function does. */
export function usesTable(workload: Workload): Table {
  const uses: readonly (readonly [string, Partial<CostSettings>])[] = [
    ["Defaults", {}],
    ["Synchronous rule", { synchronous: true }],
    ["`messageContent` READ", withContent("READ")],
    ["`messageContent` REPLACE", withContent("REPLACE")],
    ["Receipt rule of SES", { source: "ses-receipt" }],
    ["Sending events of SES", { source: "ses-sending" }],
  ];
  return partTable(
    "USD a month, us-east-1",
    uses.map(([use, settings]) => [
      use,
      monthlyCost(workload, { ...DEFAULT_COST_SETTINGS, ...settings }, PRICES["us-east-1"]),
    ]),
  );
}

/** Costs side by side, without the parts that none of them has. */
function partTable(what: string, costs: readonly (readonly [string, Cost])[]): Table {
  const parts = COST_PARTS.filter((part) => costs.some(([, cost]) => cost[part] !== 0));
  return {
    head: [what, ...costs.map(([name]) => name)],
    rows: [
      ...parts.map((part) => [PART_LABELS[part], ...costs.map(([, cost]) => cost[part]?.toFixed(2) ?? "unknown")]),
      ["**Total**", ...costs.map(([, cost]) => `**${totalOf(cost)}**`)],
    ],
  };
}

function totalOf(cost: Cost): string {
  return total(cost)?.toFixed(2) ?? `${knownTotal(cost).toFixed(2)} + unknown`;
}

/** Returns what tracing costs of a month in us-east-1, and how to turn it off. */
export function tracingSentence(workload: Workload, settings: CostSettings): string {
  const cost = monthlyCost(workload, { ...settings, tracingMode: "Active" }, PRICES["us-east-1"]);
  return `Tracing costs USD ${cost.traces?.toFixed(2)} of the USD ${totalOf(cost)} a month in us-east-1. To turn it off, set \`"tracingMode": "PassThrough"\` (in the module, \`tracing_mode\`).`;
}

/** The difference in cost of a month in us-east-1 with another value for one thing. */
export function sensitivityTable(workload: Workload, settings: CostSettings, figures: Figures): Table {
  const changes = sensitivities(alternatives(settings, figures), workload, settings, PRICES["us-east-1"]);
  return {
    head: ["Largest effects, us-east-1", "USD a month"],
    rows: changes.map(({ what, difference }) => [what, difference === undefined ? "unknown" : signed(difference)]),
  };
}

function signed(difference: number): string {
  return `${difference < 0 ? "−" : "+"}${Math.abs(difference).toFixed(2)}`;
}

function alternatives(
  { memorySizeMb, logRetentionInDays, architecture, tracingMode, deduplication, synchronous }: CostSettings,
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
  const otherTracing = tracingMode === "Active" ? "PassThrough" : "Active";
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
    { what: `\`deduplication\` ${deduplication ? "off" : "on"}`, settings: { deduplication: !deduplication } },
    { what: "`alarms` off", settings: { alarms: 0 } },
    { what: `\`"tracingMode": "${otherTracing}"\``, settings: { tracingMode: otherTracing } },
    {
      what: "`systemLogLevel` INFO → WARN",
      settings: { systemLogLevel: "WARN" },
    },
    ...(synchronous
      ? []
      : [{ what: "1 % of the emails fail, and go to the failure queue", workload: { failedShare: 0.01 } }]),
  ];
}
