import * as path from "node:path";
import type { DeploymentOutputs } from "../../../../cli/deployments/deployment-outputs";
import {
  parseSesReceiptEvent,
  parseSesSendingEvent,
  type SesReceiptEvent,
  type SesSendingEvent,
} from "../../../../function/src/sources";
import { type AwsApi, startAwsApi } from "../../../support/aws-api";
import { workmailLambdaHere } from "../../../support/command";
import { deploymentIn } from "../../../support/deployment";
import { folderWith } from "../../../support/folder";

/** The event of verify --invoke, as the function gets it. */

const CALLER = `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
let api: AwsApi;
let answer: object = { actions: [] };
let invocationType = "Event";

function ruleOf(type: string): string {
  const action = `<LambdaAction><FunctionArn>a</FunctionArn><InvocationType>${type}</InvocationType></LambdaAction>`;
  return `<DescribeReceiptRuleResponse><DescribeReceiptRuleResult><Rule><Name>mail</Name><Actions><member>${action}</member></Actions></Rule></DescribeReceiptRuleResult></DescribeReceiptRuleResponse>`;
}

beforeAll(async () => {
  api = await startAwsApi(({ operation }) =>
    operation === "GetCallerIdentity"
      ? { body: CALLER }
      : operation.endsWith("/invocations")
        ? { body: answer }
        : operation === "DescribeReceiptRule"
          ? { body: ruleOf(invocationType) }
          : undefined,
  );
});

afterAll(() => api.stop());

type Rules = NonNullable<DeploymentOutputs["email_flow_rules"]>;
const inbound: Rules = [{ name: "Tag", direction: "INBOUND", run_synchronously: true }];
const both: Rules = [...inbound, { name: "Log", direction: "OUTBOUND", run_synchronously: false }];

function verify(rules: Rules | undefined, ...args: string[]) {
  return verifyWith({ email_flow_rules: rules }, ...args);
}

async function verifyWith(more: Partial<DeploymentOutputs>, ...args: string[]) {
  const outputs = deploymentIn("eu-west-1", more);
  const file = path.join(folderWith({ "outputs.json": JSON.stringify(outputs) }), "outputs.json");
  const before = api.calls.length;
  const result = await workmailLambdaHere(".", ["verify", "--outputs", file, ...args], {
    env: { ...process.env, ...api.environment },
  });
  const calls = api.calls.slice(before);
  const invoked = calls.filter(({ operation }) => operation.endsWith("/invocations"));
  const events = invoked.map(({ input }) => input);
  return { ...result, calls, events, directions: events.map(({ flowDirection }) => flowDirection) };
}

it.each([
  ["the inbound rules", inbound, [], "INBOUND"],
  ["the rules of a release that had none", undefined, [], "OUTBOUND"],
  ["the option, with rules of both directions", both, ["--inbound"], "INBOUND"],
  ["the option, against the rules", inbound, ["--outbound"], "OUTBOUND"],
])("has the direction of %s", async (_, rules, options, direction) => {
  expect((await verify(rules, "--invoke", ...options)).directions).toEqual([direction]);
});

it("asks for the direction before it calls AWS when the rules are of both", async () => {
  expect(await verify(both, "--invoke")).toMatchObject({
    code: 1,
    stderr: "eu-west-1: the email flow rules are for inbound and outbound email. Add --inbound or --outbound.\n",
    calls: [],
  });
});

it("refuses a direction without --invoke", async () => {
  expect(await verify(inbound, "--inbound")).toMatchObject({
    code: 1,
    stderr: "--inbound and --outbound need --invoke: they are for its event.\n",
  });
});

describe("with --source", () => {
  const ses = {
    ses_receipt_rule_arn: "arn:aws:ses:eu-west-1:123456789012:receipt-rule-set/INBOUND_MAIL:receipt-rule/mail",
    ses_sending_rule_arn: "arn:aws:events:eu-west-1:123456789012:rule/mail-sending",
  };

  const withoutWorkMail: Partial<DeploymentOutputs> = {
    ...ses,
    principal: undefined,
    permission_statement_ids: undefined,
    organization_arns: undefined,
    email_flow_rule_console_urls: undefined,
    email_flow_rule_instructions: undefined,
  };

  async function answerCheck(given: object, type: string) {
    answer = given;
    invocationType = type;
    const { stdout } = await verifyWith(ses, "--invoke", "--source", "ses-receipt", "--json");
    const { regions } = JSON.parse(stdout) as { regions: Record<string, { subject: string }[]> };
    return regions["eu-west-1"]!.find(({ subject }) => subject === "answer");
  }

  it.each<[string, (input: unknown) => unknown, (event: unknown) => string]>([
    ["ses-receipt", parseSesReceiptEvent, (event) => (event as SesReceiptEvent).Records[0].ses.mail.messageId],
    ["ses-sending", parseSesSendingEvent, (event) => (event as SesSendingEvent).id],
  ])("invokes with a new event of %s, whose addresses are nobody's", async (source, parse, idOf) => {
    const [one, other] = [
      ...(await verifyWith(ses, "--invoke", "--source", source)).events,
      ...(await verifyWith(ses, "--invoke", "--source", source)).events,
    ];

    expect(parse(one)).toEqual(one);
    expect(idOf(one)).not.toBe(idOf(other));
    expect(new Set(JSON.stringify(one).match(/@[\w.]+/g))).toEqual(new Set(["@example.com", "@example.net"]));
  });

  it.each(["CONTINUE", "STOP_RULE", "STOP_RULE_SET"])("checks that a receipt rule that waits gets %s", async (it) => {
    expect(await answerCheck({ disposition: it }, "RequestResponse")).toMatchObject({ state: "passed", found: it });
  });

  it("fails an answer that SES would take for CONTINUE, and does not print it", async () => {
    expect(await answerCheck({ disposition: "a@domain.test" }, "RequestResponse")).toEqual({
      subject: "answer",
      state: "failed",
      expected: "CONTINUE, STOP_RULE, or STOP_RULE_SET",
      found: null,
      next: expect.stringContaining("use a handler of createSynchronousHandler") as string,
    });
  });

  it("checks no answer where the receipt rule does not wait", async () => {
    expect(await answerCheck({}, "Event")).toBeUndefined();
  });

  it.each<[Partial<DeploymentOutputs>, string[], string]>([
    [
      {},
      ["--invoke", "--source", "ses-receipt"],
      "--source ses-receipt: nothing in Amazon SES calls the function in eu-west-1. Allowed: a Region with sesReceiptRule.",
    ],
    [ses, ["--source", "ses-sending"], "--source ses-sending needs --invoke: it is for its event."],
    [
      ses,
      ["--invoke", "--source", "ses-sending", "--inbound"],
      "--inbound and --outbound are allowed only with --source workmail.",
    ],
    [
      withoutWorkMail,
      ["--invoke"],
      "--invoke: WorkMail does not call the function in eu-west-1. Add --source ses-receipt or --source ses-sending.",
    ],
  ])("ends before it calls AWS where there is no such event: %#", async (outputs, args, stderr) => {
    expect(await verifyWith(outputs, ...args)).toMatchObject({ code: 1, stderr: `${stderr}\n`, calls: [] });
  });
});
