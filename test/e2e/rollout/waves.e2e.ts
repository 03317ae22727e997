import type { ChildProcess } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { GetFunctionCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { type Emulator, startEmulator } from "../../../cli/emulator/emulator";
import { sandboxEnvironment } from "../../../cli/processes/sandbox-environment";
import { copyProject } from "../../../scripts/project-copy";
import { folderWith } from "../../support/folder";
import { runCommand } from "../../support/run-command";

/** npm run deploy in waves, as a person runs it. */

const REGIONS = ["us-east-1", "us-west-2", "eu-west-1"] as const;
const project = path.join(folderWith({}), "project");
let emulator: Emulator;

beforeAll(async () => {
  copyProject(project);
  emulator = await startEmulator();
});

afterAll(() => emulator?.stop());

function client() {
  return {
    endpoint: emulator.endpoint.href,
    credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
  };
}

function settings(given: object, file = "workmail.json"): void {
  writeFileSync(path.join(project, file), JSON.stringify({ failureQueue: false, logQueries: false, ...given }));
}

function deploy(args: string[], onStart?: (child: ChildProcess) => unknown) {
  return runCommand(["npm", "run", "--silent", "deploy", "--", "--auto-approve", ...args], {
    cwd: project,
    env: sandboxEnvironment(emulator.endpoint),
    onStart,
  });
}

/** The Regions that have a function of this name. */
async function regionsWith(functionName: string): Promise<string[]> {
  const found = REGIONS.map(async (region) => {
    const lambda = new LambdaClient({ region, ...client() });
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    lambda.destroy();
    return Functions.some((it) => it.FunctionName === functionName) ? [region] : [];
  });
  return (await Promise.all(found)).flat();
}

it.each([0, 1, 2])(
  "when wave %i fails, those before it stand, those after it do not begin, and the same command goes on",
  async (position) => {
    const functionName = `wave-${position}`;
    const write = (failing?: number) =>
      settings({
        functionName,
        alarms: false,
        rollout: { waves: REGIONS.map((region) => ({ regions: [region] })) },
        regions: Object.fromEntries(
          REGIONS.map((region, index) => [
            region,
            {
              allowAnyOrganization: true,
              ...(index === failing && { accountId: "999999999999" }),
            },
          ]),
        ),
      });

    write(position);
    const failed = await deploy([]);
    expect(failed.code).not.toBe(0);
    expect(failed.stdout + failed.stderr).toContain("AWS account ID not allowed");
    expect(await regionsWith(functionName)).toEqual(REGIONS.slice(0, position));
    expect(failed.stderr).toContain(
      [
        "What the Regions have:",
        ...REGIONS.map((region, index) =>
          index < position
            ? `  ${region}: the artifact that is built here`
            : `  ${region}: not deployed, or only in part`,
        ).sort(),
      ].join("\n"),
    );

    write();
    const resumed = await deploy([]);
    expect([resumed.code, resumed.code === 0 ? "" : resumed.stderr]).toEqual([0, ""]);
    expect(await regionsWith(functionName)).toEqual([...REGIONS]);
  },
);

it("deploys a Region of a later wave alone when it is named", async () => {
  const functionName = "alone";
  settings({
    functionName,
    alarms: false,
    rollout: {
      waves: [{ regions: ["us-east-1"] }, { regions: ["eu-west-1"] }],
    },
    regions: {
      "us-east-1": { allowAnyOrganization: true },
      "eu-west-1": { allowAnyOrganization: true },
    },
  });
  const { code } = await deploy(["workmail-eu-west-1"]);
  expect(code).toBe(0);
  expect(await regionsWith(functionName)).toEqual(["eu-west-1"]);
});

/** Waits until a Region's alarms are there, and gives them a state. */
async function setAlarms(StateValue: "OK" | "ALARM"): Promise<void> {
  const cloudWatch = new CloudWatchClient({ region: "us-west-2", ...client() });
  let names: string[] = [];
  while (names.length < 3) {
    await sleep(500);
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: "checked-" }));
    names = MetricAlarms.map(({ AlarmName }) => AlarmName!);
  }
  for (const AlarmName of names) {
    await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "test" }));
  }
  cloudWatch.destroy();
}

