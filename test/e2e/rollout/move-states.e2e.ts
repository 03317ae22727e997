import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { projectOnEmulator } from "../../support/project-on-emulator";

/**
 * From a stack for each Region to one for all, and back, with everything that is deployed by default. Each test starts
 * from what the one before it has deployed.
 */

const onEmulator = projectOnEmulator();
const project = onEmulator.folder;

function npm(script: string, ...args: string[]) {
  return onEmulator.npm(script, args);
}

const REGIONS = {
  "us-east-1": { allowAnyOrganization: true },
  "eu-west-1": {
    organizationIds: ["m-11111111111111111111111111111111", "m-22222222222222222222222222222222"],
  },
};
type Region = keyof typeof REGIONS;
const BOTH: readonly Region[] = ["us-east-1", "eu-west-1"];

function settings(singleStack: boolean, regions = BOTH): void {
  writeFileSync(
    path.join(project, "workmail.json"),
    JSON.stringify({
      functionName: "moving",
      singleStack,
      dashboard: true,
      regions: Object.fromEntries(regions.map((it) => [it, REGIONS[it]])),
    }),
  );
}

/** Deploys, and gives what Terraform says it has done, a line for each stack. */
async function deployed(env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const args = ["--auto-approve"];
  const result = await onEmulator.npm("deploy", args, { env });
  expect(result).toSucceed();
  return [...result.stderr.matchAll(/Apply complete! Resources: (.*)\.$/gm)].map(([, changes = ""]) => changes);
}

/** Deploys, and returns the stacks that had nothing to change. */
async function unchanged(): Promise<string[]> {
  const result = await onEmulator.npm("deploy", ["--auto-approve"]);
  expect(result).toSucceed();
  expect(result.stderr).not.toContain("Apply complete!");
  return [...result.stderr.matchAll(/^(\S+) {2}No changes\.$/gm)].map(([, name = ""]) => name);
}

/** The Regions that have the function, according to AWS's API. */
async function regionsWithFunction(): Promise<string[]> {
  const found = await Promise.all(
    BOTH.map(async (region) => {
      const lambda = new LambdaClient({
        region,
        ...onEmulator.client,
      });
      const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
      lambda.destroy();
      return Functions.map(() => region);
    }),
  );
  return found.flat();
}

const NOTHING = "0 added, 0 changed, 0 destroyed";

function stateOf(name: string): string {
  return path.join(project, "state/moving", `${name}.tfstate`);
}

/** The newest copies of the states. */
function backup(): string {
  const folder = path.join(project, "state-backups");
  return path.join(folder, readdirSync(folder).sort().at(-1)!);
}

it("moves what is deployed into one state, where Terraform has nothing to change", async () => {
  settings(false);
  await deployed();
  settings(true);

  const tooEarly = await npm("deploy", "--auto-approve");
  expect(tooEarly.code).toBe(1);
  expect(tooEarly.stderr).toContain(
    "\nNothing is deployed: singleStack is true in workmail.json, and what is deployed already is still in the state of workmail-us-east-1, workmail-eu-west-1.\nNext: npm run move-states\n",
  );
  expect(existsSync(stateOf("all-regions"))).toBe(false);

  const dryRun = await npm("move-states", "--dry-run");
  expect(dryRun).toSucceed();
  expect(dryRun.stdout).toContain(
    "workmail-us-east-1: aws_lambda_function.function -> workmail: aws_lambda_function.us_east_1_function\n",
  );
  expect(existsSync(path.join(project, "state-backups"))).toBe(false);

  const result = await npm("move-states");
  expect(result).toSucceed();
  const { stdout } = result;
  expect(stdout).toMatch(/^Moved \d+ resources to workmail\.\nNext: npm run deploy/);
  expect(await deployed()).toEqual([NOTHING]);
});

