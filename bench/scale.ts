import { openSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { DEFAULTS } from "../modules/settings/function-settings";
import { DEFAULT_COST_SETTINGS, PRICES, PRICES_AS_OF, SES_PRICES_AS_OF, SYSTEM_LOG_BYTES } from "./cost-model";
import {
  ASSUMPTIONS,
  COLD_START_SHARE,
  costTable,
  sensitivityTable,
  tracingSentence,
  usesTable,
  workloadOf,
} from "./cost-report";
import type { Bench, Group } from "./group";
import { anotherEvent, largeEvent, smallEvent } from "./lambda/events";
import { bundleHandlers, HANDLERS } from "./lambda/handlers";
import { Lambda, nowhere } from "./lambda/lambda";
import type { Figures } from "./measure/figures";
import { interleave } from "./measure/interleave";
import { peerVersion } from "./measure/peers";
import { barChart } from "./report/plots";

const NODE = 22;
const EMAILS_PER_DAY = 1_000_000;

const THROUGHPUT = HANDLERS.filter(({ id }) => ["bare", "ours", "powertools"].includes(id));

export const scale: Group = { measure, report };

async function measure(bench: Bench): Promise<void> {
  const { quick, folder, figures, versions, log } = bench;
  versions["aws-lambda-ric"] = peerVersion("aws-lambda-ric");
  const taskRoots = await bundleHandlers(folder);
  await interleave(
    THROUGHPUT.map(({ id }) => ({
      name: `throughput of ${id}`,
      figures: {
        [`throughput/${id}/init`]: "ms" as const,
        [`throughput/${id}/small`]: "events/s" as const,
        [`throughput/${id}/large`]: "events/s" as const,
      },
      run: () => throughput(id, taskRoots[id]!),
    })),
    figures,
    { rounds: quick ? 1 : 10, warmUps: 0, log },
  );
  await measureLogs(taskRoots.ours!, folder, figures);
}

/** Event after event through one environment. */
async function throughput(id: string, taskRoot: string) {
  const lambda = await Lambda.start(NODE, taskRoot, { output: nowhere() });
  try {
    const init = await lambda.init();
    const rate = async (event: string, events: number) => {
      const start = performance.now();
      for (let sent = 0; sent < events; sent++) {
        await lambda.invoke(event);
      }
      return events / ((performance.now() - start) / 1000);
    };
    await rate(smallEvent(), 500);
    return {
      [`throughput/${id}/init`]: init,
      [`throughput/${id}/small`]: await rate(smallEvent(), 2_000),
      [`throughput/${id}/large`]: await rate(largeEvent(), 200),
    };
  } finally {
    await lambda.stop();
  }
}

/** The log of the default handler for emails like the sample, and its compression. */
async function measureLogs(taskRoot: string, folder: string, figures: Figures): Promise<void> {
  for (const detail of ["summary", "full"] as const) {
    const file = path.join(folder, `${detail}.log`);
    const lambda = await Lambda.start(NODE, taskRoot, {
      output: openSync(file, "w"),
      environment: { EMAIL_LOG_DETAIL: detail },
    });
    try {
      await lambda.init();
      // The first line is about the cold start.
      await lambda.invoke(smallEvent());
      const before = readFileSync(file).length;
      const events = 200;
      for (let sent = 0; sent < events; sent++) {
        await lambda.invoke(anotherEvent(sent));
      }
      const lines = readFileSync(file).subarray(before);
      figures.add(`log/${detail}`, "bytes", lines.length / events);
      if (detail === "summary") {
        const compressed = gzipSync(lines, { level: 6 }).length;
        figures.add("log/compressed", "bytes", compressed / events);
        // A failed email brings the metric that the others lack.
        await lambda.invoke("{}").catch(() => undefined);
        figures.add("log/metrics", "metrics", metricNames(file).size);
      }
    } finally {
      await lambda.stop();
    }
  }
}

/** The metrics that were published by the Embedded Metric Format. */
function metricNames(file: string): Set<string> {
  const names = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .flatMap((line) => {
      const { _aws } = JSON.parse(line) as {
        _aws?: { CloudWatchMetrics: { Metrics: { Name: string }[] }[] };
      };
      return _aws?.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics) ?? [];
    })
    .map(({ Name }) => Name);
  return new Set(names);
}

