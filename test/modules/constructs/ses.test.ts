import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { IResolvable } from "cdktf";
import { only, ORGANIZATIONS, synthesize, synthesizeWithVariables } from "../../support/stack";

const regions = { "us-west-2": { organizationIds: [ORGANIZATIONS.one] } };
const account = "${terraform_data.location.input.account_id}";
const arn = "${aws_lambda_function.function.arn}";

/** The statement that lets a service invoke the function, as Terraform gets it. */
function permission({ resource }: ReturnType<typeof synthesize>, name: string) {
  return resource.aws_lambda_permission?.[name];
}

describe("a receipt rule of Amazon SES", () => {
  const stack = synthesize({
    functionName: "mail",
    sesReceiptRule: { ruleSetName: "INBOUND_MAIL", recipients: ["example.com"], after: "workmail" },
    regions,
  });

  it("joins the rule set that is named, and calls the function without waiting for it", () => {
    const { depends_on, ...rule } = only(stack, "aws_ses_receipt_rule");

    expect(depends_on).toEqual(["aws_lambda_permission.ses_receipt_rule_permission"]);
    expect(rule).toMatchObject({
      name: "mail",
      rule_set_name: "INBOUND_MAIL",
      recipients: ["example.com"],
      after: "workmail",
      tls_policy: "Optional",
      enabled: true,
      scan_enabled: true,
      lambda_action: [{ function_arn: arn, invocation_type: "Event", position: 1 }],
    });
  });

  it("may invoke the function, and no other rule and no other account may", () => {
    expect(permission(stack, "ses_receipt_rule_permission")).toMatchObject({
      statement_id: "AllowSesReceiptRule",
      action: "lambda:InvokeFunction",
      principal: "ses.amazonaws.com",
      source_account: account,
      source_arn: `arn:aws:ses:us-west-2:${account}:receipt-rule-set/INBOUND_MAIL:receipt-rule/mail`,
    });
  });

  it("calls the alias where there is one, and may call nothing else", () => {
    const stack = synthesize({ liveAlias: true, sesReceiptRule: { ruleSetName: "a" }, regions });

    expect(only(stack, "aws_ses_receipt_rule").lambda_action).toMatchObject([
      { function_arn: "${coalesce(aws_lambda_alias.live_alias.arn, aws_lambda_function.function.arn)}" },
    ]);
    expect(permission(stack, "ses_receipt_rule_permission")?.qualifier).toBe("${aws_lambda_alias.live_alias.name}");
  });
});

describe("sending events of Amazon SES", () => {
  const stack = synthesize({
    functionName: "mail",
    sesSendingEvents: { configurationSetName: "outbound", eventTypes: ["SEND", "DELIVERY"] },
    regions,
  });

  it("are published to EventBridge by the configuration set that is named", () => {
    expect(only(stack, "aws_sesv2_configuration_set_event_destination")).toMatchObject({
      configuration_set_name: "outbound",
      event_destination_name: "mail",
      event_destination: {
        enabled: true,
        matching_event_types: ["SEND", "DELIVERY"],
        event_bridge_destination: { event_bus_arn: `arn:aws:events:us-west-2:${account}:event-bus/default` },
      },
    });
  });

  it("reach the function only from this configuration set, of this account, and of these types", () => {
    const rule = only(stack, "aws_cloudwatch_event_rule");

    expect(rule.name).toBe("mail-sending");
    expect(JSON.parse(String(rule.event_pattern))).toEqual({
      source: ["aws.ses"],
      account: [account],
      "detail-type": ["Email Sent", "Email Delivered"],
      detail: { eventType: ["Send", "Delivery"], mail: { tags: { "ses:configuration-set": ["outbound"] } } },
    });
    expect(only(stack, "aws_cloudwatch_event_target")).toMatchObject({
      rule: "${aws_cloudwatch_event_rule.ses_sending_events_rule.name}",
      arn,
      target_id: "function",
    });
  });

  it("may invoke the function through this rule only", () => {
    expect(permission(stack, "ses_sending_events_permission")).toMatchObject({
      statement_id: "AllowSesSendingEvents",
      principal: "events.amazonaws.com",
      source_account: account,
      source_arn: `arn:aws:events:us-west-2:${account}:rule/mail-sending`,
    });
  });

  it("are those of sent emails unless others are named", () => {
    const stack = synthesize({ sesSendingEvents: { configurationSetName: "outbound" }, regions });
    const { event_pattern } = only(stack, "aws_cloudwatch_event_rule");

    expect(JSON.parse(String(event_pattern))).toMatchObject({ "detail-type": ["Email Sent"] });
  });
});

describe("a function without sources in Amazon SES", () => {
  it("has nothing of SES and EventBridge", () => {
    const types = Object.keys(synthesize({ regions }).resource);

    expect(types.filter((type) => /ses|event_rule|event_target/.test(type))).toEqual([]);
    expect(Object.keys(synthesize({ regions }).resource.aws_lambda_permission!)).toEqual(["permission"]);
  });
});

