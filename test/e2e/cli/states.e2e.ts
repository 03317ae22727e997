import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { findTerraform, type Terraform } from "../../../cli/terraform/binary";
import { terraformIn } from "../../../cli/terraform/folder";
import { deployStacks } from "../../../cli/terraform/stacks";
import { UserError } from "../../../modules/user-error";
import { folderWith } from "../../support/folder";

/** The remains of killed processes, and the variables about states, with real Terraform. */

let terraform: Terraform;
let project: string;

beforeAll(async () => {
  terraform = await findTerraform({ env: process.env, workFolder: folderWith({}) });
});

beforeEach(() => {
  const stacks = ["one", "two"].map((name) => [
    `cdktf.out/stacks/${name}/cdk.tf.json`,
    JSON.stringify({
      terraform: { backend: { local: { path: `../../../state/${name}.tfstate` } } },
      resource: { terraform_data: { thing: { input: name } } },
      output: { name: { value: name } },
    }),
  ]);
  project = folderWith({ ...(Object.fromEntries(stacks) as Record<string, string>), "state/.keep": "" });
});

function folderOf(stack: string): string {
  return path.join(project, "cdktf.out/stacks", stack);
}

function inFolder(stack: string, env: NodeJS.ProcessEnv = {}) {
  return terraformIn(folderOf(stack), { terraform, env: { ...process.env, ...env } });
}

function stateFile(stack: string): string {
  return path.join(project, "state", `${stack}.tfstate`);
}

it("a state of 0 bytes does not count as a state", async () => {
  writeFileSync(stateFile("one"), "");
  const one = inFolder("one");
  await one.init();
  expect(await one.pullState()).toBeUndefined();
  expect(await one.outputs()).toEqual({});
  expect(await one.resources()).toEqual([]);
  expect(await one.plan()).toBe(true);
  await one.apply();
  expect(await one.outputs()).toEqual({ name: "one" });
});

it("a state that was cut short is an error that names its file", async () => {
  const one = inFolder("one");
  await one.init();
  await one.apply();
  const whole = readFileSync(stateFile("one"), "utf8");
  writeFileSync(stateFile("one"), whole.slice(0, whole.length / 2));
  const error = await one.init().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toMatch(/state\/one\.tfstate is not valid JSON\. Next: restore it from a copy/);
});

it.each([0, 20])("goes on where Terraform's memory of the backend was cut to %d bytes", async (length) => {
  const one = inFolder("one");
  await one.init();
  await one.apply();
  const memory = path.join(folderOf("one"), ".terraform", "terraform.tfstate");
  writeFileSync(memory, readFileSync(memory, "utf8").slice(0, length));
  await one.init();
  expect(await one.plan()).toBe(false);
});

it("each stack has its own data folder where TF_DATA_DIR names one for all", async () => {
  const shared = folderWith({});
  const stacks = ["one", "two"].map((name) => ({ name, folder: folderOf(name), dependencies: [] }));
  const outputs = await deployStacks(stacks, { terraform, env: { ...process.env, TF_DATA_DIR: shared } });
  expect(outputs).toEqual({ one: { name: "one" }, two: { name: "two" } });
  for (const name of ["one", "two"]) {
    expect(readFileSync(stateFile(name), "utf8")).toContain(`"value": "${name}"`);
  }
});

it("a workspace that was selected in a stack's folder hides no state", async () => {
  const one = inFolder("one");
  await one.init();
  await one.apply();
  writeFileSync(path.join(folderOf("one"), ".terraform", "environment"), "dev");
  await one.init();
  expect(await one.plan()).toBe(false);
  expect(existsSync(path.join(folderOf("one"), "terraform.tfstate.d"))).toBe(false);
});
