import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { LambdaClient, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { program } from "../../../cli/program";
import { workmailLambda } from "../../support/command";
import { folderWith } from "../../support/folder";
import { projectOnEmulator } from "../../support/project-on-emulator";
import { runCommand } from "../../support/run-command";

/** workmail-lambda where something is deployed: the examples of its help, and what they do not show. */

const onEmulator = projectOnEmulator();
const project = onEmulator.folder;
const bin = folderWith({});
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  symlinkSync(path.resolve("cli/workmail-lambda.js"), path.join(bin, "workmail-lambda"));
  env = {
    ...onEmulator.env,
    PATH: [bin, process.env.PATH].join(path.delimiter),
  };
  // The examples of the help name it.
  writeFileSync(path.join(project, "mail.eml"), readFileSync("function/messages/plain.eml"));
  // Two versions, so that there is one to go back to.
  writeFileSync(path.join(project, "first.ts"), 'export const handler = async () => "first";');
  await deploy({ liveAlias: true, entry: "first.ts" });
  await deploy({ liveAlias: true });
});

/** Deploys the example settings with these on top. */
async function deploy(settings: object): Promise<void> {
  const example = JSON.parse(readFileSync(path.join(project, "workmail.example.json"), "utf8")) as object;
  writeFileSync(path.join(project, "workmail.json"), JSON.stringify({ ...example, ...settings }));
  expect(await onEmulator.npm("deploy", ["--auto-approve"], { env })).toSucceed();
}

/** The commands that a command's help shows. */
function examplesOf(name: string): string[] {
  const command = program().commands.find((it) => it.name() === name)!;
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  const [, examples = ""] = help.split("\nExamples:\n");
  return examples
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Of the commands that a person sees; those of demo are run by the tests of npm run demo. */
const commands = program()
  .commands.map((it) => it.name())
  .filter((name) => !["complete", "demo", "destroy"].includes(name));

/** Exit codes other than 0: the example settings have no rule of Amazon SES, and their handler knows WorkMail only. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  migrate: 2,
  "workmail-lambda verify --invoke --source ses-receipt": 1,
  "workmail-lambda invoke --source ses-receipt --synchronous": 2,
};

describe.each(commands)("the help of %s", describeHelp);

function describeHelp(name: string): void {
  const examples = examplesOf(name);

  it("shows exit codes and examples", async () => {
    const result = await workmailLambda(project, [name, "--help"]);
    expect(result).toSucceed();
    const { stdout } = result;
    expect(stdout).toMatch(/^Exit code:\s+0 /m);
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples)("shows what can be run: %s", async (example) => {
    expect(example).toMatch(/^workmail-lambda /);
    const folder = path.join(project, "..", "empty");
    mkdirSync(folder, { recursive: true });
    // There is no terminal to ask on.
    const asks = ["deploy", "destroy"].includes(name) && !example.includes("--auto-approve");
    const command = asks ? `${example} --auto-approve` : withCtrlC(example);
    const { code, stdout, stderr } = await runCommand(["bash", "-o", "pipefail", "-c", command], {
      cwd: name === "init" ? folder : project,
      env,
    });
    const expected = EXIT_CODES[example] ?? EXIT_CODES[name] ?? 0;
    expect({ code, stderr: code === expected ? "" : stderr }).toEqual({ code: expected, stderr: "" });
    expect(stdout).not.toContain("\u001B");
    if (expected !== 1 && !isForPrograms(example)) {
      expect([lastLine(stdout), lastLine(stderr)]).toContainEqual(expect.stringMatching(/^Next: /));
    }
  });
}

/** Whether a program reads what an example prints: JSON, or a shell's script. */
function isForPrograms(example: string): boolean {
  const printed = example.split(" | ").at(-1)!;
  return / --json\b/.test(printed) || /^workmail-lambda (completion|event|outputs)\b/.test(printed);
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)!;
}

/** Presses Ctrl-C some seconds after a command that would go on. */
function withCtrlC(example: string): string {
  return example.includes("--follow") ? `timeout --preserve-status --signal=INT 20 ${example}` : example;
}

it("invokes what is deployed as it is deployed", async () => {
  const result = await workmailLambda(
    project,
    [...["invoke", "inbound", "--json", "--region", "us-west-2"], ...["--function", "workmail-email-events"]],
    { env },
  );
  expect(result).toSucceed();
  const { stdout } = result;
  expect(JSON.parse(stdout)).toMatchObject({
    artifact: expect.stringMatching(
      /^arn:aws:lambda:us-west-2:123456789012:function:workmail-email-events, as it is deployed/,
    ) as string,
    results: [{ payload: { region: "us-west-2", flowDirection: "INBOUND" } }],
  });
});

