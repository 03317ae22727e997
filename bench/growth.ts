import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { startEmulator } from "../cli/emulator/emulator";
import { sandboxEnvironment } from "../cli/processes/sandbox-environment";
import { findTerraform, type Terraform } from "../cli/terraform/binary";
import { copyProject } from "../scripts/project-copy";
import { motoVersion } from "./deploy";
import type { Bench, Group } from "./group";
import { runCommand } from "./measure/command";
import type { Figures } from "./measure/figures";
import { interleave, type Variant } from "./measure/interleave";
import { peakMemory, treeMemory } from "./measure/memory";
import { nodeBinary, peerEnvironment, projectVersion } from "./measure/peers";
import { growthExponent } from "./measure/statistics";
import { growthChart } from "./report/plots";
import { digits } from "./report/section";
import { bundleGrowthApp } from "./synth";

/** The kinds of work, and the amounts that are measured. A quick run only shows that it works. */
const WORK = [
  { id: "redrive", label: "`redrive`, failed events", counts: [1_000, 10_000, 100_000], quick: [100, 1_000] },
  { id: "organizations", label: "synth, organizations of one function", counts: [1, 10, 43], quick: [1, 43] },
  { id: "stacks", label: "synth, stacks", counts: [3, 30, 300], quick: [3, 30] },
  { id: "planned", label: "`diff`, stacks", counts: [3, 10, 30], quick: [1, 3] },
] as const;

type Id = (typeof WORK)[number]["id"];

const QUANTITIES = [
  ["time", "s", "Time"],
  ["peak", "MiB", "Peak memory"],
] as const;

const CONCURRENCY = 20;
const KILLS = 5;
const PROGRAMS = path.join(__dirname, "programs");

export const growth: Group = { measure, report };

function countsOf(id: Id, quick: boolean): readonly number[] {
  const work = WORK.find((one) => one.id === id)!;
  return quick ? work.quick : work.counts;
}

/** Those of the run that is killed again and again. */
function killedEvents(quick: boolean): number {
  return countsOf("redrive", quick).at(-1)!;
}

function figureId(id: Id, count: number, quantity: string): string {
  return `growth/${id}/${count}/${quantity}`;
}

async function measure({ quick, folder, figures, versions, log }: Bench): Promise<void> {
  for (const name of ["cdktf", "@cdktf/provider-aws", "@aws-sdk/client-sqs", "@aws-sdk/client-lambda"]) {
    versions[name] = projectVersion(name);
  }
  const terraform = await findTerraform({ env: process.env, workFolder: folder });
  versions[terraform.product] = terraform.version;
  versions.moto = await motoVersion();
  const project = path.join(folder, "project");
  copyProject(project);
  const growthApp = await bundleGrowthApp(project);
  const rounds = { warmUps: 0, log };

  log("organizations and stacks");
  await interleave(
    [
      ...countsOf("organizations", quick).map((count) => {
        const settings = path.join(folder, `organizations-${count}.json`);
        writeFileSync(
          settings,
          JSON.stringify({ regions: { "us-east-1": { organizationIds: organizationIds(count) } } }),
        );
        const env = { WORKMAIL_SETTINGS: settings };
        return variant("organizations", count, () => runMeasured(["cli/synth.js"], { project, folder, env }));
      }),
      ...countsOf("stacks", quick).map((count) => {
        const env = { STACKS: String(count), CDKTF_OUTDIR: path.join(folder, `stacks-${count}`) };
        return variant("stacks", count, () => runMeasured([growthApp], { project, folder, env }));
      }),
    ],
    figures,
    { ...rounds, rounds: quick ? 1 : 5 },
  );

  log("planned stacks");
  await interleave(
    countsOf("planned", quick).map((count) =>
      variant("planned", count, () => planStacks(count, { folder, growthApp, terraform })),
    ),
    figures,
    { ...rounds, rounds: 1 },
  );

  log("redrive");
  await interleave(
    countsOf("redrive", quick).map((count) => variant("redrive", count, () => redrive(count, { project, folder }))),
    figures,
    { ...rounds, rounds: 1 },
  );

  log("redrive, killed and resumed");
  const events = killedEvents(quick);
  const seconds = figures.median(figureId("redrive", events, "time"));
  if (seconds !== undefined) {
    const { lost, doubled, peakMiB } = await killedRedrive(events, seconds, { project, folder });
    figures.add("growth/killed/peak", "MiB", peakMiB);
    figures.add("growth/killed/lost", "events", lost);
    figures.add("growth/killed/doubled", "events", doubled);
  }
}

