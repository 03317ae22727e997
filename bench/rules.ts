import { readFileSync } from "node:fs";
import * as path from "node:path";
import { unpack } from "../cli/local-lambda/unpack";
import { startMessageDouble } from "../function/src/testing";
import { createFunctionPackage } from "../modules/package/function-package";
import { DEFAULTS } from "../modules/settings/function-settings";
import type { Bench, Group } from "./group";
import { smallEvent } from "./lambda/events";
import { Lambda, nowhere } from "./lambda/lambda";
import { largestMessage } from "./lambda/messages";
import type { Figures } from "./measure/figures";
import { interleave } from "./measure/interleave";
import { PEERS, peerVersion, projectVersion } from "./measure/peers";
import { barChart } from "./report/plots";
import { digits } from "./report/section";

const NODE = 22;

/** The memory of a function that reads content. @see the setting memorySizeMb */
const MEMORY_MB = 512;

interface RuleHandler {
  readonly id: string;
  readonly label: string;
  readonly entry: string;
  /** Limit of the zip in bytes. @default - none */
  readonly budget?: number;
}

const HANDLERS: readonly RuleHandler[] = [
  { id: "bare", label: "Bare handler that prints its event (floor)", entry: peer("bare") },
  { id: "default", label: "**Default handler**", entry: DEFAULTS.entry, budget: 1_600 },
  { id: "synchronous", label: "**Synchronous, without content**", entry: own("synchronous"), budget: 4_000 },
  { id: "floor", label: "One unsigned request by node:https (floor)", entry: own("floor") },
  { id: "read", label: "**Read content**", entry: own("read"), budget: 6_000 },
  { id: "sdk-read", label: "SDK's client", entry: peer("sdk-read") },
  { id: "parse", label: "**Read and parse content**", entry: own("parse"), budget: 32_000 },
  { id: "sdk-parse", label: "SDK's client, mailparser", entry: peer("sdk-parse") },
  { id: "edit", label: "**Read, edit, and replace content**", entry: own("edit"), budget: 12_100 },
  { id: "sdk-edit", label: "SDK's clients, mailparser, nodemailer", entry: peer("sdk-edit") },
];

/** The handlers that get the largest message, too. */
const WITH_CONTENT = HANDLERS.filter(({ id }) => /parse|edit/.test(id));

function own(job: string): string {
  return path.join(__dirname, "programs", `rule-${job}.ts`);
}

function peer(id: string): string {
  return path.join(PEERS, "handlers", `${id}.ts`);
}

export const rules: Group = { measure, report };

async function measure({ quick, folder, figures, versions, log }: Bench): Promise<void> {
  for (const name of ["@aws-sdk/client-workmailmessageflow", "@aws-sdk/client-s3", "mailparser", "nodemailer"]) {
    versions[name] = peerVersion(name);
  }
  versions["postal-mime"] = projectVersion("postal-mime");
  const event = JSON.parse(smallEvent()) as { messageId: string };
  const small = await startMessageDouble({
    messages: { [event.messageId]: readFileSync(path.join(__dirname, "../function/messages/alternative.eml")) },
  });
  const large = await startMessageDouble({ messages: { [event.messageId]: largestMessage() } });
  try {
    const taskRoots = await bundle(folder, figures);
    const output = nowhere();
    const run = (id: string, environment: Readonly<Record<string, string>>) =>
      coldStart(taskRoots[id]!, output, environment, JSON.stringify(event));

    log("cold starts");
    await interleave(
      HANDLERS.map(({ id, label }) => ({
        name: `cold start of ${label}`,
        figures: { [`cold/${id}/init`]: "ms", [`cold/${id}/first`]: "ms", [`cold/${id}/total`]: "ms" },
        run: async () => {
          const { init, first } = await run(id, small.environment);
          return { [`cold/${id}/init`]: init, [`cold/${id}/first`]: first, [`cold/${id}/total`]: init + first };
        },
      })),
      figures,
      { rounds: quick ? 1 : 25, warmUps: quick ? 0 : 1, log },
    );

    log("the largest message");
    await interleave(
      WITH_CONTENT.map(({ id, label }) => ({
        name: `40 MB with ${label}`,
        figures: { [`large/${id}/time`]: "s", [`large/${id}/peak`]: "MiB" },
        run: async () => {
          const { first, peak } = await run(id, large.environment);
          return { [`large/${id}/time`]: first / 1000, [`large/${id}/peak`]: peak };
        },
      })),
      figures,
      { rounds: quick ? 1 : 5, warmUps: 0, log },
    );
  } finally {
    await Promise.all([small.stop(), large.stop()]);
  }
}

