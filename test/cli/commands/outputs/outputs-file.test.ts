import * as path from "node:path";
import { workmailLambdaHere } from "../../../support/command";
import { deploymentIn } from "../../../support/deployment";
import { folderWith } from "../../../support/folder";

/** The errors of verify and instructions about a file with outputs that they cannot take. */

it.each([
  [
    "{}",
    'contains no deployment in any Region. It needs all outputs of a stack or a module; of a module, output "workmail" { value = module.workmail } gives them.\n',
  ],
  ["no", "is not valid JSON: line 1, column 1: expected JSON"],
  ["\ufffd\ufffd{\0", 'is UTF-16; save it as UTF-8. Allowed: what "terraform output -json"'],
])("%s", async (content, text) => {
  const file = path.join(folderWith({ "outputs.json": content }), "outputs.json");
  for (const command of ["verify", "instructions"]) {
    const { code, stderr } = await workmailLambdaHere(".", [...[command, "--outputs", file]]);
    expect(code).toBe(1);
    expect(stderr).toContain(file);
    expect(stderr).toContain(text);
  }
});

it("that has a Region twice is rejected: the second would hide the first", async () => {
  const staging = deploymentIn("eu-west-1");
  const production = { ...staging, function_arn: `${staging.function_arn}-2` };
  const file = path.join(folderWith({ "outputs.json": JSON.stringify({ staging, production }) }), "outputs.json");
  const { code, stderr } = await workmailLambdaHere(".", [...["verify", "--outputs", file]]);
  expect([code, stderr]).toEqual([
    1,
    `${file} has more than one deployment in eu-west-1: ${staging.function_arn}, ${production.function_arn}. Pass one at a time: terraform output -json NAME\n`,
  ]);
});

it("that is not there", async () => {
  const { code, stderr } = await workmailLambdaHere(".", [...["instructions", "--outputs", "missing.json"]]);
  expect([code, stderr]).toEqual([
    1,
    'missing.json: no such file, which --outputs names. Allowed: what "terraform output -json" or the command outputs prints.\n',
  ]);
});

it("may begin with a byte order mark, as PowerShell writes it", async () => {
  const content = `\uFEFF${JSON.stringify(deploymentIn("eu-west-1"))}`;
  const file = path.join(folderWith({ "outputs.json": content }), "outputs.json");
  const { code, stdout } = await workmailLambdaHere(".", [...["instructions", "--outputs", file, "--json"]]);
  expect([code, stdout.includes("eu-west-1")]).toEqual([0, true]);
});
