import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { workmailLambda, workmailLambdaHere } from "../../../support/command";
import { folderWith } from "../../../support/folder";
import { hasEnded } from "../../../support/running";
import { folderWithStacks } from "../../../support/stacks";
import { until } from "../../../support/until";

function arn(region: string) {
  return `arn:aws:lambda:${region}:123456789012:function:mail`;
}

/** npm run outputs in a folder with these stacks, as Terraform prints them. */
async function outputs(stacks: Record<string, Record<string, string>>, files: Record<string, string> = {}) {
  const { folder, terraform } = folderWithStacks(stacks, {}, files);
  const { code, stdout, stderr } = await workmailLambdaHere(folder, ["outputs"], {
    env: { ...process.env, TERRAFORM_BINARY_NAME: terraform },
  });
  return { code, outputs: JSON.parse(stdout || "null") as unknown, stderr };
}

it("gives the outputs of each stack by its Region", async () => {
  const east = { email_flow_rule_function_arn: arn("us-east-1") };
  const west = { email_flow_rule_function_arn: arn("us-west-2") };
  expect(
    await outputs({
      "workmail-us-east-1": east,
      "workmail-staging-us-west-2": west,
    }),
  ).toEqual({
    code: 0,
    outputs: { "us-east-1": east, "us-west-2": west },
    stderr: "",
  });
});

it("gives those of one stack for all Regions the same way", async () => {
  const { code, outputs: told } = await outputs({
    workmail: {
      us_east_1_email_flow_rule_function_arn: arn("us-east-1"),
      eu_west_1_email_flow_rule_function_arn: arn("eu-west-1"),
    },
  });
  expect({ code, told }).toEqual({
    code: 0,
    told: {
      "us-east-1": { email_flow_rule_function_arn: arn("us-east-1") },
      "eu-west-1": { email_flow_rule_function_arn: arn("eu-west-1") },
    },
  });
});

it("gives what there is when a Region has failed, and says which", async () => {
  const east = { email_flow_rule_function_arn: arn("us-east-1") };
  expect(
    await outputs({
      "workmail-us-east-1": east,
      "workmail-us-west-2": { region: "us-west-2" },
      "workmail-eu-west-1": {},
    }),
  ).toEqual({
    code: 2,
    outputs: {
      "us-east-1": east,
      "us-west-2": { region: "us-west-2" },
      "eu-west-1": null,
    },
    stderr:
      "workmail-us-west-2: not deployed, or only in part. Next: npm run deploy\nworkmail-eu-west-1: not deployed, or only in part. Next: npm run deploy\n",
  });
});

/** The synthesized resources of a stack: a function for each Region. */
function synthesized(functionName: string, ...regions: string[]) {
  const prefix = (region: string) => region.replaceAll("-", "_");
  return JSON.stringify({
    provider: { aws: regions.map((region) => ({ region, alias: prefix(region) })) },
    resource: {
      aws_lambda_function: Object.fromEntries(
        regions.map((region) => [
          `${prefix(region)}_function`,
          { function_name: functionName, filename: "mail.zip", provider: `aws.${prefix(region)}` },
        ]),
      ),
      aws_lambda_permission: Object.fromEntries(
        regions.map((region) => [
          `${prefix(region)}_permission`,
          {
            function_name: `\${aws_lambda_function.${prefix(region)}_function.function_name}`,
            principal: `workmail.${region}.amazonaws.com`,
          },
        ]),
      ),
    },
  });
}

it("names each Region of one stack for all, also one that has nothing yet", async () => {
  expect(
    await outputs(
      {
        workmail: {
          us_east_1_email_flow_rule_function_arn: arn("us-east-1"),
        },
      },
      {
        "cdktf.out/stacks/workmail/cdk.tf.json": synthesized("mail", "us-east-1", "eu-west-1"),
      },
    ),
  ).toEqual({
    code: 2,
    outputs: {
      "us-east-1": { email_flow_rule_function_arn: arn("us-east-1") },
      "eu-west-1": null,
    },
    stderr: "workmail, eu-west-1: not deployed, or only in part. Next: npm run deploy\n",
  });
});

describe("in an app of your own", () => {
  const own = { email_flow_rule_function_arn: arn("eu-west-1"), region: "eu-west-1" };

  it("learns the Region of a stack with any name from its outputs", async () => {
    const { code, outputs: told, stderr } = await outputs({ email: { ...own, bucket: "mine" } });
    expect([code, told, stderr]).toEqual([0, { "eu-west-1": { ...own, bucket: "mine" } }, ""]);
  });

  it("finds a function whose outputs have a prefix", async () => {
    const prefixed = Object.fromEntries(Object.entries(own).map(([name, value]) => [`mail_${name}`, value]));
    const { code, outputs: told } = await outputs({ email: { ...prefixed, bucket: "mine" } });
    expect([code, told]).toEqual([0, { "eu-west-1": own }]);
  });

  it("learns the Region of a stack that failed from its configuration", async () => {
    const { code, outputs: told } = await outputs(
      { email: { function_name: "mail" } },
      { "cdktf.out/stacks/email/cdk.tf.json": synthesized("mail", "us-west-2") },
    );
    expect([code, told]).toEqual([2, { "us-west-2": { function_name: "mail" } }]);
  });

  it("passes over stacks without a function", async () => {
    const { code, outputs: told } = await outputs(
      { email: own, network: { region: "eu-west-1" } },
      { "cdktf.out/stacks/network/cdk.tf.json": JSON.stringify({ resource: { aws_vpc: { vpc: {} } } }) },
    );
    expect([code, told]).toEqual([0, { "eu-west-1": own }]);
  });
});

it("does not show another environment than that of the settings", async () => {
  const { code, stderr } = await outputs(
    { "workmail-production-us-east-1": {} },
    {
      "cdktf.out/stacks/workmail-production-us-east-1/cdk.tf.json": synthesized("mail-production", "us-east-1"),
      "workmail.json": JSON.stringify({
        functionName: "mail",
        regions: { "us-east-1": { allowAnyOrganization: true } },
      }),
    },
  );
  expect([code, stderr]).toEqual([
    1,
    "The synthesized configuration does not match workmail.json. Next: npm run synth, or, for an app that does not read the file, move it elsewhere\n  synthesized: mail-production in workmail-production-us-east-1, us-east-1\n  asked for: mail in workmail-us-east-1, us-east-1\n",
  ]);
});

it("interrupted, leaves no process and no file", async () => {
  const { folder, terraform } = folderWithStacks({ "workmail-us-east-1": {} });
  const pidFile = path.join(folder, "pid");
  writeFileSync(
    terraform,
    `#!/bin/sh\n[ "$1" = version ] && { echo "Terraform v1.11.4"; exit; }\necho $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; exec sleep 60\n`,
  );
  const temporary = folderWith({});
  const { code } = await workmailLambda(folder, ["outputs"], {
    env: {
      ...process.env,
      TERRAFORM_BINARY_NAME: terraform,
      TMPDIR: temporary,
    },
    onStart: async (child) => {
      await until(() => existsSync(pidFile));
      child.kill("SIGINT");
    },
  });
  expect(code).toBe(130);
  expect(readdirSync(temporary).filter((it) => /^workmail/.test(it))).toEqual([]);
  expect(await hasEnded(Number(readFileSync(pidFile, "utf8")))).toBe(true);
});
