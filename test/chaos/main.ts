import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { fail } from "../../modules/user-error";
import { Random } from "./random";
import { DAMAGES, type Findings, type Scenario, SIGNALS } from "./scenario";
import { deploy, destroy, twoRuns } from "./scenarios/deployments";
import { hostileEvents, hostileSettings } from "./scenarios/hostile";
import { moveStates } from "./scenarios/move-states";
import { redrive } from "./scenarios/redrive";
import { World } from "./world";

// The SDK's advice on Node.js versions would be between the lines.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const SCENARIOS = [redrive, moveStates, deploy, destroy, twoRuns, hostileEvents, hostileSettings];

interface Options {
  readonly seed: string;
  readonly jobs: number;
  readonly minutes?: number;
  readonly short?: boolean;
  readonly json?: boolean;
}

/** The findings of all runs of a scenario. */
type Row = Record<
  "scenario" | "runs" | "tried" | "repeated" | (typeof SIGNALS)[number] | (typeof DAMAGES)[number],
  number | string
>;

const command = new Command("npm run test:chaos --")
  .description(
    "Ends commands at random moments, runs them again, and counts what was lost, doubled, or touched although it belongs to somebody else. Terraform deploys to an AWS emulator (moto). Nothing reaches AWS.",
  )
  .option("--seed <text>", "repeats the moments and signals of an earlier run", String(Date.now()))
  .option("--jobs <number>", "how many runs at a time", whole, Math.min(2, availableParallelism()))
  .option("--minutes <number>", "begin no further run after this time; the table has what was run", whole)
  .option("--short", "a few runs of each, in about two minutes")
  .option("--json", "print the table as JSON");
for (const { name, description, runs } of SCENARIOS) {
  command.option(`--${name} <runs>`, `${description} (default: ${runs} runs)`, whole);
}
command
  .addHelpText(
    "after",
    `
The signals are SIGINT, SIGTERM, and SIGKILL. Progress and every error are printed
on standard error, the table on standard output. After a SIGKILL, an event that
was at work can be handled again: the column "repeated" counts these.

Exit code: 0 nothing was lost, doubled, touched, or failed; 1 something was.

Examples:
  npm run test:chaos
  npm run test:chaos -- --short
  npm run test:chaos -- --redrive 10 --move-states 0 --deploy 3 --destroy 0 --two-runs 0
  npm run test:chaos -- --seed 1764195600000 --json`,
  )
  .action(run);

function whole(given: string): number {
  if (!/^\d{1,6}$/.test(given)) {
    throw new InvalidArgumentError("Allowed: a whole number from 0 to 999999.");
  }
  return Number(given);
}

async function run(options: Options): Promise<void> {
  console.error(`Seed: ${options.seed}`);
  const world = new World();
  try {
    await world.start();
    const findings = await runAll(world, options);
    const rows = [...findings].map(([scenario, all]) => rowOf(scenario, all));
    process.stdout.write(options.json ? `${JSON.stringify({ seed: options.seed, rows }, null, 2)}\n` : tableOf(rows));
    process.exitCode = rows.some((row) => DAMAGES.some((damage) => row[damage] !== 0)) ? 1 : 0;
  } finally {
    await world.stop();
  }
}

function runsOf({ name, runs, shortRuns }: Scenario, options: Options): number {
  const key = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const given = (options as unknown as Record<string, number | undefined>)[key];
  return given ?? (options.short ? shortRuns : runs);
}

/** Runs the scenarios in lanes that work at the same time. Where the time ends early, each has had its share. */
async function runAll(world: World, options: Options): Promise<Map<Scenario, Findings[]>> {
  const { seed, jobs, minutes = Infinity } = options;
  const deadline = Date.now() + minutes * 60_000;
  const all = new Map<Scenario, Findings[]>();
  const planned = SCENARIOS.flatMap((scenario) => {
    const runs = runsOf(scenario, options);
    return Array.from({ length: runs }, (_, index) => ({ scenario, index, runs, at: (index + 0.5) / runs }));
  }).sort((one, two) => one.at - two.at);
  const lanes = Array.from({ length: jobs }, async (_, lane) => {
    for (let next = planned.shift(); next !== undefined; next = planned.shift()) {
      if (Date.now() < deadline) {
        const { scenario, index, runs } = next;
        const startedAt = Date.now();
        const findings = await scenario.run(world, lane, new Random(`${seed} ${scenario.name} ${index}`));
        all.set(scenario, [...(all.get(scenario) ?? []), findings]);
        report(`${scenario.name} ${index + 1} of ${runs}`, findings, Date.now() - startedAt);
      }
    }
  });
  await Promise.all(lanes);
  return all;
}

function report(title: string, findings: Findings, ms: number): void {
  const kills = findings.kills.map(({ signal, moment }) => `${signal} ${moment}`);
  console.error(`${title}: ${[...kills, `${(ms / 1000).toFixed(1)} s`].join(", ")}`);
  for (const damage of DAMAGES) {
    findings[damage]?.forEach((what) => console.error(`  ${damage}: ${what}`));
  }
}

function rowOf({ name }: Scenario, all: readonly Findings[]): Row {
  const sum = (of: (findings: Findings) => number) => all.reduce((total, findings) => total + of(findings), 0);
  const damages = DAMAGES.map((damage) => [damage, sum((findings) => findings[damage]?.length ?? 0)]);
  const signals = SIGNALS.map((signal) => [
    signal,
    sum(({ kills }) => kills.filter((kill) => kill.signal === signal).length),
  ]);
  return {
    scenario: name,
    runs: all.length,
    tried: sum(({ tried = 1 }) => tried),
    ...Object.fromEntries(signals),
    repeated: sum(({ repeated = 0 }) => repeated),
    ...Object.fromEntries(damages),
  } as Row;
}

function tableOf(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {}) as (keyof Row)[];
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name])))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))),
    )
    .map((cells) => `${cells.join("  ")}\n`)
    .join("");
}

command.parseAsync().catch(fail);