function organizationIds(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `m-${String(number).padStart(32, "0")}`);
}

/** Time in seconds, and peak memory in MiB. */
type Measured = readonly [seconds: number, peakMiB: number];

function variant(id: Id, count: number, run: () => Promise<Measured>): Variant {
  const [time, peak] = [figureId(id, count, "time"), figureId(id, count, "peak")];
  return {
    name: `${id}, ${count}`,
    figures: { [time]: "s", [peak]: "MiB" },
    run: async () => {
      const [seconds, peakMiB] = await run();
      return { [time]: seconds, [peak]: peakMiB };
    },
  };
}

interface Place {
  readonly project: string;
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv;
}

async function runMeasured(args: readonly string[], { project, folder, env }: Place): Promise<Measured> {
  const peakFile = path.join(folder, "peak-memory");
  const { seconds } = await runCommand(["node", "--require", path.join(PROGRAMS, "peak-memory.js"), ...args], {
    cwd: project,
    env: peerEnvironment({ ...env, PEAK_MEMORY_FILE: peakFile }),
  });
  return [seconds, Number(readFileSync(peakFile, "utf8")) / 1024];
}

/** The arguments and the environment of a redrive from a queue on this machine. */
function redriveCommand(port: number) {
  const region = "us-east-1";
  const queue = `https://sqs.${region}.amazonaws.com/123456789012/mail-failures`;
  return {
    args: ["cli/workmail-lambda.js", "redrive", "--region", region, "--queue", queue, "--function", "mail"].concat(
      "--concurrency",
      String(CONCURRENCY),
    ),
    env: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
  };
}

async function redrive(events: number, { project, folder }: Place): Promise<Measured> {
  return withQueue(events, async (port) => {
    const { args, env } = redriveCommand(port);
    const measured = await runMeasured(args, { project, folder, env });
    const { left, lost, doubled } = await ask(port, "report");
    if (left + lost + doubled > 0) {
      throw new Error(`Of ${events} events, ${left} were left, ${lost} lost, ${doubled} handled twice.`);
    }
    return measured;
  });
}

/** Synthesizes stacks of which nothing is deployed, and plans them on an emulator of their own. */
async function planStacks(
  stacks: number,
  {
    folder,
    growthApp,
    terraform,
  }: { readonly folder: string; readonly growthApp: string; readonly terraform: Terraform },
): Promise<Measured> {
  const project = path.join(folder, `planned-${stacks}`);
  copyProject(project);
  writeFileSync(path.join(project, "cdktf.json"), JSON.stringify({ app: `node '${growthApp}'` }));
  const emulator = await startEmulator({ env: peerEnvironment() });
  let peakMiB = 0;
  let timer: NodeJS.Timeout | undefined;
  try {
    const { seconds } = await runCommand(["node", "cli/workmail-lambda.js", "diff"], {
      cwd: project,
      env: {
        ...sandboxEnvironment(emulator.endpoint, peerEnvironment({ STACKS: String(stacks) })),
        ...terraform.providers.environment,
      },
      // 2: something to deploy.
      allowed: [2],
      onStart: (pid) => {
        timer = setInterval(() => (peakMiB = Math.max(peakMiB, treeMemory(pid))), 500);
      },
    });
    return [seconds, peakMiB];
  } finally {
    clearInterval(timer);
    await emulator.stop();
    rmSync(project, { recursive: true, force: true });
  }
}