it("says that a function does not exist, and how to look for it", async () => {
  const { code, stderr } = await workmailLambda(project, ["invoke", "--function", "nobody", "--region", "us-west-2"], {
    env,
  });
  expect([code, stderr]).toEqual([
    1,
    "There is no function nobody in us-west-2 in the account of these credentials. Next: look at the name, the Region, and the credentials; the deployed functions: npm run outputs\n",
  ]);
});

it("verifies with an exit code, in words, and as JSON", async () => {
  const right = await workmailLambda(project, ["verify"], { env });
  expect(right).toSucceed();
  expect(right.stdout).toMatch(/^eu-west-1 {2}workmail-email-events\n {2}passed {3}account +123456789012\n/);
  expect(right.stdout).toMatch(
    /\n {2}passed {3}permission +workmail\.eu-west-1\.amazonaws\.com for m-[0-9a-f]{32}, and nobody else\n/,
  );
  expect(right.stdout).toMatch(/\n {2}passed {3}alarms +6 attributes compared\n/);
  expect(right.stdout).toMatch(/\n57 passed, 0 failed, 6 unknown\nNext: npx workmail-lambda instructions, [^\n]+\n$/);

  const lambda = new LambdaClient({
    region: "us-west-2",
    ...onEmulator.client,
  });
  await lambda.send(
    new RemovePermissionCommand({
      FunctionName: "workmail-email-events",
      StatementId: `AllowWorkMail-m-${"2".repeat(32)}`,
      Qualifier: "live",
    }),
  );
  lambda.destroy();
  const wrong = await workmailLambda(project, ["verify"], { env });
  expect(wrong.code).toBe(2);
  expect(wrong.stdout).toMatch(/\n {2}failed {3}permission\n {11}Next: nothing lets WorkMail call /);
  const json = await workmailLambda(project, ["verify", "--json", "--region", "us-west-2"], { env });
  expect(json.code).toBe(2);
  expect(JSON.parse(json.stdout)).toMatchObject({ passed: false });
  expect(Object.keys((JSON.parse(json.stdout) as { regions: object }).regions)).toEqual(["us-west-2"]);
});

it("says that the settings have another organization than what is deployed", async () => {
  const file = path.join(project, "workmail.json");
  const settings = readFileSync(file, "utf8");
  const id = "m-33333333333333333333333333333333";
  const other = "m-44444444444444444444444444444444";
  writeFileSync(file, settings.replaceAll(id, other));
  const { code, stdout } = await workmailLambda(project, ["verify", "--region", "eu-west-1"], { env });
  writeFileSync(file, settings);
  expect(code).toBe(2);
  expect(stdout).toContain(
    `organizations of the settings                    expected ["${other}"], found ["${id}"]\n           Next: npm run deploy, or terraform apply where the module is: the settings have others than what is deployed\n`,
  );
  expect(stdout).toContain("\n  passed   permission ");
});

it("verifies against a zip", async () => {
  const zip = path.resolve("modules/terraform/workmail-function-deduplicating.zip");
  const { code, stdout } = await workmailLambda(project, ["verify", "--region", "eu-west-1", "--zip", zip], { env });
  expect(code).toBe(2);
  const missing = await workmailLambda(project, ["verify", "--region", "eu-west-1", "--zip", "missing.zip"], { env });
  expect([missing.code, missing.stderr]).toEqual([
    1,
    "missing.zip: no such file, which --zip names. Allowed: the zip that should be deployed.\n",
  ]);
  expect(stdout).toMatch(/failed {3}artifact +expected \S{43}=, found \S{43}=/);
});

it("says that a Region is not deployed", async () => {
  const destroyed = await runCommand(
    ["npm", "run", "--silent", "destroy", "--", "workmail-us-west-2", "--auto-approve"],
    { cwd: project, env },
  );
  expect(destroyed).toSucceed();
  const verified = await workmailLambda(project, ["verify", "--region", "us-west-2", "--json"], { env });
  expect(verified.code).toBe(2);
  expect(JSON.parse(verified.stdout)).toMatchObject({
    regions: { "us-west-2": [{ subject: "deployment", state: "failed" }] },
  });
  const told = await workmailLambda(project, ["instructions"], { env });
  expect([told.code, told.stderr]).toEqual([1, "Not deployed, or only in part: us-west-2. Next: npm run deploy\n"]);
});

it("without credentials says how to get some", async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...without } = env;
  expect([AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY]).not.toContain(undefined);
  const { code, stderr } = await workmailLambda(project, ["verify", "--region", "eu-west-1"], { env: without });
  expect(code).toBe(1);
  expect(stderr).toContain(
    "There are no AWS credentials for sts:GetCallerIdentity in eu-west-1. Next: sign in (aws sso login)",
  );
});

// Last: nothing is deployed afterwards.
describe.each(["destroy"])("the help of %s", describeHelp);
