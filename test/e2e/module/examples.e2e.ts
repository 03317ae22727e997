import { cpSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { startLocalLambda } from "../../../cli/local-lambda/local-lambda";
import { MODULE_FOLDER } from "../../../scripts/generate/module-files";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { folderWith } from "../../support/folder";
import { install, npm, pack } from "../../support/packed";
import { actionsOf, planOf } from "../../support/plan";

/** Each example, as it is: initialized, validated, applied, and destroyed. */

// They share two processors.
jest.setTimeout(600_000);

/**
 * Copies the examples, with module and package where they look for them.
 *
 * @returns the folder of the examples
 */
async function copyExamples(): Promise<string> {
  const { folder, name } = await pack();
  const project = folderWith({});
  cpSync(path.join(folder, name), path.join(project, name));
  cpSync(MODULE_FOLDER, path.join(project, MODULE_FOLDER), { recursive: true });
  const made = /[\\/](node_modules|dist|cdktf\.out|\.terraform)$/;
  cpSync("examples", path.join(project, "examples"), {
    recursive: true,
    filter: (source) => !made.test(source),
  });
  return path.join(project, "examples");
}

let copied: Promise<string> | undefined;

async function exampleFolder(name: string): Promise<string> {
  copied ??= copyExamples();
  return path.join(await copied, name);
}

/**
 * Applies a configuration on an emulator of its own, which leaves nothing to
 * do, looks at its outputs, and destroys it.
 */
async function applied(
  folder: string,
  look: (outputs: Record<string, unknown>) => Promise<void> | void,
): Promise<void> {
  const terraform = new EmulatedTerraform();
  await terraform.start();
  try {
    const root = terraform.in(folder);
    await root.init();
    const { stdout } = await terraform.run(folder, "validate");
    expect(stdout).toContain("Success! The configuration is valid.");
    await root.apply();
    expect(actionsOf(await planOf(root, folder))).toEqual({});
    await look(await root.outputs());
    await root.destroy();
    expect(await root.resources()).toEqual([]);
  } finally {
    await terraform.stop();
  }
}

it.concurrent("terraform-one-region prints how to attach the rule", async () => {
  await applied(await exampleFolder("terraform-one-region"), (outputs) => {
    expect(outputs).toEqual({
      email_flow_rule_instructions: expect.stringContaining(
        "\n   arn:aws:lambda:eu-west-1:123456789012:function:workmail-email-events\n",
      ) as string,
    });
  });
});

it.concurrent("terraform-all-regions gathers the outputs by Region, and no names clash", async () => {
  await applied(await exampleFolder("terraform-all-regions"), (outputs) => {
    const { workmail } = outputs as {
      workmail: Record<string, Record<string, string>>;
    };
    expect(Object.keys(workmail)).toEqual(["eu-west-1", "us-east-1", "us-west-2"]);
    for (const [region, deployment] of Object.entries(workmail)) {
      expect(deployment).toMatchObject({
        region,
        principal: `workmail.${region}.amazonaws.com`,
        function_arn: `arn:aws:lambda:${region}:123456789012:function:workmail-email-events`,
        role_arn: `arn:aws:iam::123456789012:role/workmail-email-events-${region}`,
      });
    }
  });
});

it.concurrent("terraform-own-handler runs its handler", async () => {
  const folder = await exampleFolder("terraform-own-handler");
  await install(folder);
  await npm(folder, "run", "build");
  await applied(folder, async () => {
    const lambda = startLocalLambda({
      zip: path.join(folder, "dist", "workmail-function.zip"),
    });
    const event = readFileSync("function/events/external-recipients.json");
    const { payload, error } = await lambda.invoke(JSON.parse(event.toString()));
    await lambda.stop();
    expect(error).toBeUndefined();
    expect(payload).toEqual({ external: expect.any(Number) as number });
  });
});

it("there are no other examples", () => {
  expect(readdirSync("examples").sort()).toEqual([
    // With every command: see own-app.e2e.ts.
    "cdktf-app",
    // Handlers: see test/e2e/cli/email-flow-rules.e2e.ts.
    "email-flow-rules",
    // Only a handler: see test/examples/own-handler.test.ts.
    "own-handler",
    "terraform-all-regions",
    "terraform-one-region",
    "terraform-own-handler",
    // Needs what it takes over: see module-upgrade.e2e.ts.
    "terraform-take-over",
  ]);
});
