import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeReceiptRuleSetCommand, SESClient } from "@aws-sdk/client-ses";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { ModuleCall } from "../../support/module-call";
import { actionsOf } from "../../support/plan";
import { type AccessRequest, simulateAccess } from "../../support/simulate-access";

/**
 * Amazon SES beside WorkMail: a rule in WorkMail's own active rule set, and the sending events of a configuration set,
 * are applied, planned again, invoked, and destroyed.
 */

const account = "123456789012";
const stranger = "999999999999";
const organization = `m-${"1".repeat(32)}`;
const terraform = new EmulatedTerraform();
const call = new ModuleCall(terraform);

/** The resources of the account: WorkMail's active rule set with a rule, another rule set, and a configuration set. */
const THERE = {
  aws_ses_receipt_rule_set: { workmail: { rule_set_name: "INBOUND_MAIL" }, other: { rule_set_name: "other" } },
  aws_ses_active_receipt_rule_set: {
    workmail: { rule_set_name: "${aws_ses_receipt_rule_set.workmail.rule_set_name}" },
  },
  aws_ses_receipt_rule: {
    workmail: { name: "workmail", rule_set_name: "${aws_ses_receipt_rule_set.workmail.rule_set_name}", enabled: true },
  },
  aws_ses_configuration_set: { mail: { name: "mail" }, other: { name: "other" } },
};

const SES = {
  ses_receipt_rule: {
    rule_set_name: "${aws_ses_receipt_rule.workmail.rule_set_name}",
    recipients: ["example.com"],
    after: "${aws_ses_receipt_rule.workmail.name}",
    tls_policy: "Require",
  },
  ses_sending_events: {
    configuration_set_name: "${aws_ses_configuration_set.mail.name}",
    event_types: ["SEND", "DELIVERY"],
  },
};

const VALUES = { function_name: "mail", organization_ids: [organization] };

beforeAll(async () => {
  await terraform.start();
  call.write(VALUES, { resource: THERE });
  await call.deploy();
  call.write({ ...VALUES, ...SES });
  await call.apply();
}, 300_000);
afterAll(() => terraform.stop());

