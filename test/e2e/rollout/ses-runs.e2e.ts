import type { ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import {
  CreateConfigurationSetCommand,
  CreateReceiptRuleCommand,
  CreateReceiptRuleSetCommand,
  DescribeActiveReceiptRuleSetCommand,
  SESClient,
  SetActiveReceiptRuleSetCommand,
} from "@aws-sdk/client-ses";
import {
  CreateConfigurationSetEventDestinationCommand,
  GetConfigurationSetEventDestinationsCommand,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import { type AwsProxy, startAwsProxy } from "../../support/aws-proxy";
import { workmailLambda } from "../../support/command";
import { projectOnEmulator } from "../../support/project-on-emulator";

/** Two deployments with one rule set and one configuration set of Amazon SES, at once and interrupted. */

jest.setTimeout(300_000);

const region = "eu-west-1";
const BOTH = ["alpha", "beta"] as const;
const project = projectOnEmulator();
let proxy: AwsProxy;
let ses: SESClient;
let sesv2: SESv2Client;
const watchers = new Set<(call: string) => Promise<unknown>>();

/** The rules and the destinations of others, which are there first. */
const THEIRS = [
  { Name: "first", Enabled: true, Recipients: ["first@example.com"], ScanEnabled: false, TlsPolicy: "Require" },
  { Name: "last", Enabled: false, Recipients: ["example.com", "example.net"], ScanEnabled: true },
] as const;

beforeAll(async () => {
  proxy = await startAwsProxy(project.endpoint, {
    onAnswer: async ({ url, body }) => {
      await Promise.all([...watchers].map((watch) => watch(`${url} ${body}`)));
    },
  });
  ses = new SESClient({ region, ...project.client });
  sesv2 = new SESv2Client({ region, ...project.client });
  await ses.send(new CreateReceiptRuleSetCommand({ RuleSetName: "INBOUND_MAIL" }));
  await ses.send(new SetActiveReceiptRuleSetCommand({ RuleSetName: "INBOUND_MAIL" }));
  for (const rule of [...THEIRS].reverse()) {
    const Rule = { ...rule, Recipients: [...rule.Recipients] };
    await ses.send(new CreateReceiptRuleCommand({ RuleSetName: "INBOUND_MAIL", Rule }));
  }
  await ses.send(new CreateConfigurationSetCommand({ ConfigurationSet: { Name: "outbound" } }));
  await sesv2.send(
    new CreateConfigurationSetEventDestinationCommand({
      ConfigurationSetName: "outbound",
      EventDestinationName: "theirs",
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: ["BOUNCE", "SEND"],
        EventBridgeDestination: { EventBusArn: `arn:aws:events:${region}:123456789012:event-bus/default` },
      },
    }),
  );
  for (const environment of BOTH) {
    const settings = {
      ...{ failureQueue: false, alarms: false, logQueries: false },
      sesReceiptRule: { ruleSetName: "INBOUND_MAIL", recipients: [`${environment}.example.com`], after: "first" },
      sesSendingEvents: { configurationSetName: "outbound" },
      regions: { [region]: { workMail: false } },
    };
    writeFileSync(path.join(project.folder, `workmail.${environment}.json`), JSON.stringify(settings));
  }
});

afterAll(async () => {
  ses?.destroy();
  sesv2?.destroy();
  await proxy?.stop();
});

/** When a command is interrupted, how, and what is run while it still ends. */
interface Interruption {
  /** A call, with what is in its body. AWS has done what it asks for, and has not answered. */
  readonly at: RegExp;
  readonly signal: NodeJS.Signals;
  readonly meanwhile?: () => Promise<unknown>;
}

/** Runs a command for an environment, and interrupts it. */
async function run(environment: string, args: readonly string[], interruption?: Interruption) {
  let child: ChildProcess;
  let other: Promise<unknown> | undefined;
  const watch = async (call: string) => {
    if (other === undefined && interruption?.at.test(call)) {
      child.kill(interruption.signal);
      other = interruption.meanwhile?.() ?? Promise.resolve();
      await other;
    }
  };
  watchers.add(watch);
  const env = {
    ...project.env,
    AWS_ENDPOINT_URL: proxy.endpoint.href.replace(/\/$/, ""),
    WORKMAIL_SETTINGS: `workmail.${environment}.json`,
  };
  const result = await workmailLambda(project.folder, args, { env, onStart: (it) => (child = it) });
  watchers.delete(watch);
  return { ...result, isInterrupted: other !== undefined, other: await other };
}

function deploy(environment: string, interruption?: Interruption) {
  return run(environment, ["deploy", "--auto-approve"], interruption);
}

function destroy(environment: string, interruption?: Interruption) {
  return run(environment, ["destroy", "--auto-approve"], interruption);
}

/** Returns the names in the active rule set and in the configuration set, and all of what belongs to others. */
async function inSes() {
  const { Metadata, Rules = [] } = await ses.send(new DescribeActiveReceiptRuleSetCommand({}));
  const { EventDestinations = [] } = await sesv2.send(
    new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName: "outbound" }),
  );
  const isOfOthers = ({ Name = "" }) => /^(first|last|theirs)$/.test(Name);
  return {
    rules: Rules.map(({ Name }) => Name),
    destinations: EventDestinations.map(({ Name }) => Name).sort(),
    others: JSON.stringify([Metadata?.Name, Rules.filter(isOfOthers), EventDestinations.filter(isOfOthers)]),
  };
}

