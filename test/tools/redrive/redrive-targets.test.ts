import * as path from "node:path";
import { UserError } from "../../../modules/user-error";
import { deployedTargets } from "../../../tools/redrive/redrive-targets";
import { findTerraform } from "../../../tools/terraform/terraform";
import { folderWithStacks } from "../../support/stacks";

const outputs = (region: string) => ({
  region,
  function_name: "name",
  email_flow_rule_function_arn: `arn:aws:lambda:${region}:123456789012:function:name:live`,
  failure_queue_url: `https://sqs.${region}.amazonaws.com/123456789012/name-failures`,
});

/** A stack is named by its Region, or by its whole name. */
const nameOf = (stack: string) =>
  stack.startsWith("workmail") ? stack : `workmail-${stack}`;

/** Stacks with these outputs, and a Terraform that tells them. */
async function deployed(
  stacks: Record<string, Readonly<Record<string, unknown>>>,
) {
  const named = Object.entries(stacks).map(
    ([stack, values]) => [nameOf(stack), values] as const,
  );
  const { folder, terraform: program } = folderWithStacks(
    Object.fromEntries(named),
  );
  const env = { PATH: process.env.PATH, TERRAFORM_BINARY_NAME: program };
  const terraform = await findTerraform({ env, workFolder: folder });
  const outdir = path.join(folder, "cdktf.out");
  return (regions?: string[]) =>
    deployedTargets(terraform, regions, { outdir, env });
}

it("gives each deployed Region's queue with what the email flow rule invokes", async () => {
  const targets = await deployed({
    "us-east-1": outputs("us-east-1"),
    "eu-west-1": outputs("eu-west-1"),
  });

  expect(await targets()).toEqual(
    ["us-east-1", "eu-west-1"].map((region) => ({
      region,
      functionName: "name",
      functionArn: `arn:aws:lambda:${region}:123456789012:function:name:live`,
      queueUrl: `https://sqs.${region}.amazonaws.com/123456789012/name-failures`,
    })),
  );
});

it("gives those of the Regions named", async () => {
  const targets = await deployed({
    "us-east-1": outputs("us-east-1"),
    "eu-west-1": outputs("eu-west-1"),
  });

  expect(await targets(["eu-west-1"])).toMatchObject([{ region: "eu-west-1" }]);
});

it("names each Region that has no stack", async () => {
  const targets = await deployed({ "us-east-1": outputs("us-east-1") });

  await expect(targets(["us-west-2", "us-east-1", "mars"])).rejects.toThrow(
    new UserError(
      "No stack for us-west-2, mars; there are workmail-us-east-1.",
    ),
  );
});

it("names each stack that has no queue", async () => {
  const targets = await deployed({
    "us-east-1": {},
    "us-west-2": outputs("us-west-2"),
    "eu-west-1": { ...outputs("eu-west-1"), failure_queue_url: null },
  });

  await expect(targets()).rejects.toThrow(
    new UserError(`There is no queue of failed events to take from:
  workmail-us-east-1: no output failure_queue_url
  workmail-eu-west-1: no output failure_queue_url
Deploy first (npm run deploy), or, where failed events go to a destination of your own, name its queue: --region, --queue and --function.`),
  );
});

it("knows the Regions of an environment's stacks", async () => {
  const targets = await deployed({
    "workmail-staging-eu-west-1": outputs("eu-west-1"),
  });
  expect(await targets(["eu-west-1"])).toMatchObject([{ region: "eu-west-1" }]);
});

describe("a stack that has all Regions", () => {
  const prefixed = (region: string) =>
    Object.fromEntries(
      Object.entries(outputs(region)).map(([name, value]) => [
        `${region.replaceAll("-", "_")}_${name}`,
        value,
      ]),
    );
  const stacks = {
    workmail: { ...prefixed("us-east-1"), ...prefixed("eu-west-1") },
  };

  it("gives the queue of each", async () => {
    const targets = await deployed(stacks);
    expect((await targets()).map(({ queueUrl }) => queueUrl)).toEqual([
      outputs("us-east-1").failure_queue_url,
      outputs("eu-west-1").failure_queue_url,
    ]);
  });

  it("gives those of the Regions named, and names what is not there", async () => {
    const targets = await deployed(stacks);
    expect(await targets(["eu-west-1"])).toMatchObject([
      { region: "eu-west-1" },
    ]);
    await expect(targets(["us-west-2", "eu-west-1"])).rejects.toThrow(
      new UserError("Nothing is deployed for us-west-2; there is eu-west-1."),
    );
  });
});
