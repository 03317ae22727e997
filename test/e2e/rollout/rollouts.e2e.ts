import { GetFunctionCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { StacksFailed } from "../../../cli/terraform/stacks";
import { sandboxOnEmulator } from "../../support/deployed-in-sandbox";

/** Several Regions, in waves, in one stack, and for several environments. */

const one = { organizationIds: ["m-11111111111111111111111111111111"] };
const two = { organizationIds: ["m-22222222222222222222222222222222"] };
const bare = { failureQueue: false, alarms: false, logQueries: false };
const sandbox = sandboxOnEmulator();

function synthesize(settings: object, file?: string): Promise<void> {
  return sandbox.synthesizeSettings({ ...bare, ...settings }, file);
}

/** The names of a Region's functions. */
async function functionsIn(region: string): Promise<(string | undefined)[]> {
  const lambda = new LambdaClient({ region });
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  lambda.destroy();
  return Functions.map(({ FunctionName }) => FunctionName).sort();
}

it("a wave that fails keeps the next one from beginning, and the same command goes on", async () => {
  const settings = (accountId?: string) => ({
    functionName: "waves",
    rollout: {
      waves: [{ regions: ["us-east-1"] }, { regions: ["us-west-2"] }, { regions: ["eu-west-1"] }],
    },
    regions: {
      "us-east-1": one,
      "us-west-2": { ...two, accountId },
      "eu-west-1": one,
    },
  });

  await synthesize(settings("999999999999"));
  const failure = await sandbox.deploy().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StacksFailed);
  expect((failure as Error).message.split("\n").slice(0, 4).sort()).toEqual([
    "  workmail-eu-west-1: not begun, since workmail-us-west-2 failed",
    "  workmail-us-east-1: deployed",
    "  workmail-us-west-2: failed, its state holds nothing",
    "2 of 3 stacks could not be deployed:",
  ]);
  expect(await functionsIn("us-east-1")).toEqual(["waves"]);
  expect(await functionsIn("us-west-2")).toEqual([]);
  expect(await functionsIn("eu-west-1")).toEqual([]);

  await synthesize(settings());
  await sandbox.deploy();
  expect(await functionsIn("us-west-2")).toEqual(["waves"]);
  expect(await functionsIn("eu-west-1")).toEqual(["waves"]);
  await sandbox.destroy();
  expect(await functionsIn("us-east-1")).toEqual([]);
});

it("one stack has all Regions, and deletes only one of them", async () => {
  const settings = { functionName: "single", singleStack: true };
  await synthesize({
    ...settings,
    regions: { "us-east-1": one, "eu-west-1": two },
  });
  const outputs = (await sandbox.deploy()) as unknown as {
    workmail: Record<string, string>;
  };
  for (const [prefix, region] of [
    ["us_east_1", "us-east-1"],
    ["eu_west_1", "eu-west-1"],
  ] as const) {
    const lambda = new LambdaClient({ region });
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: "single" }));
    expect(Configuration?.FunctionArn).toBe(outputs.workmail[`${prefix}_function_arn`]);
    lambda.destroy();
  }
  const [stack] = sandbox.stacks;
  expect(await sandbox.terraformIn(stack!).plan()).toBe(false);

  await synthesize({ ...settings, regions: { "eu-west-1": two } });
  await sandbox.deploy();
  expect(await functionsIn("us-east-1")).not.toContain("single");
  expect(await functionsIn("eu-west-1")).toContain("single");
  await sandbox.destroy();
  expect(await functionsIn("eu-west-1")).not.toContain("single");
});

it("two environments exist side by side in one account", async () => {
  const regions = { "us-west-2": one };
  await synthesize({ regions }, "workmail.staging.json");
  await sandbox.deploy();
  await synthesize({ regions }, "workmail.production.json");
  await sandbox.deploy();
  expect(await functionsIn("us-west-2")).toEqual(["workmail-email-events-production", "workmail-email-events-staging"]);

  await sandbox.destroy();
  expect(await functionsIn("us-west-2")).toEqual(["workmail-email-events-staging"]);
  await synthesize({ regions }, "workmail.staging.json");
  const [staging] = sandbox.stacks;
  expect(await sandbox.terraformIn(staging!).plan()).toBe(false);
  await sandbox.destroy();
  expect(await functionsIn("us-west-2")).toEqual([]);
});