describe("a move goes on where an earlier run was interrupted", () => {
  /** Puts back what the Regions' own stacks held. */
  function restore(...regions: Region[]): void {
    const copies = backup();
    for (const region of regions) {
      copyFileSync(path.join(copies, `workmail-${region}.tfstate`), stateOf(region));
    }
  }

  function managedIn(region: Region): unknown[] {
    const { resources } = JSON.parse(readFileSync(stateOf(region), "utf8")) as {
      resources: { mode: string }[];
    };
    return resources.filter(({ mode }) => mode === "managed");
  }

  it("before an old state was empty", async () => {
    restore("us-east-1", "eu-west-1");
    expect(await npm("move-states")).toSucceed();
    expect([managedIn("us-east-1"), managedIn("eu-west-1")]).toEqual([[], []]);
    expect(await unchanged()).toEqual(["workmail"]);
  });

  it("when one of two old states was empty", async () => {
    restore("eu-west-1");
    expect(await npm("move-states")).toSucceed();
    expect([managedIn("us-east-1"), managedIn("eu-west-1")]).toEqual([[], []]);
    expect(await unchanged()).toEqual(["workmail"]);
    expect((await npm("move-states")).stdout).toBe("There is nothing to move.\nNext: npm run diff\n");
  });
});

it("leaves nothing in a Region's own stack that would have to be destroyed", async () => {
  settings(true, ["us-east-1"]);
  const result = await npm("destroy", "--removed", "--auto-approve");
  expect(result).toSucceed();
  const { stdout } = result;
  expect(stdout).toBe(
    "Nothing is deployed in a stack of a Region that the settings do not name.\nNext: npm run diff, which shows what a deployment would create\n",
  );
});

it("moves back", async () => {
  settings(false);
  const tooEarly = await npm("deploy", "--auto-approve");
  expect(tooEarly.code).toBe(1);
  expect(tooEarly.stderr).toContain("is still in the state of workmail.\n");

  const result = await npm("move-states");
  expect(result).toSucceed();
  const { stdout } = result;
  expect(stdout).toMatch(/^Moved \d+ resources to workmail-/);
  expect((await unchanged()).sort()).toEqual(["workmail-eu-west-1", "workmail-us-east-1"]);
});

it("does not move into a state that holds something else", async () => {
  settings(true);
  const before = readFileSync(stateOf("all-regions"), "utf8");
  const own = JSON.parse(readFileSync(stateOf("us-east-1"), "utf8")) as {
    resources: object[];
  };
  writeFileSync(
    stateOf("all-regions"),
    JSON.stringify({
      ...(JSON.parse(before) as object),
      resources: own.resources,
    }),
  );
  const { code, stderr } = await npm("move-states");
  expect([code, stderr]).toEqual([1, "Nothing is moved:\n  workmail: its state holds something else already\n"]);
  writeFileSync(stateOf("all-regions"), before);
});

it("does not leave a Region behind that was taken out before", async () => {
  settings(true, ["us-east-1"]);
  const { code, stderr } = await npm("move-states");
  expect([code, stderr]).toEqual([
    1,
    "Nothing is moved:\n  workmail-eu-west-1: eu-west-1 is not in the settings, and is still deployed: put the Region back, or destroy it first (npm run destroy -- --removed)\n",
  ]);
});

describe("a Region that is taken out right after the move", () => {
  it("is destroyed with the single stack, and its namesake in the Region of the environment stays", async () => {
    settings(true);
    expect(await npm("move-states")).toSucceed();
    expect(await regionsWithFunction()).toEqual(["us-east-1", "eu-west-1"]);

    settings(true, ["us-east-1"]);
    await deployed({
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
    });
    expect(await regionsWithFunction()).toEqual(["us-east-1"]);
    expect(await deployed()).toEqual([]);
  });

  it("is destroyed with its own stack, whatever layout the settings ask for", async () => {
    settings(false, ["us-east-1"]);
    expect(await npm("move-states")).toSucceed();

    settings(true, ["eu-west-1"]);
    const result = await npm("destroy", "--removed", "--auto-approve");
    expect(result).toSucceed();
    const { stdout } = result;
    expect(stdout).toMatch(/^Destroyed: workmail-us-east-1\n/);
    expect(await regionsWithFunction()).toEqual([]);
  });
});
