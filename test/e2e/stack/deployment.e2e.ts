import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { DeploymentOutputs } from "../../../cli/deployments/deployment-outputs";
import { zipOf } from "../../../cli/emulator/sandbox";
import { deployedInSandbox } from "../../support/deployed-in-sandbox";
import { plannedChanges } from "../../support/planned-changes";
import { resourcePolicy } from "../../support/resource-policy";

/**
 * The whole way, for real: Terraform and its AWS provider deploy what is
 * synthesized, AWS's API is asked, and the deployed artifact is run.
 */

const one = "m-11111111111111111111111111111111";
const two = "m-22222222222222222222222222222222";
const three = "m-33333333333333333333333333333333";
const four = "m-44444444444444444444444444444444";

const example = JSON.parse(readFileSync("workmail.example.json", "utf8")) as object;
const documentEvent = JSON.parse(readFileSync("function/events/outbound-2018.json", "utf8")) as unknown;

const deployed = deployedInSandbox(example);
const { sandbox } = deployed;
let outputs: Record<string, DeploymentOutputs>;

beforeAll(() => {
  outputs = deployed.byStack;
});

describe("the example settings, deployed", () => {
  it("are in every WorkMail Region", () => {
    expect(Object.keys(outputs).sort()).toEqual(["workmail-eu-west-1", "workmail-us-east-1", "workmail-us-west-2"]);
  });

  it("are what AWS's API returns", async () => {
    for (const regional of Object.values(outputs)) {
      const checks = await sandbox.check(regional);
      expect(checks.filter(({ state }) => state === "passed").map(({ subject }) => subject)).toEqual([
        "account",
        "function",
        "state",
        "artifact",
        "function settings",
        "reserved concurrency",
        "permission",
        "organizations of the settings",
        "role",
        "role policy",
        "asynchronous invocation",
        "failure queue",
        "log group",
        "log queries",
        "alarms",
        "alarms that are raised",
      ]);
      expect(
        checks.filter(({ state }) => state !== "passed").map(({ subject, state }) => ({ subject, state })),
      ).toEqual([
        {
          subject: expect.stringMatching(/^organization m-/) as string,
          state: "unknown",
        },
        { subject: "email flow rule", state: "unknown" },
      ]);
    }
  });

  it("let in WorkMail of the Region for the organization, and nobody else", async () => {
    expect(await resourcePolicy(outputs["workmail-us-west-2"]!)).toEqual([
      {
        sid: `AllowWorkMail-${two}`,
        effect: "Allow",
        principal: { Service: "workmail.us-west-2.amazonaws.com" },
        action: "lambda:InvokeFunction",
        resource: "arn:aws:lambda:us-west-2:123456789012:function:workmail-email-events",
        condition: {
          ArnLike: {
            "AWS:SourceArn": `arn:aws:workmail:us-west-2:123456789012:organization/${two}`,
          },
        },
      },
    ]);
  });

  it("show an administrator how to attach the rule, in real names", () => {
    const regional = outputs["workmail-eu-west-1"]!;
    expect(regional.email_flow_rule_function_arn).toBe(
      "arn:aws:lambda:eu-west-1:123456789012:function:workmail-email-events",
    );
    expect(regional.email_flow_rule_console_urls).toEqual({
      [three]: `https://eu-west-1.console.aws.amazon.com/workmail/v2/home?region=eu-west-1#/organizations/${three}`,
    });
    expect(regional.email_flow_rule_instructions).toContain(
      `open the organization:\n   https://eu-west-1.console.aws.amazon.com/workmail/v2/home?region=eu-west-1#/organizations/${three}\n2. `,
    );
    expect(regional.email_flow_rule_instructions).toContain(
      "\n   arn:aws:lambda:eu-west-1:123456789012:function:workmail-email-events\n",
    );
  });

  it("take the documentation's event through the very artifact that was deployed", async () => {
    for (const regional of Object.values(outputs)) {
      const { payload, error, logs } = await sandbox.invoke(regional, documentEvent);
      expect(error).toBeUndefined();
      expect(payload).toMatchObject({ recipients: 2, region: regional.region });
      const lines = logs.map((line) => JSON.parse(line) as object);
      expect(lines).toEqual([expect.objectContaining({ level: "INFO", message: "Email processed" })]);
      expect(logs.join()).not.toMatch(/@|Hello From Amazon WorkMail/);
    }
  });

  it("leave nothing to change in a second plan, the handler bundled anew", async () => {
    await sandbox.synthesize("workmail.example.json");
    for (const stack of sandbox.stacks) {
      expect(await plannedChanges(sandbox, stack)).toEqual([]);
    }
  });
});