/** Bundles and zips the handlers, and unpacks them into folders. */
async function bundle(folder: string, figures: Figures): Promise<Record<string, string>> {
  const taskRoots: Record<string, string> = {};
  for (const { id, entry } of HANDLERS) {
    const taskRoot = path.join(folder, id);
    const built = await createFunctionPackage({ entry }, taskRoot);
    unpack(built.path, taskRoot);
    figures.add(`size/${id}/js`, "bytes", built.codeSize!);
    figures.add(`size/${id}/zip`, "bytes", built.size);
    taskRoots[id] = taskRoot;
  }
  return taskRoots;
}

/** A new environment that gets one event. */
async function coldStart(
  taskRoot: string,
  output: number,
  environment: Readonly<Record<string, string>>,
  event: string,
) {
  const lambda = await Lambda.start(NODE, taskRoot, { output, environment, memorySizeMb: MEMORY_MB });
  try {
    const init = await lambda.init();
    const first = await lambda.invoke(event);
    return { init, first, peak: lambda.peakMemoryMiB() };
  } finally {
    await lambda.stop();
  }
}

function report(figures: Figures) {
  return {
    title: "Email flow rules",
    method:
      "Each kind of handler beside the same job with the SDK's clients, mailparser, and nodemailer. A cold start is as above, with 512 MB of memory, on Node.js 22. Both APIs, WorkMail's Message Flow and Amazon S3, are a double on this machine that answers at once, so the time of the network and of TLS is not in the figures, except the time to load `node:https`. The floor of reading content loads it, sends one request, and answers: nothing of this project is in it. The largest message has 40 MB, most of it an attachment: time is that of the first event, and peak memory is that of the process. nodemailer composes a new message from the parts. Editing in place keeps each byte that does not change.",
    tables: [
      {
        head: ["Handler", "JavaScript", "zip", "Budget of the zip"],
        rows: HANDLERS.map(({ id, label, budget }) => [
          label,
          { figure: `size/${id}/js` },
          { figure: `size/${id}/zip` },
          budget === undefined ? "–" : bytes(budget),
        ]),
      },
      {
        head: ["Cold, Node.js 22", "Init", "First event", "Both", "× bare"],
        rows: HANDLERS.map(({ id, label }) => [
          label,
          { figure: `cold/${id}/init` },
          { figure: `cold/${id}/first` },
          { figure: `cold/${id}/total` },
          { figure: `cold/${id}/total`, times: "cold/bare/total" },
        ]),
      },
      {
        head: ["Message of 40 MB", "Time", "Peak memory"],
        rows: WITH_CONTENT.map(({ id, label }) => [
          label,
          { figure: `large/${id}/time` },
          { figure: `large/${id}/peak` },
        ]),
      },
    ],
    goals: goals(figures),
    plots: [
      barChart(figures, {
        name: "rules-cold-start",
        title: "Cold start of handlers for email flow rules until the first answer, ms",
        bars: HANDLERS.map(({ id, label }) => ({ id: `cold/${id}/total`, label: label.replaceAll("**", "") })),
        ours: "cold/edit/total",
      }),
    ],
  };
}

function goals(figures: Figures) {
  const extra = (id: string) =>
    figures.pairedMedian(`cold/${id}/total`, "cold/bare/total", (theirs, bare) => theirs - bare);
  const share = (id: string) => {
    const [ours, theirs] = [extra(id), extra(`sdk-${id}`)];
    return ours === undefined || theirs === undefined ? undefined : ours / theirs;
  };
  return [
    ...HANDLERS.flatMap(({ id, label, budget }) =>
      budget === undefined
        ? []
        : [
            {
              what: `Zip: ${label.replaceAll("**", "").toLowerCase()}`,
              goal: `below ${bytes(budget)}`,
              measured: figures.median(`size/${id}/zip`),
              met: (size: number) => size < budget,
              show: bytes,
            },
          ],
    ),
    ...["read", "parse", "edit"].map((id) => ({
      what: `Extra time of a cold start over bare, ${id}, against the SDK's clients`,
      goal: "at most 1/2",
      measured: share(id),
      met: (part: number) => part <= 1 / 2,
      show: (part: number) => (part > 0 ? `1/${digits(1 / part)}` : "nothing"),
    })),
    ...["parse", "edit"].map((id) => ({
      what: `Peak memory for a message of 40 MB, ${id}`,
      goal: `below ${MEMORY_MB} MiB`,
      measured: figures.median(`large/${id}/peak`),
      met: (mebibytes: number) => mebibytes < MEMORY_MB,
      show: (mebibytes: number) => `${digits(mebibytes)} MiB`,
    })),
  ];
}

function bytes(size: number): string {
  return `${size.toLocaleString("en")} B`;
}