const OURS = BOTH.map((environment) => `workmail-email-events-${environment}`);
const INTERRUPTED = /^workmail-\w+-eu-west-1: interrupted\. Terraform finishes its changes first, for at most 60 s\.$/m;

it("deploys two at once that are interrupted, continues with the same commands, and destroys only its own", async () => {
  const { others } = await inSes();

  const [alpha, beta] = await Promise.all([
    deploy("alpha", {
      at: /Action=CreateReceiptRule&.*-alpha/,
      signal: "SIGTERM",
      meanwhile: () => destroy("alpha"),
    }),
    deploy("beta", { at: /^POST \S+event-destinations .*-beta/, signal: "SIGINT" }),
  ]);
  for (const { isInterrupted, code, stdout, stderr } of [alpha, beta]) {
    expect([isInterrupted, code, stderr]).toEqual([true, 130, expect.stringMatching(INTERRUPTED)]);
    expect(stdout).toMatch(/^Deployed: workmail-\w+-eu-west-1\nNext: .* verify\n$/);
  }
  expect(alpha.other).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/works on the same stacks\. Next: wait /) as string,
  });

  const again = await Promise.all(BOTH.map((environment) => deploy(environment)));
  expect(again.map(({ stdout }) => stdout.split("\nNext: ")[0])).toEqual(
    BOTH.map((environment) => `No changes: workmail-${environment}-eu-west-1`),
  );
  const deployed = await inSes();
  expect({ ...deployed, rules: [...deployed.rules].sort() }).toEqual({
    rules: ["first", "last", ...OURS],
    destinations: ["theirs", ...OURS],
    others,
  });
  expect([deployed.rules[0], deployed.rules[3]]).toEqual(["first", "last"]);

  const stopped = await destroy("alpha", { at: /Action=DeleteReceiptRule&.*-alpha/, signal: "SIGINT" });
  expect([stopped.isInterrupted, stopped.code, stopped.stderr]).toEqual([
    true,
    130,
    expect.stringMatching(INTERRUPTED),
  ]);
  expect(stopped.stdout).toMatch(/^Destroyed: workmail-alpha-eu-west-1\nNext: .* diff, which shows what /);
  const [destroyed, planned] = await Promise.all([
    destroy("alpha"),
    destroy("beta", { at: /Action=DescribeReceiptRule&.*-beta/, signal: "SIGTERM" }),
  ]);
  expect(destroyed).toSucceed();
  expect([planned.isInterrupted, planned.code, planned.stdout]).toEqual([true, 130, ""]);
  // Terraform may have planned before it gets the signal.
  expect(planned.stderr).toMatch(/\n\n(Nothing was changed\. )?Next: .* destroy -- --auto-approve\n$/);
  const unchanged = await run("beta", ["diff"]);
  expect(unchanged.stdout).toMatch(/^workmail-beta-eu-west-1 {2}No changes\.$/m);
  expect(await inSes()).toEqual({ rules: ["first", OURS[1], "last"], destinations: ["theirs", OURS[1]], others });

  expect(await destroy("beta")).toSucceed();
  expect(await inSes()).toEqual({ rules: ["first", "last"], destinations: ["theirs"], others });
});
