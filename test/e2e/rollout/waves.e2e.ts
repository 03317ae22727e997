import type { ChildProcess } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, CreateLogGroupCommand, DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetFunctionCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { workmailLambda } from "../../support/command";
import { projectOnEmulator } from "../../support/project-on-emulator";

/** npm run deploy in waves, as a person runs it. */

const REGIONS = ["us-east-1", "us-west-2", "eu-west-1"] as const;
const project = projectOnEmulator();

function settings(given: object, file = "workmail.json"): void {
  writeFileSync(path.join(project.folder, file), JSON.stringify({ failureQueue: false, logQueries: false, ...given }));
}

function deploy(args: string[], onStart?: (child: ChildProcess) => unknown) {
  return project.npm("deploy", ["--auto-approve", ...args], { onStart });
}

/** The Regions that have a function of this name. */
async function regionsWith(functionName: string): Promise<string[]> {
  const found = REGIONS.map(async (region) => {
    const lambda = new LambdaClient({ region, ...project.client });
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    lambda.destroy();
    return Functions.some((it) => it.FunctionName === functionName) ? [region] : [];
  });
  return (await Promise.all(found)).flat();
}

/** Lets the creation of a function fail in a Region, after its plan has succeeded. */
async function blockCreation(functionName: string, region: string): Promise<() => Promise<void>> {
  const logs = new CloudWatchLogsClient({ region, ...project.client });
  const logGroupName = `/aws/lambda/${functionName}`;
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  return async () => {
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    logs.destroy();
  };
}

it.each([0, 1, 2])(
  "when wave %i fails, those before it stay, those after it do not begin, and the same command goes on",
  async (position) => {
    const functionName = `wave-${position}`;
    settings({
      functionName,
      alarms: false,
      rollout: { waves: REGIONS.map((region) => ({ regions: [region] })) },
      regions: Object.fromEntries(REGIONS.map((region) => [region, { allowAnyOrganization: true }])),
    });
    const unblock = await blockCreation(functionName, REGIONS[position]!);
    const failed = await deploy([]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("ResourceAlreadyExistsException");
    expect(await regionsWith(functionName)).toEqual(REGIONS.slice(0, position));
    expect(failed.stderr).toContain(
      [
        "State of the Regions:",
        ...REGIONS.map((region, index) =>
          index < position
            ? `  ${region}: the artifact that is built here`
            : `  ${region}: not deployed, or only in part`,
        ).sort(),
      ].join("\n"),
    );

    await unblock();
    const resumed = await deploy([]);
    expect(resumed).toSucceed();
    expect(await regionsWith(functionName)).toEqual([...REGIONS]);
  },
);

it("changes nothing anywhere when one Region cannot be planned", async () => {
  const functionName = "unplanned";
  settings({
    functionName,
    alarms: false,
    rollout: { waves: [{ regions: ["us-east-1"] }, { regions: ["eu-west-1"] }] },
    regions: {
      "us-east-1": { allowAnyOrganization: true },
      "eu-west-1": { allowAnyOrganization: true, accountId: "999999999999" },
    },
  });
  const { code, stderr } = await deploy([]);
  expect(code).toBe(1);
  expect(stderr).toContain("\n1 of 2 stacks could not be planned:\n");
  expect(stderr).toContain("\n  workmail-us-east-1: planned\n");
  expect(stderr).toContain("AWS account ID not allowed");
  expect(stderr).toMatch(/\n\nNothing was changed\. Next: fix it, then npm run deploy( -- .*)?\n$/);
  expect(await regionsWith(functionName)).toEqual([]);
});

it("deploys only a Region of a later wave when it is named", async () => {
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
  const result = await deploy(["workmail-eu-west-1"]);
  expect(result).toSucceed();
  expect(await regionsWith(functionName)).toEqual(["eu-west-1"]);
});

/** Waits until a Region's alarms are there, and gives them a state. */
async function setAlarms(StateValue: "OK" | "ALARM"): Promise<void> {
  const cloudWatch = new CloudWatchClient({ region: "us-west-2", ...project.client });
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
  const stopped = await deploy([]);
  await raised;
  expect(stopped.code).toBe(1);
  expect(stopped.stderr).toContain("Wave 1 of 2: workmail-us-west-2\n");
  const [, reasons = ""] = stopped.stderr.split("The rollout stopped before wave 2 of 2:\n");
  expect(reasons).toMatch(/us-west-2: alarm.* checked-/);
  expect(reasons).toContain("\nDeployed: workmail-us-west-2\nRemaining: workmail-eu-west-1\nNext: ");
  expect(await regionsWith("checked")).toEqual(["us-west-2"]);

  await setAlarms("OK");
  const result = await deploy([]);
  expect(result).toSucceed();
  const { stderr } = result;
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
      "eu-west-1": { allowAnyOrganization: true },
    },
  });
  const unblock = await blockCreation("half", "eu-west-1");
  const { code, stdout, stderr } = await deploy([]);
  await unblock();
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/ResourceAlreadyExistsException/);
  expect(stderr).toMatch(
    /\nState of the Regions:\n {2}eu-west-1: not deployed, or only in part\n {2}us-west-2: the artifact that is built here\nNext: fix it, then npm run deploy -- --auto-approve, which continues from here\n$/,
  );
});

