import { setTimeout as sleep } from "node:timers/promises";
import { differences, failureOf } from "../compare";
import { killAndRepeat } from "../kill";
import type { Random } from "../random";
import { type Findings, type Kill, type Scenario, SIGNALS } from "../scenario";
import { type CommandEnd, hasContent, type World } from "../world";

/** How many calls it takes to create, and to destroy, what the settings of these tests have. */
const WRITES = { content: 13, other: 6 };

let write = 0;

/** Returns each write in turn, and none in half of the cases. */
function someWrite(random: Random, environment: string): number | undefined {
  const writes = hasContent(environment) ? WRITES.content : WRITES.other;
  return random.number() < 0.5 ? undefined : (write++ % writes) + 1;
}

/** The resources that are deployed and not yet destroyed, by lane. */
const deployed = new Map<number, { readonly environment: string; memorySizeMb: number }[]>();
let count = 0;

function deployedIn(lane: number) {
  return deployed.get(lane) ?? deployed.set(lane, []).get(lane)!;
}

/** Deploys, first or with a change, and is killed. */
export const deploy: Scenario = {
  name: "deploy",
  description: "deploys an environment for the first time, or with a change, and is killed",
  runs: 50,
  shortRuns: 2,
  async run(world, lane, random) {
    const own = deployedIn(lane);
    const isFirst = own.length === 0 || random.number() < 0.6;
    const one = isFirst ? { environment: `dep${count++}`, memorySizeMb: 128 } : random.pick(own);
    one.memorySizeMb = isFirst ? 128 : one.memorySizeMb + 1;
    world.writeSettings(one.environment, { memorySizeMb: one.memorySizeMb });
    if (isFirst) {
      own.push(one);
    }
    const { environment } = one;
    const options = { environment, random, atWrite: isFirst ? someWrite(random, environment) : undefined };
    const { kills, again } = await killAndRepeat(world, ["deploy", "--auto-approve"], options);
    const expected = world.expected(environment, one.memorySizeMb);
    return judged(world, environment, expected, { kills, failed: failureOf("deploy", again) });
  },
};

/** Destroys, and is killed. */
export const destroy: Scenario = {
  name: "destroy",
  description: "destroys an environment, and is killed",
  runs: 20,
  shortRuns: 1,
  async run(world, lane, random) {
    const { environment } = deployedIn(lane).pop() ?? (await newDeployment(world));
    const options = { environment, random, atWrite: someWrite(random, environment) };
    const { kills, again } = await killAndRepeat(world, ["destroy", "--auto-approve"], options);
    return judged(world, environment, [], { kills, failed: failureOf("destroy", again) });
  },
};

async function newDeployment(world: World) {
  const environment = `dep${count++}`;
  world.writeSettings(environment);
  const { code, stderr } = await world.run(["deploy", "--auto-approve"], { environment });
  if (code !== 0) {
    throw new Error(`A deployment that nobody disturbed failed:\n${stderr}`);
  }
  return { environment, memorySizeMb: 128 };
}

/** Compares what is there with what must be. */
async function judged(
  world: World,
  environment: string,
  expected: readonly string[],
  findings: Findings,
): Promise<Findings> {
  return {
    ...findings,
    ...differences(await world.resources(environment), expected),
    touched: await world.touchedNeighbor(),
  };
}

/** The pairs of commands that run at once, and whether the second is for the same environment. */
const PAIRS = [
  ["deploy", "deploy", "same"],
  ["deploy", "destroy", "same"],
  ["deploy", "deploy", "other"],
  ["deploy", "destroy", "other"],
  ["deploy", "synth", "other"],
  ["destroy", "synth", "other"],
] as const;

/** One of two commands that run at once. */
interface Side {
  readonly command: string;
  readonly environment: string;
}

/** How a side ended; the repeated command where the first was killed. */
interface SideEnd extends Side, CommandEnd {
  readonly kill?: Kill;
}

/** Two runs in one folder, of which one is killed in half of the cases and repeated when both have ended. */
export const twoRuns: Scenario = {
  name: "two-runs",
  description: "starts two commands at once in one folder, for the same or for two environments, and kills one or none",
  runs: 50,
  shortRuns: 1,
  async run(world, lane, random): Promise<Findings> {
    const [first, second, whose] = random.pick(PAIRS);
    const one = `one${lane}`;
    const other = whose === "same" ? one : `other${lane}`;
    [`one${lane}`, `other${lane}`].forEach((it) => world.writeSettings(it));
    const before = { [one]: await world.resources(one), [other]: await world.resources(other) };

    const ends = await bothAtOnce(
      world,
      [
        { command: first, environment: one },
        { command: second, environment: other },
      ],
      random,
    );
    const found = await Promise.all(
      [...new Set([one, other])].map(async (environment) => {
        const possible = possibleAfter(ends, environment).map((command) =>
          command === "deploy" ? world.expected(environment) : [],
        );
        return closest(await world.resources(environment), possible.length > 0 ? possible : [before[environment]!]);
      }),
    );
    // The second one of the same environment may be refused.
    const failed = ends
      .filter(({ stderr, kill }) => kill || whose === "other" || !stderr.includes("works on the same stacks"))
      .flatMap((end) => failureOf(end.command, end));
    return {
      kills: ends.flatMap(({ kill }) => kill ?? []),
      lost: found.flatMap(({ lost }) => lost),
      doubled: found.flatMap(({ doubled }) => doubled),
      touched: await world.touchedNeighbor(),
      failed,
    };
  },
};

/** Returns the commands of which one was the last to change the environment. */
function possibleAfter(ends: readonly SideEnd[], environment: string): string[] {
  const changed = ends.filter((end) => end.environment === environment && end.code === 0 && end.command !== "synth");
  const repeated = changed.filter(({ kill }) => kill);
  return (repeated.length > 0 ? repeated : changed).map(({ command }) => command);
}

async function bothAtOnce(world: World, [first, second]: readonly [Side, Side], random: Random): Promise<SideEnd[]> {
  const killed = random.number() < 0.5 ? undefined : random.pick([first, second]);
  const signal = random.pick(SIGNALS);
  const killAfterMs = killed && random.number() * world.durationOf(killed.command);
  const secondAfterMs = random.number() * world.durationOf(first.command);

  const start = async (side: Side): Promise<SideEnd> => {
    const { child, ended } = world.launch(argsOf(side), side);
    let kill: Kill | undefined;
    const timer = setTimeout(() => {
      if (side === killed && child.exitCode === null && child.kill(signal)) {
        kill = { signal, moment: `${side.command} after ${(killAfterMs! / 1000).toFixed(1)} s` };
      }
    }, killAfterMs ?? 0);
    const end = await ended;
    clearTimeout(timer);
    return { ...side, ...end, kill };
  };
  const running = start(first);
  await Promise.race([running, sleep(secondAfterMs)]);
  const ends = await Promise.all([running, start(second)]);
  // One after the other, when both have ended: only what was killed is run again.
  return Promise.all(ends.map(async (end) => (end.kill ? { ...end, ...(await world.run(argsOf(end), end)) } : end)));
}

function argsOf({ command }: Side): string[] {
  return command === "synth" ? [command] : [command, "--auto-approve"];
}

/** Returns the differences from what is nearest of what is allowed. */
function closest(found: readonly string[], allowed: readonly (readonly string[])[]) {
  const size = ({ lost, doubled }: ReturnType<typeof differences>) => lost.length + doubled.length;
  return allowed.map((expected) => differences(found, expected)).sort((one, two) => size(one) - size(two))[0]!;
}