describe("the sources in Amazon SES", () => {
  it("need one apply, and do not change the active rule set", async () => {
    expect(actionsOf(await call.plan())).toEqual({});
  });

  const receiptRule = `arn:aws:ses:eu-west-1:${account}:receipt-rule-set/INBOUND_MAIL:receipt-rule/mail`;
  const eventRule = `arn:aws:events:eu-west-1:${account}:rule/mail-sending`;
  const ses = { "aws:SourceArn": receiptRule, "aws:SourceAccount": account };
  const events = { "aws:SourceArn": eventRule, "aws:SourceAccount": account };

  const ofWorkMail = { "aws:SourceArn": `arn:aws:workmail:eu-west-1:${account}:organization/${organization}` };

  async function resourcePolicy() {
    const lambda = new LambdaClient(terraform.client);
    const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName: "mail" }));
    return JSON.parse(Policy!) as { readonly Statement: readonly { readonly Sid: string }[] };
  }

  async function statements(): Promise<string[]> {
    return (await resourcePolicy()).Statement.map(({ Sid }) => Sid).sort();
  }

  async function invocation(request: Pick<AccessRequest, "principal" | "context">) {
    return simulateAccess({
      action: "lambda:InvokeFunction",
      resource: `arn:aws:lambda:eu-west-1:${account}:function:mail`,
      accountId: account,
      resourcePolicy: await resourcePolicy(),
      ...request,
    });
  }

  it.each([
    ["the receipt rule", "ses.amazonaws.com", ses],
    ["the EventBridge rule", "events.amazonaws.com", events],
    ["WorkMail", "workmail.eu-west-1.amazonaws.com", ofWorkMail],
  ])("let %s invoke the function", async (_, principal, context) => {
    expect(await invocation({ principal, context })).toBe("Allowed");
  });

  it.each<[string, string, Record<string, string>]>([
    ["another rule of the set", "ses.amazonaws.com", { ...ses, "aws:SourceArn": `${receiptRule}2` }],
    [
      "a rule of the same name in another set",
      "ses.amazonaws.com",
      { ...ses, "aws:SourceArn": receiptRule.replace("INBOUND_MAIL", "other") },
    ],
    [
      "a rule of the same names in another account",
      "ses.amazonaws.com",
      { "aws:SourceArn": receiptRule.replace(account, stranger), "aws:SourceAccount": stranger },
    ],
    [
      "a rule of the same names in another Region",
      "ses.amazonaws.com",
      { ...ses, "aws:SourceArn": receiptRule.replace("eu-west-1", "us-east-1") },
    ],
    ["the receipt rule for another account", "ses.amazonaws.com", { ...ses, "aws:SourceAccount": stranger }],
    ["the receipt rule without an account", "ses.amazonaws.com", { "aws:SourceArn": receiptRule }],
    ["SES without a source", "ses.amazonaws.com", { "aws:SourceAccount": account }],
    ["SES of a Region", "ses.eu-west-1.amazonaws.com", ses],
    ["another EventBridge rule", "events.amazonaws.com", { ...events, "aws:SourceArn": `${eventRule}-2` }],
    [
      "the EventBridge rule of another account",
      "events.amazonaws.com",
      { "aws:SourceArn": eventRule.replace(account, stranger), "aws:SourceAccount": stranger },
    ],
    ["EventBridge without a source", "events.amazonaws.com", { "aws:SourceAccount": account }],
    ["EventBridge as SES", "events.amazonaws.com", ses],
    ["SES as EventBridge", "ses.amazonaws.com", events],
  ])("do not let %s invoke it", async (_, principal, context) => {
    expect(await invocation({ principal, context })).toBe("ImplicitlyDenied");
  });

  /** The rules of WorkMail's set, in their order, ours with what SES has of it. */
  async function rules() {
    const ses = new SESClient(terraform.client);
    const { Rules = [] } = await ses.send(new DescribeReceiptRuleSetCommand({ RuleSetName: "INBOUND_MAIL" }));
    ses.destroy();
    return Rules.map(({ Name, Recipients, TlsPolicy }) => (Name === "mail" ? [Recipients, TlsPolicy] : Name));
  }

  it("stay where they are while recipients, position, TLS policy, and event types change", async () => {
    expect(await rules()).toEqual(["workmail", [["example.com"], "Require"]]);
    call.write({
      ...VALUES,
      ses_receipt_rule: { rule_set_name: SES.ses_receipt_rule.rule_set_name, recipients: ["example.net"] },
      ses_sending_events: { ...SES.ses_sending_events, event_types: ["SEND"] },
    });
    expect(actionsOf(await call.plan())).toEqual({
      "module.workmail.aws_ses_receipt_rule.ses_receipt_rule[0]": "update",
      "module.workmail.aws_cloudwatch_event_rule.ses_sending_events_rule[0]": "update",
      "module.workmail.aws_sesv2_configuration_set_event_destination.ses_sending_events_destination[0]": "update",
    });
    await call.apply();

    expect(actionsOf(await call.plan())).toEqual({});
    expect(await rules()).toEqual([[["example.net"], "Optional"], "workmail"]);
  });

  it("are replaced in another rule set and another configuration set, and nothing else is", async () => {
    call.write({
      ...VALUES,
      ses_receipt_rule: { rule_set_name: "${aws_ses_receipt_rule_set.other.rule_set_name}" },
      ses_sending_events: { configuration_set_name: "${aws_ses_configuration_set.other.name}" },
    });
    expect(actionsOf(await call.plan())).toEqual({
      "module.workmail.aws_lambda_permission.ses_receipt_rule_permission[0]": "delete, create",
      "module.workmail.aws_ses_receipt_rule.ses_receipt_rule[0]": "delete, create",
      "module.workmail.aws_cloudwatch_event_rule.ses_sending_events_rule[0]": "update",
      "module.workmail.aws_sesv2_configuration_set_event_destination.ses_sending_events_destination[0]":
        "delete, create",
    });
    await call.apply();

    expect(await rules()).toEqual(["workmail"]);

    expect(actionsOf(await call.plan())).toEqual({});
  });

  const DESCRIPTIONS = {
    "module.workmail.aws_iam_role.role[0]": "update",
    "module.workmail.aws_lambda_function.function": "update",
  };

  it("stay when WorkMail is taken out, in one apply that deletes its statement and changes the descriptions", async () => {
    call.write({ ...VALUES, ...SES });
    await call.apply();
    call.write({ function_name: "mail", workmail: false, ...SES });
    expect(actionsOf(await call.plan())).toEqual({
      [`module.workmail.aws_lambda_permission.permission["${organization}"]`]: "delete",
      ...DESCRIPTIONS,
    });
    await call.apply();

    expect(actionsOf(await call.plan())).toEqual({});
    expect(await statements()).toEqual(["AllowSesReceiptRule", "AllowSesSendingEvents"]);
  });

  it.each([
    ["the receipt rule", "ses.amazonaws.com", ses, "Allowed"],
    ["the EventBridge rule", "events.amazonaws.com", events, "Allowed"],
    [
      "another rule of the set",
      "ses.amazonaws.com",
      { ...ses, "aws:SourceArn": `${receiptRule}2` },
      "ImplicitlyDenied",
    ],
    ["another account", "ses.amazonaws.com", { ...ses, "aws:SourceAccount": stranger }, "ImplicitlyDenied"],
    ["EventBridge without a source", "events.amazonaws.com", { "aws:SourceAccount": account }, "ImplicitlyDenied"],
    ["the organization", "workmail.eu-west-1.amazonaws.com", ofWorkMail, "ImplicitlyDenied"],
  ])("then decide for %s", async (_, principal, context, decision) => {
    expect(await invocation({ principal, context })).toBe(decision);
  });

  it("take WorkMail in again in one apply", async () => {
    call.write({ ...VALUES, ...SES });
    expect(actionsOf(await call.plan())).toEqual({
      [`module.workmail.aws_lambda_permission.permission["${organization}"]`]: "create",
      ...DESCRIPTIONS,
    });
    await call.apply();

    expect(actionsOf(await call.plan())).toEqual({});
    expect(await invocation({ principal: "workmail.eu-west-1.amazonaws.com", context: ofWorkMail })).toBe("Allowed");
  });

  it("do not apply where an answer has no meaning: each reason at plan", async () => {
    const ses_receipt_rule = { ...SES.ses_receipt_rule, invocation_type: "RequestResponse" };
    call.write({ ...VALUES, ...SES, ses_receipt_rule, timeout: 30 });
    const { code, stderr } = await call.run("plan", "-input=false", "-no-color");
    const text = stderr.replace(/[\s│]+/g, " ");

    expect(code).toBe(1);
    expect(text).toContain("ses_sending_events needs a function without a synchronous rule");
    expect(text).toContain("timeout must be at most 29 with ses_receipt_rule.invocation_type RequestResponse");
  });

  it("wait for an answer, and no longer, after one apply each", async () => {
    const { ses_receipt_rule } = SES;
    for (const invocation_type of ["RequestResponse", "Event"]) {
      call.write({ ...VALUES, ses_receipt_rule: { ...ses_receipt_rule, invocation_type }, timeout: 29 });
      await call.apply();

      expect(actionsOf(await call.plan())).toEqual({});
    }
  });

  it("are destroyed, while WorkMail's rule set stays", async () => {
    call.write(VALUES);
    await call.apply();

    expect(actionsOf(await call.plan())).toEqual({});
    expect(await call.run("destroy", "-input=false", "-auto-approve")).toSucceed();
  });
});
