import * as path from "node:path";
import { CreateConfigurationSetCommand, CreateReceiptRuleSetCommand, SESClient } from "@aws-sdk/client-ses";
import { type Emulator, startEmulator } from "../../../cli/emulator/emulator";
import { Sandbox } from "../../../cli/emulator/sandbox";
import { startProcess } from "../../../cli/processes/processes";
import type { Terraform } from "../../../cli/terraform/binary";
import { type AwsProxy, type ProxyOptions, startAwsProxy } from "../../support/aws-proxy";
import { folderWith } from "../../support/folder";
import { plannedChanges } from "../../support/planned-changes";
import { runCommand } from "../../support/run-command";
import { wordsOf } from "../../support/shell-words";

// It applies a dozen times.
jest.setTimeout(600_000);

/** A first deployment of which Terraform itself is killed: each run continues where the one before was killed. */

let emulator: Emulator;
let proxy: AwsProxy;
let terraform: Terraform;
let sandbox: Sandbox;
let watch: ProxyOptions = {};

beforeAll(async () => {
  emulator = await startEmulator();
  proxy = await startAwsProxy(emulator.endpoint, {
    onCall: (call) => watch.onCall?.(call),
    onAnswer: (call, answer) => watch.onAnswer?.(call, answer),
  });
});

beforeEach(async () => {
  sandbox = new Sandbox();
  terraform = await sandbox.findTerraform();
  sandbox.use({ ...emulator, endpoint: proxy.endpoint });
});

afterEach(() => sandbox.remove());

afterAll(async () => {
  await proxy?.stop();
  await emulator?.stop();
});

/** Synthesizes one Region, without the queue: it takes half a minute. */
async function synthesize(functionName: string, settings: object = {}): Promise<void> {
  const file = {
    functionName,
    failureQueue: false,
    alarms: false,
    logQueries: false,
    regions: { "us-east-1": { allowAnyOrganization: true } },
    ...settings,
  };
  await sandbox.synthesize(path.join(folderWith({ "workmail.json": JSON.stringify(file) }), "workmail.json"));
}

/**
 * Returns the name of a call that creates a resource, or deletes one of Lambda's. The retention of a log group is set
 * after its creation.
 */
function changeIn({ url, body, target }: { readonly url: string; readonly body: string; readonly target: string }) {
  const [, action = ""] = /(?:^|&)Action=(\w+)/.exec(body) ?? [];
  const name = target || action || url.replace(/\?.*/, "");
  return /(^|\.)(Create|Put(?!Retention))|^(P(OST|UT)|DELETE) /.test(name) ? name : undefined;
}

/** Starts to apply the one stack, each resource after the other, so that no other call is under way. */
function apply() {
  return startProcess(terraform.binary, ["apply", "-input=false", "-auto-approve", "-parallelism=1"], {
    cwd: sandbox.stacks[0]!.folder,
    env: { ...sandbox.environment, ...terraform.providers.environment },
    stdio: ["ignore", "ignore", "ignore"],
  });
}

it("continues after a kill before the creation of each kind of resource, and ends in an empty plan", async () => {
  await synthesize("cut", { alarms: true, logQueries: true, dashboard: true, liveAlias: true });
  expect(await killedBeforeEachChange()).toEqual(
    expect.arrayContaining([
      "CreateRole",
      "PutRolePolicy",
      "Logs_20140328.CreateLogGroup",
      "Logs_20140328.PutQueryDefinition",
      "PutMetricAlarm",
      "PutDashboard",
      "POST /2015-03-31/functions",
      "POST /2015-03-31/functions/cut/aliases",
      "POST /2015-03-31/functions/cut/policy",
      "PUT /2019-09-25/functions/cut/event-invoke-config",
    ]),
  );
  expect(await plannedChanges(sandbox, sandbox.stacks[0]!)).toEqual([]);
});

it("continues after a kill before each change from WorkMail to Amazon SES, and ends in an empty plan", async () => {
  await createSets({ RuleSetName: "own", Name: "outbound" });
  await synthesize("moved");
  await sandbox.deploy();

  await synthesize("moved", {
    sesReceiptRule: { ruleSetName: "own" },
    sesSendingEvents: { configurationSetName: "outbound" },
    regions: { "us-east-1": { workMail: false } },
  });
  expect((await killedBeforeEachChange()).sort()).toEqual([
    "AWSEvents.PutRule",
    "AWSEvents.PutTargets",
    "CreateReceiptRule",
    "DELETE /2015-03-31/functions/moved/policy/AllowWorkMail",
    "POST /2015-03-31/functions/moved/policy",
    "POST /v2/email/configuration-sets/outbound/event-destinations",
    // Its description names Amazon SES.
    "PUT /2015-03-31/functions/moved/configuration",
  ]);
  expect(await plannedChanges(sandbox, sandbox.stacks[0]!)).toEqual([]);
});