it("a raised alarm keeps the next wave from beginning, and silence lets it", async () => {
  settings({
    functionName: "checked",
    rollout: {
      waves: [{ regions: ["us-west-2"] }, { regions: ["eu-west-1"] }],
      checks: { bakeSeconds: 1 },
    },
    regions: {
      "us-west-2": { allowAnyOrganization: true },
      "eu-west-1": { allowAnyOrganization: true },
    },
  });
  const raised = setAlarms("ALARM");
  const stopped = await deploy(["--direct"]);
  await raised;
  expect(stopped.code).toBe(1);
  expect(stopped.stderr).toContain("Wave 1 of 2: workmail-us-west-2\n");
  const [, reasons = ""] = stopped.stderr.split("The next wave does not begin:\n");
  expect(reasons).toMatch(/us-west-2: alarm.* checked-/);
  expect(reasons).toContain("\nDeployed: workmail-us-west-2\nNot begun: workmail-eu-west-1\nNext: ");
  expect(await regionsWith("checked")).toEqual(["us-west-2"]);

  await setAlarms("OK");
  const { code, stderr } = await deploy(["--direct"]);
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  expect(stderr).toContain("  us-west-2: verifying\n");
  expect(await regionsWith("checked")).toEqual(["us-west-2", "eu-west-1"]);
});

it("a wave that fails after another was checked is said with what each Region has", async () => {
  settings({
    functionName: "half",
    alarms: false,
    rollout: {
      waves: [{ regions: ["us-west-2"] }, { regions: ["eu-west-1"] }],
      checks: { bakeSeconds: 0 },
    },
    regions: {
      "us-west-2": { allowAnyOrganization: true },
      "eu-west-1": { allowAnyOrganization: true, accountId: "999999999999" },
    },
  });
  const { code, stdout, stderr } = await deploy(["--direct"]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/AWS account ID not allowed/);
  expect(stderr).toMatch(
    /\nWhat the Regions have:\n {2}eu-west-1: not deployed, or only in part\n {2}us-west-2: the artifact that is built here\n$/,
  );
});

/** The hash of a Region's code. */
async function codeOf(region: string, FunctionName: string) {
  const lambda = new LambdaClient({ region, ...client() });
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
  lambda.destroy();
  return Configuration?.CodeSha256;
}

it("all waves get the same, whatever is changed meanwhile; another name has another state", async () => {
  const handler = (text: string) =>
    writeFileSync(path.join(project, "handler.ts"), `export const handler = async () => "${text}";`);
  handler("as it was");
  settings({
    functionName: "same",
    entry: "handler.ts",
    alarms: false,
    rollout: {
      waves: [{ regions: ["us-west-2"] }, { regions: ["eu-west-1"] }],
      checks: { bakeSeconds: 2 },
    },
    regions: {
      "us-west-2": { allowAnyOrganization: true },
      "eu-west-1": { allowAnyOrganization: true },
    },
  });
  const { code, stdout, stderr } = await deploy(["--direct"], (child) =>
    child.stderr!.on("data", (text: Buffer) => {
      if (/baking/.test(text.toString())) {
        handler("changed");
      }
    }),
  );
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  expect(Object.keys(JSON.parse(stdout) as object)).toEqual(["workmail-us-west-2", "workmail-eu-west-1"]);
  expect(await codeOf("eu-west-1", "same")).toBe(await codeOf("us-west-2", "same"));
  expect(stderr).toContain(
    "workmail-us-west-2 has another state than before. What the old one (../../../state/half/us-west-2.tfstate) holds stays deployed, until you take it away: npm run destroy -- workmail-us-west-2, with the settings of then.\n",
  );
  expect(await regionsWith("half")).toEqual(["us-west-2"]);

  // What the documentation says of the way to get rid of it.
  settings(
    {
      functionName: "half",
      alarms: false,
      regions: { "us-west-2": { allowAnyOrganization: true } },
    },
    "old.json",
  );
  const destroyed = await runCommand(["npm", "run", "--silent", "destroy", "--", "--auto-approve"], {
    cwd: project,
    env: {
      ...sandboxEnvironment(emulator.endpoint),
      WORKMAIL_SETTINGS: "old.json",
    },
  });
  expect([destroyed.code, destroyed.code === 0 ? "" : destroyed.stderr + destroyed.stdout]).toEqual([0, ""]);
  expect(await regionsWith("half")).toEqual([]);
  expect(await regionsWith("same")).toEqual(["us-west-2", "eu-west-1"]);
});

