import { writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Bench, Group } from "./group";
import { largeEvent, smallEvent } from "./lambda/events";
import { bundleHandlers, type Handler, HANDLERS } from "./lambda/handlers";
import { Lambda, nowhere } from "./lambda/lambda";
import { bundleWorker, runWorker } from "./lambda/warm";
import type { Figures } from "./measure/figures";
import { interleave, type Variant } from "./measure/interleave";
import { NODES, type NodeVersion, peerVersion } from "./measure/peers";
import { barChart } from "./report/plots";
import { digits } from "./report/section";

const VERSIONS = [
  "aws-lambda-ric",
  "zod",
  "@aws-lambda-powertools/logger",
  "@aws-lambda-powertools/metrics",
  "@aws-lambda-powertools/parser",
  "@aws-lambda-powertools/tracer",
  "@middy/core",
  "esbuild",
];

/** The handlers that run on, with the events that all of them get. */
const WARM = HANDLERS.filter(({ event }) => event === undefined);

/** Limit of the zip of a handler with all sources. */
const ALL_SOURCES_BYTES = 40_000;

export const handler: Group = { measure, report };

async function measure(bench: Bench): Promise<void> {
  const { quick, folder, figures, versions, log } = bench;
  VERSIONS.forEach((name) => (versions[name] = peerVersion(name)));
  for (const node of NODES) {
    const name = `node${node}-${process.platform}-${process.arch}`;
    versions[`Node.js ${node}`] = peerVersion(name);
  }

  const taskRoots = await bundleHandlers(folder, (id, built) => {
    figures.add(`size/${id}/js`, "bytes", built.codeSize!);
    figures.add(`size/${id}/zip`, "bytes", built.size);
  });
  const small = smallEvent();
  const large = largeEvent();

  log("cold starts");
  const output = nowhere();
  await interleave(
    NODES.flatMap((node) =>
      HANDLERS.map((handler) =>
        coldStart(node, handler, {
          taskRoot: taskRoots[handler.id]!,
          small: smallEvent(handler.event),
          large,
          output,
        }),
      ),
    ),
    figures,
    { rounds: quick ? 2 : 25, warmUps: 1, log },
  );

  log("warm");
  const worker = await bundleWorker(folder);
  const milliseconds = quick ? 60 : 400;
  const files = Object.entries({ small, large }).map(([size, event]) => {
    const file = path.join(folder, `${size}.json`);
    writeFileSync(file, event);
    return { size, file };
  });
  const warm = (node: NodeVersion, { id, sampled }: Handler): Variant[] =>
    files.map(({ size, file: event }) => {
      const figure = `warm/${node}/${id}/${size}`;
      const taskRoot = taskRoots[id]!;
      const run = { node, worker, taskRoot, event, sampled, milliseconds };
      return {
        name: figure,
        figures: { [figure]: "µs" },
        run: async () => ({ [figure]: await runWorker({ ...run, output }) }),
      };
    });
  await interleave(
    NODES.flatMap((node) => WARM.flatMap((handler) => warm(node, handler))),
    figures,
    { rounds: quick ? 1 : 10, warmUps: 0, log },
  );
}

/** The inputs of a new environment. */
interface ColdStart {
  readonly taskRoot: string;
  readonly small: string;
  readonly large: string;
  /** File descriptor for what the handler prints. */
  readonly output: number;
}

/** A new environment that gets a small event, then a large one. */
function coldStart(
  node: NodeVersion,
  { id, sampled }: Handler,
  { taskRoot, small, large, output }: ColdStart,
): Variant {
  const of = (what: string) => `cold/${node}/${id}/${what}`;
  return {
    name: `cold start of ${id} on Node.js ${node}`,
    figures: {
      [of("init")]: "ms",
      [of("first")]: "ms",
      [of("total")]: "ms",
      [of("peak")]: "MiB",
    },
    async run() {
      const lambda = await Lambda.start(node, taskRoot, { output, sampled });
      try {
        const init = await lambda.init();
        const first = await lambda.invoke(small);
        await lambda.invoke(large);
        return {
          [of("init")]: init,
          [of("first")]: first,
          [of("total")]: init + first,
          [of("peak")]: lambda.peakMemoryMiB(),
        };
      } finally {
        await lambda.stop();
      }
    },
  };
}

function report(figures: Figures) {
  return {
    title: "Handler",
    method:
      "Every handler is bundled and zipped in the same way as this project's. Sizes are those of the measured version; the [README of the module](../../modules/terraform/README.md#the-shipped-code) has the size of the current zip. A cold start is AWS's runtime interface client in a new process against a Runtime API on this machine, with Lambda's flags for Node.js at 256 MB. _Init_ lasts until it requests its first event, and _first event_ from then until the answer. Peak memory is measured after that event and one of 128 KB. Warm means `JSON.parse` of the event and the handler, in one process, with its output discarded. Powertools and middy log and count the same as the default handler. The trace header marks the request as sampled, as X-Ray does with up to one request a second. Of more requests it samples 5 %, and the tracer does less. _All sources_ accepts events of WorkMail, and both kinds of Amazon SES; the address parser that they need is part of its package. Unlike the default handler, it compares the domain of each recipient.",
    tables: tables(),
    goals: goals(figures),
    plots: plots(figures),
  };
}

