import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import {
  GetAliasCommand,
  GetPolicyCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import type { DeploymentOutputs } from "../../../cli/deployments/deployment-outputs";
import type { Check } from "../../../cli/verification/check";
import { expectationOf } from "../../../cli/verification/expectation";
import { statementsOf } from "../../../cli/verification/resource-policy";
import { verifyDeployment } from "../../../cli/verification/verify-deployment";
import { workmailLambda } from "../../support/command";
import { sandboxOnEmulator } from "../../support/deployed-in-sandbox";
import { plannedChanges } from "../../support/planned-changes";

/** The alias that an email flow rule calls, as AWS's API returns it after each deployment. */

const region = "us-west-2";
const organization = "m-22222222222222222222222222222222";
const FunctionName = "mail";
const sandbox = sandboxOnEmulator();
const settingsFile = path.join(sandbox.folder, "workmail.json");
const entry = path.join(sandbox.folder, "handler.ts");
let lambda: LambdaClient;

/** Deploys a handler that returns this text. */
async function deploy(text: string, settings: object): Promise<DeploymentOutputs> {
  writeFileSync(entry, `export const handler = async () => "${text}";\n`);
  const outputs = await sandbox.deploySettings({
    functionName: FunctionName,
    entry,
    failureQueue: false,
    alarms: false,
    logQueries: false,
    regions: { [region]: { organizationIds: [organization] } },
    ...settings,
  });
  return outputs[`workmail-${region}`]!;
}

/** Ids of the statements that let somebody invoke the function, or its alias. */
async function statementIds(Qualifier?: string): Promise<string[]> {
  const policy = await lambda.send(new GetPolicyCommand({ FunctionName, Qualifier })).catch((error: Error) => {
    if (error.name !== "ResourceNotFoundException") {
      throw error;
    }
    return { Policy: "{}" };
  });
  return statementsOf(policy.Policy!).map(({ sid }) => sid);
}

async function live() {
  const { FunctionVersion, RoutingConfig } = await lambda.send(new GetAliasCommand({ FunctionName, Name: "live" }));
  return {
    version: FunctionVersion,
    weights: RoutingConfig?.AdditionalVersionWeights ?? {},
  };
}

/** The deployed resources that are not as they are synthesized. */
async function wrong(): Promise<Check[]> {
  const stack = sandbox.stackOf(region);
  const outputs = await sandbox.terraformIn(stack).outputs();
  const checks = await verifyDeployment(outputs as unknown as DeploymentOutputs, expectationOf([stack], region));
  return checks.filter(({ state }) => state === "failed");
}

async function versions(): Promise<(string | undefined)[]> {
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
  return Versions.map(({ Version }) => Version);
}

beforeAll(() => {
  lambda = new LambdaClient({ region });
});

afterAll(() => lambda?.destroy());

it("first names the first version, and is all that WorkMail may invoke", async () => {
  const outputs = await deploy("one", { liveAlias: true });

  expect(await versions()).toEqual(["$LATEST", "1"]);
  expect(await live()).toEqual({ version: "1", weights: {} });
  expect(await statementIds("live")).toEqual([`AllowWorkMail-${organization}`]);
  expect(await statementIds()).toEqual([]);
  expect(outputs.email_flow_rule_function_arn).toBe(`${outputs.function_arn}:live`);
  expect(outputs.email_flow_rule_instructions).toContain(`   ${outputs.function_arn}:live\n`);
});

it("needs no second change", async () => {
  expect(await sandbox.terraformIn(sandbox.stackOf(region)).plan()).toBe(false);
});

it("follows a change of the code, with the same permission", async () => {
  await deploy("two", { liveAlias: true });
  expect(await versions()).toEqual(["$LATEST", "1", "2"]);
  expect(await live()).toEqual({ version: "2", weights: {} });
  expect(await statementIds("live")).toEqual([`AllowWorkMail-${organization}`]);
});

describe("rollback", () => {
  const rollback = (...args: string[]) =>
    workmailLambda(sandbox.folder, ["rollback", ...args], {
      env: { ...sandbox.environment, WORKMAIL_SETTINGS: settingsFile },
    });
  const settings = () =>
    JSON.parse(readFileSync(settingsFile, "utf8")) as {
      regions: Record<string, object>;
    };

  it("says what it would do, and does nothing", async () => {
    const { code, stdout } = await rollback("--dry-run");
    expect([code, stdout]).toEqual([
      0,
      `us-west-2: version 2 -> 1, were it no dry run\nNext: WORKMAIL_SETTINGS=${settingsFile} npx workmail-lambda rollback\n`,
    ]);
    expect(await live()).toEqual({ version: "2", weights: {} });
  });

  it("gives all events to the version before, and Terraform leaves it there", async () => {
    const result = await rollback();
    expect(result).toSucceed();
    const { stdout } = result;
    expect(stdout).toContain("us-west-2: version 2 -> 1\n");
    expect(await live()).toEqual({ version: "1", weights: {} });
    expect(settings().regions[region]).toMatchObject({ liveVersion: "1" });
    await sandbox.synthesize(settingsFile);
    expect(await plannedChanges(sandbox, sandbox.stackOf(region))).toEqual([]);
    expect(await wrong()).toEqual([]);
  });

  it("changes nothing where there is nothing to go to", async () => {
    const { code, stderr } = await rollback();
    expect([code, stderr]).toEqual([
      1,
      "Nothing is changed:\n  us-west-2: no version before 1, which is live; published: 1, 2\n",
    ]);
    expect((await rollback("--to", "7")).stderr).toContain("us-west-2: no version 7; published: 1, 2");
    expect(await live()).toEqual({ version: "1", weights: {} });
  });

  it("goes forward again", async () => {
    const result = await rollback("--latest", "--json");
    expect(result).toSucceed();
    const { stdout } = result;
    expect(JSON.parse(stdout)).toEqual({
      dryRun: false,
      regions: [
        {
          region,
          functionName: FunctionName,
          from: "1",
          to: "2",
          shared: false,
          changed: true,
        },
      ],
      settings: settingsFile,
    });
    expect(await live()).toEqual({ version: "2", weights: {} });
    expect(settings().regions[region]).not.toHaveProperty("liveVersion");
    await sandbox.synthesize(settingsFile);
    expect(await plannedChanges(sandbox, sandbox.stackOf(region))).toEqual([]);
    expect(await wrong()).toEqual([]);
  });
});

it("goes back to a version, and stays there while others are published", async () => {
  await deploy("two", { liveAlias: true, liveVersion: "1" });
  expect(await live()).toEqual({ version: "1", weights: {} });
  await deploy("three", { liveAlias: true, liveVersion: "1" });
  expect(await versions()).toEqual(["$LATEST", "1", "2", "3"]);
  expect(await live()).toEqual({ version: "1", weights: {} });
});

it("gives the newest version its share, takes it back, and then gives everything", async () => {
  await deploy("three", {
    liveAlias: true,
    liveVersion: "2",
    newVersionWeight: 0.25,
  });
  expect(await live()).toEqual({ version: "2", weights: { 3: 0.25 } });
  expect(await wrong()).toEqual([]);
  await lambda.send(
    new UpdateAliasCommand({
      FunctionName,
      Name: "live",
      RoutingConfig: { AdditionalVersionWeights: { 1: 0.5 } },
    }),
  );
  expect(await wrong()).toMatchObject([
    {
      subject: "alias, shares of other versions",
      expected: { 3: 0.25 },
      found: { 1: 0.5 },
    },
  ]);
  const result = await workmailLambda(sandbox.folder, ["rollback"], {
    env: { ...sandbox.environment, WORKMAIL_SETTINGS: settingsFile },
  });
  expect(result).toSucceed();
  expect(await live()).toEqual({ version: "2", weights: {} });
  expect(JSON.parse(readFileSync(settingsFile, "utf8"))).toMatchObject({
    regions: { [region]: { liveVersion: "2", newVersionWeight: 0 } },
  });
  await sandbox.synthesize(settingsFile);
  expect(await plannedChanges(sandbox, sandbox.stackOf(region))).toEqual([]);
  expect(await wrong()).toEqual([]);
  await deploy("three", { liveAlias: true });
  expect(await live()).toEqual({ version: "3", weights: {} });
});

it("leaves the function to WorkMail when it is switched off", async () => {
  const outputs = await deploy("three", {});
  expect(outputs.email_flow_rule_function_arn).toBe(outputs.function_arn);
  expect(await statementIds()).toEqual([`AllowWorkMail-${organization}`]);
});