it("interrupted between two waves, begins no other and says what is deployed", async () => {
  settings({
    functionName: "interrupted",
    alarms: false,
    rollout: {
      waves: [{ regions: ["us-west-2"] }, { regions: ["eu-west-1"] }],
      checks: { bakeSeconds: 600 },
    },
    regions: {
      "us-west-2": { allowAnyOrganization: true },
      "eu-west-1": { allowAnyOrganization: true },
    },
  });
  const { code, stderr } = await runCommand(
    [
      ...[process.execPath, "--import", "tsx", "cli/commands/deploy/deploy.ts", "deploy"],
      ...["--direct", "--auto-approve"],
    ],
    {
      cwd: project,
      env: sandboxEnvironment(emulator.endpoint),
      onStart: (child) =>
        child.stderr!.on("data", (text: Buffer) => {
          if (/baking for 600 s/.test(text.toString())) {
            child.kill("SIGINT");
          }
        }),
    },
  );
  expect(stderr).toContain(
    "The next wave does not begin:\n  interrupted\nDeployed: workmail-us-west-2\nNot begun: workmail-eu-west-1\n",
  );
  expect(code).toBe(130);
  expect(await regionsWith("interrupted")).toEqual(["us-west-2"]);
});

it("destroy --removed takes away a Region that is gone from the settings, and nothing else", async () => {
  const functionName = "removed";
  const regions = {
    "us-east-1": { allowAnyOrganization: true },
    "us-west-2": { allowAnyOrganization: true },
  };
  const write = (given: object) => settings({ functionName, alarms: false, regions: given });
  const destroyRemoved = (env: NodeJS.ProcessEnv = {}) =>
    runCommand(["npm", "run", "--silent", "destroy", "--", "--removed", "--auto-approve"], {
      cwd: project,
      env: { ...sandboxEnvironment(emulator.endpoint), ...env },
    });
  write(regions);
  expect((await deploy(["--direct"])).code).toBe(0);
  write({ "us-east-1": regions["us-east-1"] });

  // Credentials of another account would find nothing there.
  const stranger = await destroyRemoved(await otherAccount());
  expect(stranger.code).toBe(1);
  expect(stranger.stderr).toContain("AWS account ID not allowed");
  expect(await regionsWith(functionName)).toEqual(["us-east-1", "us-west-2"]);

  const { code, stdout } = await destroyRemoved();
  expect([code, stdout]).toEqual([0, "Destroyed: workmail-us-west-2\n"]);
  expect(await regionsWith(functionName)).toEqual(["us-east-1"]);
  expect((await destroyRemoved()).stdout).toBe(
    "Nothing is deployed in a stack of a Region that the settings do not name.\n",
  );
  expect(readdirSync(project).filter((name) => name.startsWith("cdktf.leftovers"))).toEqual([]);
  const again = await deploy(["--direct"]);
  expect(again.stderr).toContain("No changes.");
});

/** Credentials that the emulator takes for another account's. */
async function otherAccount(): Promise<NodeJS.ProcessEnv> {
  const sts = new STSClient({ region: "us-east-1", ...client() });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: "arn:aws:iam::999999999999:role/other",
      RoleSessionName: "test",
    }),
  );
  sts.destroy();
  return {
    AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials!.SessionToken,
  };
}

it("does not promise outputs of all waves in one file", async () => {
  settings({
    rollout: { waves: [{ regions: ["us-east-1"] }], checks: {} },
    regions: { "us-east-1": { allowAnyOrganization: true } },
  });
  const { code, stderr } = await deploy(["--outputs-file", "outputs.json"]);
  expect(code).toBe(1);
  expect(stderr).toContain("npx workmail-lambda outputs tells of all.");
});
