import { only, ORGANIZATIONS, synthesize, synthesizeWithVariables } from "../../support/stack";

const regions = { "eu-west-1": { organizationIds: [ORGANIZATIONS.one] } };
const synchronous = { Tag: { runSynchronously: true, fallbackAction: "Bounce" } };

describe("with email flow rules", () => {
  const emailFlowRules = {
    Tag: { direction: "INBOUND", runSynchronously: true, ruleTimeoutMinutes: 5, fallbackAction: "Bounce" },
    Log: { senderPatterns: ["example.com"] },
  };
  const { output } = synthesize({ emailFlowRules, regions });

  it("has a section of steps for each rule, in their order", () => {
    const titles = String(output.email_flow_rule_instructions?.value).match(/^Attach .*$/gm);
    expect(titles).toEqual([
      "Attach workmail-email-events to the email flow rule Tag (eu-west-1)",
      "Attach workmail-email-events to the email flow rule Log (eu-west-1)",
    ]);
  });

  it("puts out what to enter for each rule", () => {
    expect(output.email_flow_rules?.value).toEqual([
      {
        name: "Tag",
        direction: "INBOUND",
        run_synchronously: true,
        rule_timeout_minutes: 5,
        fallback_action: "Bounce",
        sender_patterns: ["*"],
        destination_patterns: ["*"],
      },
      {
        name: "Log",
        direction: "OUTBOUND",
        run_synchronously: false,
        sender_patterns: ["example.com"],
        destination_patterns: ["*"],
      },
    ]);
  });
});

it("is for one asynchronous outbound rule without a name unless rules are set", () => {
  expect(synthesize({ regions }).output.email_flow_rules?.value).toEqual([
    { direction: "OUTBOUND", run_synchronously: false, sender_patterns: ["*"], destination_patterns: ["*"] },
  ]);
});

describe("the time limit of a function with a synchronous rule", () => {
  it("may be 14 seconds, and 15 with asynchronous rules", () => {
    const timeouts = [
      synthesize({ emailFlowRules: synchronous, timeoutSeconds: 14, regions }),
      synthesize({ emailFlowRules: { Log: {} }, timeoutSeconds: 15, regions }),
    ].map((stack) => only(stack, "aws_lambda_function").timeout);
    expect(timeouts).toEqual([14, 15]);
  });

  it("is refused from 15 seconds on, by setting and Region", () => {
    expect(() => synthesize({ emailFlowRules: synchronous, timeoutSeconds: 15, regions })).toThrow(
      "timeoutSeconds: 15 given in eu-west-1; allowed: at most 14, since WorkMail waits 15 seconds for the answer to the synchronous rule Tag",
    );
  });

  it("is refused as a prop", () => {
    expect(() => synthesizeWithVariables(() => ({ emailFlowRules: synchronous, timeoutSeconds: 30 }))).toThrow(
      "'timeoutSeconds' must be at most 14 with a synchronous email flow rule: WorkMail waits 15 seconds for the answer",
    );
  });

  it("is checked at plan when only Terraform knows it", () => {
    const stack = synthesizeWithVariables((variable) => ({
      emailFlowRules: synchronous,
      timeoutSeconds: variable("timeout").numberValue,
    }));
    const { lifecycle } = only(stack, "aws_lambda_function") as {
      lifecycle: { precondition: { condition: string }[] };
    };
    expect(lifecycle.precondition.map(({ condition }) => condition)).toEqual(["${var.timeout <= 14}"]);
  });

  it("needs no check at plan when no rule is synchronous", () => {
    const stack = synthesizeWithVariables((variable) => ({ timeoutSeconds: variable("timeout").numberValue }));
    expect(only(stack, "aws_lambda_function")).not.toHaveProperty("lifecycle");
  });
});