/** Creates what a receipt rule and an event destination of Amazon SES need. */
async function createSets({ RuleSetName, Name }: { readonly RuleSetName: string; readonly Name: string }) {
  const ses = new SESClient({
    region: "us-east-1",
    endpoint: emulator.endpoint.href,
    credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
  });
  await ses.send(new CreateReceiptRuleSetCommand({ RuleSetName }));
  await ses.send(new CreateConfigurationSetCommand({ ConfigurationSet: { Name } }));
  ses.destroy();
}

/** Applies the one stack again and again, and kills Terraform before the first call of each kind; returns the kinds. */
async function killedBeforeEachChange(): Promise<string[]> {
  await sandbox.terraformIn(sandbox.stacks[0]!).init();
  const killedBefore: string[] = [];
  for (let isKilled = true; isKilled;) {
    isKilled = false;
    const { pid, ended } = await apply();
    watch = {
      onCall: (call) => {
        const change = changeIn(call);
        if (change === undefined || killedBefore.includes(change)) {
          return true;
        }
        killedBefore.push(change);
        isKilled = true;
        process.kill(-pid, "SIGKILL");
        return false;
      },
    };
    const end = await ended;
    watch = {};
    expect([killedBefore.at(-1), end]).toEqual([
      killedBefore.at(-1),
      isKilled ? { code: null, signal: "SIGKILL" } : { code: 0, signal: null },
    ]);
  }
  return killedBefore;
}

it("prints the import of what AWS has and the state does not, after which the next deployment continues", async () => {
  await synthesize("unknown");
  const [stack] = sandbox.stacks;
  await sandbox.terraformIn(stack!).init();
  const { pid, ended } = await apply();
  watch = {
    // AWS has created it, and Terraform does not learn of it.
    onAnswer: (call) => {
      if (changeIn(call) === "CreateRole") {
        process.kill(-pid, "SIGKILL");
        return false;
      }
      return true;
    },
  };
  expect((await ended).signal).toBe("SIGKILL");
  watch = {};
  // Not the function: the provider tries to create it for five minutes before it reports that it exists.
  const imports = importsIn(await sandbox.deploy().catch((error: unknown) => (error as Error).message));
  expect(imports).toEqual([
    "terraform -chdir=cdktf.out/stacks/workmail-us-east-1 import aws_iam_role.role unknown-us-east-1",
  ]);
  await runAll(imports);
  await sandbox.deploy();
  expect(await plannedChanges(sandbox, stack!)).toEqual([]);
});

it("prints the import of what has more than its name as ID, after which the next deployment continues", async () => {
  await createSets({ RuleSetName: "theirs", Name: "sent" });
  await synthesize("named", {
    liveAlias: true,
    sesReceiptRule: { ruleSetName: "theirs" },
    sesSendingEvents: { configurationSetName: "sent" },
  });
  await sandbox.deploy();
  const [stack] = sandbox.stacks;
  // Not a permission: the provider tries to create it for five minutes, too.
  const alias = "aws_lambda_alias.live_alias";
  const rule = "aws_ses_receipt_rule.ses_receipt_rule";
  const destination = "aws_sesv2_configuration_set_event_destination.ses_sending_events_destination";
  await terraformRun(stack!.folder, "state", "rm", alias, rule, destination);

  const importOf = (args: string) => `terraform -chdir=cdktf.out/stacks/workmail-us-east-1 import ${args}`;
  // The rule and the destination depend on the alias.
  for (const expected of [
    [importOf(`${alias} named/live`)],
    [importOf(`${rule} theirs:named`), importOf(`${destination} 'sent|named'`)],
  ]) {
    const imports = importsIn(await sandbox.deploy().catch((error: unknown) => (error as Error).message));
    expect(imports).toEqual(expected);
    await runAll(imports);
  }
  await sandbox.deploy();
  expect(await plannedChanges(sandbox, stack!)).toEqual([]);
});

/** Runs Terraform's commands that a message names. */
async function runAll(commands: readonly string[]): Promise<void> {
  for (const command of commands) {
    const [, ...args] = wordsOf(command);
    await terraformRun(sandbox.folder, ...args);
  }
}

/** Returns the commands that a message names. */
function importsIn(message: unknown): string[] {
  const commands = String(message).match(/^ {2}terraform -chdir=\S+ import .*$/gm) ?? [];
  return commands.map((command) => command.trim()).sort();
}

async function terraformRun(cwd: string, ...args: string[]): Promise<void> {
  const env = { ...sandbox.environment, ...terraform.providers.environment };
  expect(await runCommand([terraform.binary, ...args], { cwd, env })).toSucceed();
}

it("replaces what a failed creation left tainted, and ends in an empty plan", async () => {
  await synthesize("tainted");
  await sandbox.deploy();
  const [stack] = sandbox.stacks;
  for (const address of ["aws_lambda_function.function", "aws_iam_role.role", "aws_cloudwatch_log_group.log_group"]) {
    await terraformRun(stack!.folder, "taint", address);
  }
  await sandbox.deploy();
  expect(await plannedChanges(sandbox, stack!)).toEqual([]);
});
