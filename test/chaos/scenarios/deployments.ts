import { differences, failureOf } from "../compare";
import { killAndRepeat } from "../kill";
import type { Random } from "../random";
import type { Findings, Scenario } from "../scenario";
import type { World } from "../world";

/** How many calls it takes to create, and to destroy, what the settings of these tests have. */
const WRITES = 6;

let write = 0;

/** Returns each write in turn, and none in half of the cases. */
function someWrite(random: Random): number | undefined {
  return random.number() < 0.5 ? undefined : (write++ % WRITES) + 1;
}

/** What is deployed and not yet destroyed, by lane. */
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
    const options = { environment, random, atWrite: isFirst ? someWrite(random) : undefined };
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
    const options = { environment, random, atWrite: someWrite(random) };
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

/** Two runs in one folder, of which one may be killed. */
export const twoRuns: Scenario = {
  name: "two-runs",
  description: "starts two commands at once in one folder, for the same or for two environments",
  runs: 50,
  shortRuns: 1,
  async run(world, lane, random): Promise<Findings> {
    const [first, second, whose] = random.pick(PAIRS);
    const one = `one${lane}`;
    const other = whose === "same" ? one : `other${lane}`;
    [`one${lane}`, `other${lane}`].forEach((it) => world.writeSettings(it));
    const before = { [one]: await world.resources(one), [other]: await world.resources(other) };

    const [firstEnd, secondEnd] = await bothAtOnce(world, [first, one], [second, other], random);
    const ends = [
      { command: first, environment: one, ...firstEnd },
      { command: second, environment: other, ...secondEnd },
    ];
    const found = await Promise.all(
      [...new Set([one, other])].map(async (environment) => {
        const done = ends.filter((end) => end.environment === environment && end.code === 0);
        const possible = done
          .filter(({ command }) => command !== "synth")
          .map(({ command }) => (command === "deploy" ? world.expected(environment) : []));
        return closest(await world.resources(environment), possible.length > 0 ? possible : [before[environment]!]);
      }),
    );
    // The second one of the same environment may be refused.
    const failed = ends
      .filter(({ stderr }) => whose === "other" || !stderr.includes("works on the same stacks"))
      .flatMap((end) => failureOf(end.command, end));
    return {
      kills: [],
      lost: found.flatMap(({ lost }) => lost),
      doubled: found.flatMap(({ doubled }) => doubled),
      touched: await world.touchedNeighbor(),
      failed,
    };
  },
};

async function bothAtOnce(
  world: World,
  [first, one]: readonly [string, string],
  [second, other]: readonly [string, string],
  random: Random,
) {
  const args = (command: string) => (command === "synth" ? [command] : [command, "--auto-approve"]);
  const running = world.launch(args(first), { environment: one });
  const afterMs = random.number() * world.durationOf(first);
  await Promise.race([running.ended, new Promise((resolve) => setTimeout(resolve, afterMs))]);
  return Promise.all([running.ended, world.run(args(second), { environment: other })]);
}

/** Returns the differences from what is nearest of what is allowed. */
function closest(found: readonly string[], allowed: readonly (readonly string[])[]) {
  const size = ({ lost, doubled }: ReturnType<typeof differences>) => lost.length + doubled.length;
  return allowed.map((expected) => differences(found, expected)).sort((one, two) => size(one) - size(two))[0]!;
}