describe("a function that answers", () => {
  const emailFlowRules = { Tag: { runSynchronously: true, fallbackAction: "Bounce" } };
  const sesReceiptRule = { ruleSetName: "a", invocationType: "RequestResponse" } as const;
  const sesSendingEvents = { configurationSetName: "a" };

  it("is called by a receipt rule that waits, and may be by a synchronous rule of WorkMail beside it", () => {
    const stack = synthesize({ emailFlowRules, sesReceiptRule, regions });

    expect(only(stack, "aws_ses_receipt_rule").lambda_action).toEqual([
      { function_arn: arn, invocation_type: "RequestResponse", position: 1 },
    ]);
  });

  it("has the alarm for failed decisions, and no other function has it", () => {
    const alarmsOf = (invocationType: "Event" | "RequestResponse") =>
      Object.keys(
        synthesize({ sesReceiptRule: { ruleSetName: "a", invocationType }, regions }).resource
          .aws_cloudwatch_metric_alarm!,
      ).filter((id) => id.includes("decisions"));

    expect(alarmsOf("RequestResponse")).toEqual(["alarms_failed_decisions"]);
    expect(alarmsOf("Event")).toEqual([]);
  });

  it.each([
    [
      { emailFlowRules, sesReceiptRule: { ruleSetName: "a" } },
      'sesReceiptRule.invocationType: "Event" given in us-west-2; allowed: "RequestResponse", since Tag waits for an answer, and a handler answers every event',
    ],
    [
      { emailFlowRules, sesSendingEvents },
      "sesSendingEvents: given in us-west-2; allowed: with asynchronous rules only, and Tag waits for an answer",
    ],
    [
      { sesReceiptRule, sesSendingEvents },
      "sesSendingEvents: given in us-west-2; allowed: with asynchronous rules only, and sesReceiptRule waits for an answer",
    ],
    [
      { sesReceiptRule, timeoutSeconds: 30 },
      "timeoutSeconds: 30 given in us-west-2; allowed: at most 29, since SES waits 30 seconds for the answer to sesReceiptRule",
    ],
    [
      { emailFlowRules, sesReceiptRule, messageContent: "REPLACE" },
      'messageContent: "REPLACE" given in us-west-2; allowed: without sesReceiptRule.invocationType "RequestResponse", since SES replaces no content',
    ],
  ])("has no settings without a meaning: %j", (settings, error) => {
    expect(() => synthesize({ ...settings, regions })).toThrow(error);
  });

  it("may run for 29 seconds where only SES waits", () => {
    expect(only(synthesize({ sesReceiptRule, timeoutSeconds: 29, regions }), "aws_lambda_function").timeout).toBe(29);
  });

  it("has no props without a meaning, all of which one error lists", () => {
    expect(() =>
      synthesizeWithVariables(() => ({
        emailFlowRules,
        sesReceiptRule: { ruleSetName: "a" },
        sesSendingEvents,
        timeoutSeconds: 10,
      })),
    ).toThrow(
      [
        "'sesReceiptRule' needs 'invocationType' RequestResponse beside a synchronous email flow rule: the function answers every event",
        "'sesSendingEvents' needs a function without a synchronous rule: nobody waits for an answer to them",
      ].join("\n  "),
    );
    expect(() =>
      synthesizeWithVariables(() => ({ sesReceiptRule, timeoutSeconds: 30, messageContent: "REPLACE" })),
    ).toThrow(
      [
        "'timeoutSeconds' must be at most 29 with a receipt rule of type RequestResponse: SES waits 30 seconds for the answer",
        "'messageContent' REPLACE needs a function without a receipt rule of type RequestResponse: SES replaces no content",
      ].join("\n  "),
    );
  });

  it("is checked at plan when only Terraform knows the rule", () => {
    const stack = synthesizeWithVariables((variable) => ({
      emailFlowRules,
      sesReceiptRule: variable("rule").value as IResolvable,
    }));
    const { lifecycle } = only(stack, "aws_lambda_function") as {
      lifecycle: { precondition: { condition: string; error_message: string }[] };
    };
    const isGiven = "try(nonsensitive(var.rule != null), var.rule != null)";
    const isRequest = 'var.rule.invocation_type == "RequestResponse"';
    const isAnswered = `(${isGiven} ? try(nonsensitive(${isRequest}), ${isRequest}) : false)`;

    expect(lifecycle.precondition).toContainEqual({
      condition: `\${!(${isGiven} ? !${isAnswered} : false)}`,
      error_message:
        "ses_receipt_rule needs invocation_type RequestResponse beside a synchronous email flow rule: the function answers every event.",
    });
  });
});

it("refuses a function whose name cannot be that of a receipt rule", () => {
  expect(() => synthesize({ functionName: "mail-", sesReceiptRule: { ruleSetName: "a" }, regions })).toThrow(
    `functionName: "mail-" given in us-west-2; allowed with sesReceiptRule: a letter or digit at both ends, since it becomes the rule's name`,
  );
});

/** Returns the files below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

it("never activates a receipt rule set, which would stop WorkMail's inbound email", () => {
  const root = path.join(__dirname, "../../..");
  const activating = /aws_ses_active_receipt_rule_set|ses-active-receipt-rule-set|SetActiveReceiptRuleSet/i;
  const files = ["main.ts", ...filesIn(path.join(root, "modules")), ...filesIn(path.join(root, "cli"))];

  expect(files.length).toBeGreaterThan(200);
  expect(files.filter((file) => activating.test(readFileSync(path.resolve(root, file), "latin1")))).toEqual([]);
});