/** The code and the memory of a Region's function. */
async function functionIn(region: string, FunctionName: string) {
  const lambda = new LambdaClient({ region, ...project.client });
  const { Configuration: { CodeSha256, MemorySize } = {} } = await lambda.send(
    new GetFunctionCommand({ FunctionName }),
  );
  lambda.destroy();
  return { CodeSha256, MemorySize };
}

it("deploys to all waves what it has synthesized at its start; another name has another state", async () => {
  const write = (text: string, memorySizeMb: number) => {
    writeFileSync(path.join(project.folder, "handler.ts"), `export const handler = async () => "${text}";`);
    settings({
      functionName: "same",
      entry: "handler.ts",
      memorySizeMb,
      alarms: false,
      rollout: {
        waves: [{ regions: ["us-west-2"] }, { regions: ["eu-west-1"] }],
        checks: { bakeSeconds: 1 },
      },
      regions: {
        "us-west-2": { allowAnyOrganization: true },
        "eu-west-1": { allowAnyOrganization: true },
      },
    });
  };
  write("as it was", 256);
  const order: string[] = [];
  const env = project.env;
  const meanwhile = async (child: ChildProcess) => {
    child.kill("SIGSTOP");
    write("changed", 1024);
    for (const command of ["synth", "invoke", "verify"]) {
      order.push(`${command} ${(await workmailLambda(project.folder, [command], { env })).code}`);
    }
    child.kill("SIGCONT");
  };
  let others: Promise<void> | undefined;
  const { code, stdout, stderr } = await workmailLambda(project.folder, ["deploy", "--auto-approve", "--json"], {
    env,
    onStart: (child) =>
      child.stderr!.on("data", (text: Buffer) => {
        if (/baking/.test(text.toString())) {
          others ??= meanwhile(child);
        }
        if (/Wave 2/.test(text.toString())) {
          order.push("wave 2");
        }
      }),
  });
  await others;
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  // The differences from the settings of now, as verify reports them.
  expect(order).toEqual(["synth 0", "invoke 0", "verify 2", "wave 2"]);
  expect(Object.keys(JSON.parse(stdout) as object)).toEqual(["workmail-us-west-2", "workmail-eu-west-1"]);
  const deployed = await functionIn("us-west-2", "same");
  expect(deployed.MemorySize).toBe(256);
  expect(await functionIn("eu-west-1", "same")).toEqual(deployed);
  expect(stderr).toContain(
    "workmail-us-west-2 has another state than before. The resources in the old one (../../../state/half/us-west-2.tfstate) stay deployed until you destroy them: npm run destroy -- workmail-us-west-2, with the settings of then.\n",
  );
  expect(await regionsWith("half")).toEqual(["us-west-2"]);

  // The way to get rid of it in the documentation.
  settings(
    {
      functionName: "half",
      alarms: false,
      regions: { "us-west-2": { allowAnyOrganization: true } },
    },
    "old.json",
  );
  const destroyed = await project.npm("destroy", ["--auto-approve"], { env: { WORKMAIL_SETTINGS: "old.json" } });
  expect(destroyed).toSucceed();
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
  const { code, stderr } = await workmailLambda(project.folder, ["deploy", "--auto-approve"], {
    env: project.env,
    onStart: (child) =>
      child.stderr!.on("data", (text: Buffer) => {
        if (/baking for 600 s/.test(text.toString())) {
          child.kill("SIGINT");
        }
      }),
  });
  expect(stderr).toContain(
    "The rollout stopped before wave 2 of 2:\n  interrupted\nDeployed: workmail-us-west-2\nRemaining: workmail-eu-west-1\n",
  );
  expect(code).toBe(130);
  expect(await regionsWith("interrupted")).toEqual(["us-west-2"]);
});

it("destroy --removed deletes a Region that is gone from the settings, and nothing more", async () => {
  const functionName = "removed";
  const regions = {
    "us-east-1": { allowAnyOrganization: true },
    "us-west-2": { allowAnyOrganization: true },
  };
  const write = (given: object) => settings({ functionName, alarms: false, regions: given });
  const destroyRemoved = (env: NodeJS.ProcessEnv = {}) =>
    project.npm("destroy", ["--removed", "--auto-approve"], { env });
  write(regions);
  expect(await deploy([])).toSucceed();
  write({ "us-east-1": regions["us-east-1"] });

  // Credentials of another account would find nothing there.
  const stranger = await destroyRemoved(await otherAccount());
  expect(stranger.code).toBe(1);
  expect(stranger.stderr).toContain("AWS account ID not allowed");
  expect(await regionsWith(functionName)).toEqual(["us-east-1", "us-west-2"]);

  const { code, stdout } = await destroyRemoved();
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Destroyed: workmail-us-west-2\nNext: /)]);
  expect(await regionsWith(functionName)).toEqual(["us-east-1"]);
  expect((await destroyRemoved()).stdout).toBe(
    "Nothing is deployed in a stack of a Region that the settings do not name.\nNext: npm run diff, which shows what a deployment would create\n",
  );
  expect(readdirSync(project.folder).filter((name) => /^cdktf\.(?!json$|out$)/.test(name))).toEqual([]);
  const again = await deploy([]);
  expect(again.stderr).toContain("No changes.");
});

/** Credentials that the emulator takes for another account's. */
async function otherAccount(): Promise<NodeJS.ProcessEnv> {
  const sts = new STSClient({ region: "us-east-1", ...project.client });
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