function tables() {
  return [
    {
      head: ["Size", "JavaScript", "zip"],
      rows: HANDLERS.map(({ id, label }) => [label, { figure: `size/${id}/js` }, { figure: `size/${id}/zip` }]),
    },
    ...NODES.map((node) => ({
      head: [`Cold, Node.js ${node}`, "Init", "First event", "Both", "× bare", "Peak memory"],
      rows: HANDLERS.map(({ id, label }) => [
        label,
        { figure: `cold/${node}/${id}/init` },
        { figure: `cold/${node}/${id}/first` },
        { figure: `cold/${node}/${id}/total` },
        {
          figure: `cold/${node}/${id}/total`,
          times: `cold/${node}/bare/total`,
        },
        { figure: `cold/${node}/${id}/peak` },
      ]),
    })),
    ...NODES.map((node) => ({
      head: [`Warm, Node.js ${node}`, "Small event", "× `JSON.parse`", "128 KB event", "× `JSON.parse`"],
      rows: WARM.map(({ id, label }) => [
        label,
        ...["small", "large"].flatMap((size) => [
          { figure: `warm/${node}/${id}/${size}` },
          {
            figure: `warm/${node}/${id}/${size}`,
            times: `warm/${node}/json-parse/${size}`,
          },
        ]),
      ]),
    })),
  ];
}

function goals(figures: Figures) {
  const overhead = (id: string) =>
    figures.pairedMedian(`cold/22/${id}/total`, "cold/22/bare/total", (theirs, bare) => theirs - bare);
  const ours = overhead("ours");
  const powertools = overhead("powertools");
  const peak = figures.pairedMedian("cold/22/ours/peak", "cold/22/bare/peak", (own, bare) => own - bare);
  return [
    {
      what: "Default artifact as measured, JavaScript",
      goal: "below 2.6 KB",
      measured: figures.median("size/ours/js"),
      met: (bytes: number) => bytes < 2_600,
      show: bytesText,
    },
    {
      what: "Default artifact as measured, zip",
      goal: "below 1.6 KB",
      measured: figures.median("size/ours/zip"),
      met: (bytes: number) => bytes < 1_600,
      show: bytesText,
    },
    {
      what: "Cold start against the bare handler",
      goal: "at most 1.05 ×",
      measured: figures.ratio("cold/22/ours/total", "cold/22/bare/total"),
      met: (times: number) => times <= 1.05,
    },
    {
      what: "Zip of a handler with all sources",
      goal: `below ${bytesText(ALL_SOURCES_BYTES)}`,
      measured: figures.median("size/all-sources/zip"),
      met: (bytes: number) => bytes < ALL_SOURCES_BYTES,
      show: bytesText,
    },
    {
      what: "Extra time of a cold start over bare, against Powertools with parser and tracer",
      goal: "below 1/20",
      measured: ours === undefined || powertools === undefined ? undefined : ours / powertools,
      met: (share: number) => share < 1 / 20,
      show: (share: number) => (share > 0 ? `1/${digits(1 / share)}` : "nothing"),
    },
    {
      what: "Warm small event against `JSON.parse`",
      goal: "at most 3.5 ×",
      measured: figures.ratio("warm/22/ours/small", "warm/22/json-parse/small"),
      met: (times: number) => times <= 3.5,
    },
    {
      what: "Warm small event, Powertools with parser and tracer against it",
      goal: "at least 12 ×",
      measured: figures.ratio("warm/22/powertools/small", "warm/22/ours/small"),
      met: (times: number) => times >= 12,
    },
    {
      what: "Warm 128 KB event against `JSON.parse`",
      goal: "at most 1.15 ×",
      measured: figures.ratio("warm/22/ours/large", "warm/22/json-parse/large"),
      met: (times: number) => times <= 1.15,
    },
    {
      what: "Peak memory over the bare handler",
      goal: "at most 8 MiB",
      measured: peak,
      met: (mebibytes: number) => mebibytes <= 8,
      show: (mebibytes: number) => `${digits(mebibytes)} MiB`,
    },
  ];
}

function plots(figures: Figures) {
  return [
    barChart(figures, {
      name: "cold-start",
      title: "Cold start on Node.js 22 until the first answer, ms",
      bars: HANDLERS.map(({ id, label }) => ({
        id: `cold/22/${id}/total`,
        label,
      })),
      ours: "cold/22/ours/total",
    }),
    barChart(figures, {
      name: "warm",
      title: "One small event, warm, on Node.js 22, µs",
      bars: WARM.map(({ id, label }) => ({
        id: `warm/22/${id}/small`,
        label,
      })),
      ours: "warm/22/ours/small",
    }),
  ];
}

function bytesText(bytes: number): string {
  return `${bytes.toLocaleString("en")} B`;
}