const EMAILS_PER_MONTH = EMAILS_PER_DAY * 30;
const withoutChunks = (EMAILS_PER_MONTH / 1e3) * PRICES["us-east-1"].sesReceiving!.thousandEmails;

/** The method of the table of uses. */
const USES = `The last table compares what the function can do, with otherwise default settings:

- Assumed, not measured: an email of ${ASSUMPTIONS.emailBytes / 1_000} KB, ${ASSUMPTIONS.callMs} ms for a call to WorkMail's Message Flow API or to S3, and ${ASSUMPTIONS.decisionMs} ms for a synchronous decision.
- A synchronous function is billed until its answer. Lambda neither retries nor queues. How often WorkMail repeats a failed call is not documented, and not counted.
- Reading content is one call and 512 MB of memory. Replacing it, here for every email, is three calls. The function writes each new message to S3, WorkMail reads it once, and S3 keeps it for up to 4 days. The processor's time to parse or edit is not counted.
- AWS publishes no price for calls to the Message Flow API. They are not counted.
- SES bills each email that it receives, and each chunk of 256 KB. It is not confirmed that a chunk that is not full counts: the model counts it as a whole. Otherwise, receiving these emails costs USD ${withoutChunks.toFixed(2)}. The prices are those of ${SES_PRICES_AS_OF}, without a pricing plan. Sending is not counted: you pay for it with or without the function.
- EventBridge takes AWS's management events for free, and bills data events that you switch on. The kind of the sending events of SES is not confirmed, so their part is unknown. At the price of a custom event (USD 1.00 a million) it is USD ${(EMAILS_PER_MONTH / 1e6).toFixed(2)}. The invocation is billed in any case.
- The prices of S3 and SES come from copies of AWS's price list. They are confirmed for us-east-1 only. In another Region, a part with an unknown price is unknown.`;

function report(figures: Figures) {
  const workload = workloadOf(figures, EMAILS_PER_DAY);
  return {
    title: "Scale and cost",
    method: `Events per second: one warm environment under AWS's runtime interface client on Node.js ${NODE}, one event after the other, including the benchmark's own Runtime API. A second event at the same time gets a second environment. Cost: [the model](../../bench/cost-model.ts) with list prices of ${PRICES_AS_OF} and their sources, without any free tier, for ${EMAILS_PER_DAY.toLocaleString("en")} emails a day in one Region with default settings. It uses these measurements: the time for an email and for a start (as that of a whole vCPU, of which ${DEFAULTS.memorySizeMb} MB get a part), the logged bytes, their compression, and the number of metrics. It assumes ${COLD_START_SHARE * 100} % cold starts, which AWS gives as an upper bound, and ${SYSTEM_LOG_BYTES} bytes that Lambda itself logs for an invocation, according to its documentation. No email fails: the failure queue stays empty, and Lambda's own queue for asynchronous calls costs nothing. A part that costs nothing is not in the table. For other numbers, run \`npx tsx bench/cost.ts --help\`.${workload === undefined ? "" : `\n\n${tracingSentence(workload, DEFAULT_COST_SETTINGS)}\n\n${USES}`}`,
    tables: [
      {
        head: ["One environment", "Small event", "128 KB event"],
        rows: THROUGHPUT.map(({ id, label }) => [
          label,
          { figure: `throughput/${id}/small` },
          { figure: `throughput/${id}/large` },
        ]),
      },
      {
        head: ["The default handler on emails like the sample", ""],
        rows: [
          ["Start of an environment", { figure: "throughput/ours/init" }],
          ["Logged, `emailLogDetail` summary", { figure: "log/summary" }],
          ["the same, compressed by gzip", { figure: "log/compressed" }],
          ["Logged, `emailLogDetail` full", { figure: "log/full" }],
          ["Metrics", { figure: "log/metrics" }],
        ],
      },
      ...(workload === undefined
        ? []
        : [
            costTable(workload, DEFAULT_COST_SETTINGS),
            sensitivityTable(workload, DEFAULT_COST_SETTINGS, figures),
            usesTable(workload),
          ]),
    ],
    goals: [],
    plots:
      workload === undefined
        ? []
        : [
            barChart(figures, {
              name: "throughput",
              title: "Small events a second through one environment",
              bars: THROUGHPUT.map(({ id, label }) => ({
                id: `throughput/${id}/small`,
                label,
              })),
              ours: "throughput/ours/small",
            }),
          ],
  };
}
