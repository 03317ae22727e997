import { differences, failureOf } from "../compare";
import { killAndRepeat } from "../kill";
import type { Findings, Scenario } from "../scenario";
import { statedIn, type World } from "../world";

const REGIONS = { "us-east-1": { allowAnyOrganization: true }, "eu-west-1": { allowAnyOrganization: true } };

/** A deployment whose states are moved to and fro. */
interface Moving {
  singleStack: boolean;
  /** The ids of everything that is deployed. */
  readonly held: readonly string[];
  /** Whether AWS has what it had. */
  readonly resources: readonly string[];
}

const movingIn = new Map<number, Moving>();

/** Moves the states of a deployment in two Regions to the other layout, and is killed. */
export const moveStates: Scenario = {
  name: "move-states",
  description: "moves the states of two Regions into one, or back, and is killed",
  runs: 50,
  shortRuns: 1,
  async run(world, lane, random): Promise<Findings> {
    const environment = `move${lane}`;
    const moving = movingIn.get(lane) ?? (await deployed(world, environment));
    movingIn.set(lane, moving);
    moving.singleStack = !moving.singleStack;
    writeSettings(world, environment, moving.singleStack);
    const { kills, again } = await killAndRepeat(world, ["move-states"], { environment, random });
    const { lost, doubled } = differences(heldIn(world, environment), moving.held);
    const aws = differences(await awsResources(world, environment), moving.resources);
    const misplaced = world
      .stateFiles(environment)
      .filter((file) => file.includes("all-regions") !== moving.singleStack && statedIn(file).length > 0);
    return {
      kills,
      lost,
      doubled,
      touched: [...(await world.touchedNeighbor()), ...aws.lost, ...aws.doubled],
      failed: [...failureOf("move-states", again), ...misplaced.map((file) => `${file} still holds resources`)],
    };
  },
};

function writeSettings(world: World, environment: string, singleStack: boolean): void {
  world.writeSettings(environment, { regions: REGIONS, singleStack });
}

async function deployed(world: World, environment: string): Promise<Moving> {
  writeSettings(world, environment, false);
  const { code, stderr } = await world.run(["deploy", "--auto-approve"], { environment });
  if (code !== 0) {
    throw new Error(`A deployment that nobody disturbed failed:\n${stderr}`);
  }
  return {
    singleStack: false,
    held: heldIn(world, environment),
    resources: await awsResources(world, environment),
  };
}

/** Returns the types and ids of all resources in all states; addresses differ between the layouts. */
function heldIn(world: World, environment: string): string[] {
  return world
    .stateFiles(environment)
    .flatMap(statedIn)
    .map(({ address, id }) => `${address.split(".")[0]} ${id}`);
}

async function awsResources(world: World, environment: string): Promise<string[]> {
  return (await world.resources(environment)).filter((line) => !line.startsWith("state "));
}