describe("a change", () => {
  it("of the handler changes only the function", async () => {
    const entry = path.join(sandbox.folder, "handler.ts");
    writeFileSync(entry, 'export const handler = async () => "changed";');
    await sandbox.synthesizeSettings({ ...example, entry });
    const stack = sandbox.stackOf("eu-west-1");
    expect(await plannedChanges(sandbox, stack)).toEqual([
      { address: "aws_lambda_function.function", actions: ["update"] },
    ]);

    const changed = await sandbox.deploy();
    const regional = changed["workmail-eu-west-1"]!;
    expect(regional.code_sha256).not.toBe(outputs["workmail-eu-west-1"]!.code_sha256);
    expect(await sandbox.invoke(regional, documentEvent)).toMatchObject({
      payload: "changed",
    });
  });

  it("of one organization for another does not change the permissions of those that stay", async () => {
    const settings = (organizationIds: string[]) => ({
      regions: { "eu-west-1": { organizationIds } },
    });
    await sandbox.synthesizeSettings(settings([one, two, three]));
    await sandbox.deploy();
    await sandbox.synthesizeSettings(settings([four, one, three]));
    const stack = sandbox.stackOf("eu-west-1");
    expect(await plannedChanges(sandbox, stack)).toEqual([
      { address: `aws_lambda_permission.permission["${two}"]`, actions: ["delete"] },
      { address: `aws_lambda_permission.permission["${four}"]`, actions: ["create"] },
    ]);

    const { "workmail-eu-west-1": regional } = await sandbox.deploy();
    const statements = await resourcePolicy(regional!);
    expect(statements.map(({ sid }) => sid)).toEqual([one, three, four].map((id) => `AllowWorkMail-${id}`));
  });

  it("back to one organization does not change its statement", async () => {
    await sandbox.synthesizeSettings({ regions: { "eu-west-1": { organizationIds: [one] } } });
    const stack = sandbox.stackOf("eu-west-1");
    expect(await plannedChanges(sandbox, stack)).toEqual([
      { address: `aws_lambda_permission.permission["${three}"]`, actions: ["delete"] },
      { address: `aws_lambda_permission.permission["${four}"]`, actions: ["delete"] },
    ]);
    const { "workmail-eu-west-1": regional } = await sandbox.deploy();
    const statements = await resourcePolicy(regional!);
    expect(statements.map(({ sid }) => sid)).toEqual([`AllowWorkMail-${one}`]);
  });

  it("of the only organization works in one deployment, there and back", async () => {
    for (const organization of [two, one]) {
      await sandbox.synthesizeSettings({ regions: { "eu-west-1": { organizationIds: [organization] } } });
      const { "workmail-eu-west-1": regional } = await sandbox.deploy();
      expect((await resourcePolicy(regional!)).map(({ sid }) => sid)).toEqual([`AllowWorkMail-${organization}`]);
    }
  });

  it("to a condition on the account replaces the statement", async () => {
    await sandbox.synthesizeSettings({
      sourceAccount: "123456789012",
      regions: { "eu-west-1": { organizationIds: [one] } },
    });
    const stack = sandbox.stackOf("eu-west-1");
    expect(await plannedChanges(sandbox, stack)).toEqual([
      {
        address: `aws_lambda_permission.permission["${one}"]`,
        actions: ["delete", "create"],
      },
    ]);
    const { "workmail-eu-west-1": regional } = await sandbox.deploy();
    const statements = await resourcePolicy(regional!);
    expect(statements).toMatchObject([
      {
        sid: `AllowWorkMail-${one}`,
        condition: { StringEquals: { "AWS:SourceAccount": "123456789012" } },
      },
    ]);
  });

  it("to any organization opens the account's, and no other account's", async () => {
    await sandbox.synthesizeSettings({
      regions: { "eu-west-1": { organizationIds: [one, two] } },
    });
    await sandbox.deploy();
    await sandbox.synthesizeSettings({
      regions: { "eu-west-1": { allowAnyOrganization: true } },
    });
    const { "workmail-eu-west-1": regional } = await sandbox.deploy();
    const statements = await resourcePolicy(regional!);
    expect(statements.map(({ condition }) => condition)).toEqual([
      {
        ArnLike: {
          "AWS:SourceArn": "arn:aws:workmail:eu-west-1:123456789012:organization/*",
        },
      },
    ]);
    expect(regional!.email_flow_rule_console_urls).toEqual({
      "*": "https://eu-west-1.console.aws.amazon.com/workmail/v2/home?region=eu-west-1#/organizations",
    });
  });
});

describe("a plan refuses", () => {
  it("another account than the one in the settings", async () => {
    await sandbox.synthesizeSettings({
      regions: {
        "eu-west-1": { organizationIds: [one], accountId: "999999999999" },
      },
    });
    await expect(plannedChanges(sandbox, sandbox.stackOf("eu-west-1"))).rejects.toThrow(
      /AWS account ID not allowed: 123456789012/,
    );
  });

  it("a provider of another Region", async () => {
    await sandbox.synthesizeSettings({ regions: { "eu-west-1": { organizationIds: [one] } } });
    const stack = sandbox.stackOf("eu-west-1");
    const file = path.join(stack.folder, "cdk.tf.json");
    const configuration = JSON.parse(readFileSync(file, "utf8")) as object;
    writeFileSync(
      file,
      JSON.stringify({
        ...configuration,
        provider: { aws: { region: "eu-central-1" } },
      }),
    );
    await expect(plannedChanges(sandbox, stack)).rejects.toThrow(/The AWS provider's Region must be eu-west-1/);
  });
});

describe("an artifact of another build", () => {
  it("is not taken for the deployed one", async () => {
    await sandbox.synthesizeSettings({
      regions: { "eu-west-1": { allowAnyOrganization: true } },
    });
    const { "workmail-eu-west-1": regional } = await sandbox.deploy();
    writeFileSync(zipOf(sandbox.stackOf("eu-west-1")), "another");
    const checks = await sandbox.check(regional!);
    expect(checks.filter(({ state }) => state === "failed").map(({ subject }) => subject)).toEqual(["artifact"]);
    await expect(sandbox.invoke(regional!, documentEvent)).rejects.toThrow(/runs another artifact/);
  });
});

it("destroys everything", async () => {
  await sandbox.synthesize("workmail.example.json");
  await sandbox.destroy();
  for (const stack of sandbox.stacks) {
    expect(await sandbox.terraformIn(stack).resources()).toEqual([]);
  }
});
