import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import {
  GetPolicyCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateConfigurationSetCommand,
  CreateReceiptRuleCommand,
  CreateReceiptRuleSetCommand,
  SESClient,
  SetActiveReceiptRuleSetCommand,
} from "@aws-sdk/client-ses";
import { type Block, blocksOf } from "../../support/markdown-pages";
import { projectOnEmulator } from "../../support/project-on-emulator";
import { runCommand } from "../../support/run-command";

/** The guide from WorkMail to Amazon SES: its own handler, settings, and commands, in its order, and its ways back. */

// It deploys eight times.
jest.setTimeout(900_000);

const GUIDE = "docs/guides/move-to-ses.md";
const region = "eu-west-1";
const organization = `AllowWorkMail-m-${"3".repeat(32)}`;

interface Settings {
  readonly regions: Record<string, object>;
}

/** Turned off, so that a deployment takes seconds. */
const FAST = { failureQueue: false, alarms: false, logQueries: false };

/** As npx, dig, and the AWS CLI, as far as the guide uses them. */
const PROGRAMS = `
npx() { shift; "${process.execPath}" cli/workmail-lambda.js "$@" $([ "$1" = deploy ] && echo --auto-approve); }
dig() { [ "$*" = "+noall +answer MX example.com" ]; }
aws() { "${process.execPath}" aws.cjs "$@"; }
`;

/** An operation of SES without input. */
const AWS = `
const { SESClient, ...commands } = require("@aws-sdk/client-ses");
const [service, operation, ...options] = process.argv.slice(2);
const { region, query } = Object.fromEntries(options.join(" ").split(/(?:^| )--/).slice(1).map((it) => it.split(" ")));
const name = operation.replace(/(^|-)(.)/g, (_, dash, letter) => letter.toUpperCase());
if (service !== "ses") throw new Error(service);
new SESClient({ region }).send(new commands[name + "Command"]({}))
  .then((answer) => console.log(query.split(".").reduce((at, key) => at[key], answer)));
`;

/** The blocks of the guide by the number of their step; 0 before the first one. */
const STEPS = blocksOf(GUIDE).reduce<Block[][]>((steps, block) => {
  const lines = readFileSync(GUIDE, "utf8").split("\n");
  const step = lines.slice(0, Number(block.place.split(":")[1])).filter((line) => /^## \d\. /.test(line)).length;
  (steps[step] ??= []).push(block);
  return steps;
}, []);

const project = projectOnEmulator();
let settings: Settings;
const printed: string[] = [];

function code(step: number, info: string): string {
  return STEPS[step]!.find((block) => block.info === info)!.code;
}

function commandsIn(step: number): string[] {
  return STEPS[step]!.filter(({ info }) => info === "sh").flatMap((block) => block.code.split("\n"));
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(project.folder, file)), { recursive: true });
  writeFileSync(path.join(project.folder, file), text);
}

function writeSettings(next: Settings): void {
  settings = next;
  write("workmail.json", JSON.stringify({ ...FAST, ...settings }));
}

async function run(line: string): Promise<string> {
  const result = await runCommand(["bash", "-c", `${PROGRAMS}\n${line}`], { cwd: project.folder, env: project.env });
  // A plan with changes needs attention.
  expect({ ...result, stdout: `$ ${line}\n${result.stdout}` }).toSucceed(/ diff /.test(line) ? 2 : 0);
  return result.stdout + result.stderr;
}

/** Follows a step: its settings replace those of the Region, and its commands run. */
async function follow(step: number): Promise<void> {
  if (STEPS[step]!.some(({ info }) => info === "json")) {
    const shown = JSON.parse(code(step, "json")) as Settings;
    writeSettings({ ...settings, regions: { ...settings.regions, ...shown.regions } });
  }
  printed.length = 0;
  for (const line of commandsIn(step)) {
    printed.push(await run(line));
  }
}

/** Goes the way back: earlier settings, and a deployment. */
async function restore(earlier: Settings): Promise<void> {
  writeSettings(earlier);
  await run(`npx workmail-lambda deploy workmail-${region}`);
}

const FunctionName = "workmail-email-events";

/** The statements of the function's resource policy, and the versions that only a new function would not have. */
async function deployed() {
  const lambda = new LambdaClient({ region, ...project.client });
  const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
  lambda.destroy();
  const { Statement } = JSON.parse(Policy!) as { Statement: readonly { readonly Sid: string }[] };
  return [Statement.map(({ Sid }) => Sid).sort(), Versions.map(({ Version }) => Version).sort()];
}

const VERSIONS = ["$LATEST", "1"];
const SES = ["AllowSesReceiptRule", "AllowSesSendingEvents"];
const BOTH = [...SES, organization];

beforeAll(async () => {
  // As WorkMail and the owner of the account have made them.
  const ses = new SESClient({ region, ...project.client });
  await ses.send(new CreateReceiptRuleSetCommand({ RuleSetName: "INBOUND_MAIL" }));
  const Rule = { Name: "workmail", Enabled: true };
  await ses.send(new CreateReceiptRuleCommand({ RuleSetName: "INBOUND_MAIL", Rule }));
  await ses.send(new SetActiveReceiptRuleSetCommand({ RuleSetName: "INBOUND_MAIL" }));
  await ses.send(new CreateConfigurationSetCommand({ ConfigurationSet: { Name: "outbound" } }));
  ses.destroy();
  write("aws.cjs", AWS);
  writeSettings(JSON.parse(code(0, "json")) as Settings);
});

it("has only commands that a test runs", () => {
  expect(STEPS).toHaveLength(6);
  const lines = STEPS.flatMap((_, step) => commandsIn(step));
  expect(lines.filter((line) => !/^(npx workmail-lambda|dig|aws ses) /.test(line))).toEqual([]);
});

it("prepares the handler, which takes events of each source", async () => {
  write("src/mail.ts", code(1, "ts"));
  await follow(1);
  const lambda = new LambdaClient({ region, ...project.client });
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  lambda.destroy();

  expect(await deployed()).toEqual([[organization], VERSIONS]);
});

it("lets both invoke the function, and goes back and forward, while WorkMail's rule set stays active", async () => {
  const before = settings;
  await follow(2);
  expect(printed.at(-2)).toMatch(/^INBOUND_MAIL\n/);
  expect(await deployed()).toEqual([BOTH, VERSIONS]);

  await restore(before);
  expect(await deployed()).toEqual([[organization], VERSIONS]);
  await follow(2);
});

it("lets SES act, and looks the MX record up", async () => {
  await follow(3);
  await follow(4);
  expect(await deployed()).toEqual([BOTH, VERSIONS]);
});

it("takes WorkMail out, and goes back and forward, with the same function", async () => {
  const before = settings;
  await follow(5);
  expect(printed.at(-1)).toMatch(/^eu-west-1: no email flow rule, because WorkMail does not invoke /);
  expect(await deployed()).toEqual([SES, VERSIONS]);

  await restore(before);
  expect(await deployed()).toEqual([BOTH, VERSIONS]);
  await follow(5);
  expect(await deployed()).toEqual([SES, VERSIONS]);
});