/** Kills a redrive again and again, and starts it again, until nothing is left. */
async function killedRedrive(events: number, seconds: number, { project, folder }: Place) {
  return withQueue(events, async (port) => {
    const { args, env } = redriveCommand(port);
    const options = { cwd: project, env: peerEnvironment(env) };
    const peaks: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawn(nodeBinary(22), args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
      const output = Promise.all([text(child.stdout), text(child.stderr)]);
      const closed = once(child, "close");
      await sleep((Math.random() * 2 * seconds * 1000) / (KILLS + 1));
      peaks.push(peakMemory(child.pid!));
      const isDone = !child.kill("SIGKILL");
      await closed;
      if (isDone && (await ask(port, "report")).left > 0) {
        throw new Error(`A run ended by itself with exit code ${child.exitCode}:\n${(await output).join("")}`);
      }
      await ask(port, "expire");
    }
    const [, peakMiB] = await runMeasured(args, { project, folder, env });
    const { left, lost, doubled } = await ask(port, "report");
    if (left > 0) {
      throw new Error(`${left} events were left in the queue.`);
    }
    return { lost, doubled, peakMiB: Math.max(...peaks, peakMiB) };
  });
}

async function withQueue<Result>(events: number, work: (port: number) => Promise<Result>): Promise<Result> {
  const server: ChildProcess = spawn(nodeBinary(22), [path.join(PROGRAMS, "failure-queue.js"), String(events)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  try {
    const [port] = (await once(server, "message")) as [number];
    return await work(port);
  } finally {
    server.kill();
  }
}

async function ask(port: number, what: "report" | "expire") {
  const response = await fetch(`http://127.0.0.1:${port}/${what}`);
  return (await response.json()) as { readonly left: number; readonly lost: number; readonly doubled: number };
}

function report(figures: Figures, quick: boolean) {
  const lines = (quantity: string) =>
    WORK.map(({ id, label }) => ({
      label,
      points: countsOf(id, quick).map((at) => ({ at, id: figureId(id, at, quantity) })),
    }));
  return {
    title: "Growth",
    method: `Time and peak memory of a whole process as its work grows, on Node.js 22. The exponent is the slope of a straight line through the medians on logarithmic axes: 1 is proportional to the work, and a start that takes the same time for any amount of work makes it smaller. \`redrive\` takes the events from [a queue and a function](../../bench/programs/failure-queue.js) that answer at once, ${CONCURRENCY} at a time: an emulator would take longer than redrive itself. It was then killed ${KILLS} times at random and started again. \`diff\` synthesizes stacks of which nothing is deployed, and runs Terraform's init and plan for each of them on moto, as many at once as the memory allows. Its memory is that of all its processes, every half second. A function's resource policy has no room for more than 43 organizations. The machine was busy with other work: compare how time grows, not the times.`,
    tables: [
      ...WORK.map(({ id, label }) => ({
        head: [label, ...countsOf(id, quick).map((count) => count.toLocaleString("en")), "Exponent"],
        rows: QUANTITIES.map(([quantity, , name]) => [
          name,
          ...countsOf(id, quick).map((count) => ({ figure: figureId(id, count, quantity) })),
          exponentOf(figures, id, quantity, quick),
        ]),
      })),
      {
        head: [`\`redrive\` of ${killedEvents(quick).toLocaleString("en")} events, killed and resumed`, ""],
        rows: [
          ["Events that were lost", { figure: "growth/killed/lost" }],
          ["Events that the function had twice", { figure: "growth/killed/doubled" }],
          ["Peak memory of all its runs", { figure: "growth/killed/peak" }],
        ],
      },
    ],
    goals: [
      {
        what: "Events that a killed redrive loses",
        goal: "none",
        measured: figures.median("growth/killed/lost"),
        met: (events: number) => events === 0,
        show: (events: number) => String(events),
      },
    ],
    plots: QUANTITIES.map(([quantity, unit, name]) =>
      growthChart(figures, {
        name: `growth-${quantity}`,
        title: `${name} as the work grows, ${unit}`,
        lines: lines(quantity),
      }),
    ),
  };
}

function exponentOf(figures: Figures, id: Id, quantity: string, quick: boolean): string {
  const points = countsOf(id, quick).flatMap((count) => {
    const median = figures.median(figureId(id, count, quantity));
    return median === undefined ? [] : [[count, median] as const];
  });
  return points.length < 2 ? "missing" : digits(growthExponent(points));
}
