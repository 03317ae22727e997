import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { type Emulator, startEmulator } from "../../tools/emulator/emulator";
import { copyProject } from "../../tools/project-copy";
import { sandboxEnvironment } from "../../tools/emulator/sandbox-environment";
import { folderWith } from "../support/folder";
import { runCommand } from "../support/run-command";

/** From a stack for each Region to one for all, and back, with everything that is deployed by default. */

const project = path.join(folderWith({}), "project");
let emulator: Emulator;

beforeAll(async () => {
  copyProject(project);
  emulator = await startEmulator();
});

afterAll(() => emulator?.stop());

async function npm(script: string, ...args: string[]) {
  const result = await runCommand(
    ["npm", "run", "--silent", script, "--", ...args],
    { cwd: project, env: sandboxEnvironment(emulator.endpoint) },
  );
  return { ...result, failure: result.code === 0 ? "" : result.stderr };
}

function settings(singleStack: boolean): void {
  writeFileSync(
    path.join(project, "workmail.json"),
    JSON.stringify({
      functionName: "moving",
      singleStack,
      dashboard: true,
      regions: {
        "us-east-1": { allowAnyOrganization: true },
        "eu-west-1": {
          organizationIds: [
            "m-11111111111111111111111111111111",
            "m-22222222222222222222222222222222",
          ],
        },
      },
    }),
  );
}

/** Deploys, and gives what Terraform says it has done, a line for each stack. */
async function deployed(): Promise<string[]> {
  const { stderr, failure } = await npm("deploy", "--direct", "--auto-approve");
  expect(failure).toBe("");
  return [...stderr.matchAll(/Apply complete! Resources: (.*)\.$/gm)].map(
    ([, changes = ""]) => changes,
  );
}

const NOTHING = "0 added, 0 changed, 0 destroyed";

/** The newest copies of the states. */
function backup(): string {
  const folder = path.join(project, "state-backups");
  return path.join(folder, readdirSync(folder).sort().at(-1)!);
}

it("moves what is deployed into one state, where Terraform has nothing to change", async () => {
  settings(false);
  await deployed();
  settings(true);

  const dryRun = await npm("move-states", "--dry-run");
  expect(dryRun.failure).toBe("");
  expect(dryRun.stdout).toContain(
    "workmail-us-east-1: aws_lambda_function.function -> workmail: aws_lambda_function.us_east_1_function\n",
  );
  expect(existsSync(path.join(project, "state-backups"))).toBe(false);

  const { stdout, failure } = await npm("move-states");
  expect(failure).toBe("");
  expect(stdout).toMatch(
    /^Moved \d+ resources to workmail\.\nNext: npm run deploy/,
  );
  expect(await deployed()).toEqual([NOTHING]);
});

it("goes on where an earlier run was interrupted before the old state was empty", async () => {
  const state = "state/moving/us-east-1.tfstate";
  copyFileSync(
    path.join(backup(), "workmail-us-east-1.tfstate"),
    path.join(project, state),
  );
  copyFileSync(
    path.join(backup(), "workmail-eu-west-1.tfstate"),
    path.join(project, "state/moving/eu-west-1.tfstate"),
  );
  expect((await npm("move-states")).failure).toBe("");
  const { resources } = JSON.parse(
    readFileSync(path.join(project, state), "utf8"),
  ) as { resources: { mode: string }[] };
  expect(resources.filter(({ mode }) => mode === "managed")).toEqual([]);
  expect(await deployed()).toEqual([NOTHING]);
  expect((await npm("move-states")).stdout).toBe("There is nothing to move.\n");
});

it("moves back", async () => {
  settings(false);
  const { stdout, failure } = await npm("move-states");
  expect(failure).toBe("");
  expect(stdout).toMatch(/^Moved \d+ resources to workmail-/);
  expect(await deployed()).toEqual([NOTHING, NOTHING]);
});

it("does not move into a state that holds something else", async () => {
  settings(true);
  const part = JSON.parse(
    readFileSync(
      path.join(project, "state/moving/all-regions.tfstate"),
      "utf8",
    ),
  ) as object;
  const own = JSON.parse(
    readFileSync(path.join(project, "state/moving/us-east-1.tfstate"), "utf8"),
  ) as { resources: object[] };
  writeFileSync(
    path.join(project, "state/moving/all-regions.tfstate"),
    JSON.stringify({ ...part, resources: own.resources }),
  );
  const { code, stderr } = await npm("move-states");
  expect([code, stderr]).toEqual([
    1,
    "Nothing is moved:\n  workmail: its state holds something else already\n",
  ]);
});
