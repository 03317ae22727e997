import { only, ORGANIZATIONS, roleStatement, synthesize, synthesizeWithVariables } from "../../support/stack";

const regions = { "eu-west-1": { organizationIds: [ORGANIZATIONS.one] } };
const ACCOUNT = "${terraform_data.location.input.account_id}";

/** The parts of a deployment that depend on its log group. */
function usesOf(stack: ReturnType<typeof synthesize>): object {
  const { logging_config, depends_on } = only(stack, "aws_lambda_function");
  return {
    written: (logging_config as { log_group: string }).log_group,
    depends_on,
    allowed: roleStatement(stack, "WriteOwnLogStreams")?.Resource,
    output: stack.output.log_group_name?.value,
    queried: Object.values(stack.resource.aws_cloudwatch_query_definition ?? {})[0]?.log_group_names,
  };
}

describe("a log group", () => {
  it("is created with the function's name, for a year, and the function waits for it", () => {
    const stack = synthesize({ functionName: "mail", regions });
    expect(only(stack, "aws_cloudwatch_log_group")).toMatchObject({
      name: "/aws/lambda/mail",
      log_group_class: "STANDARD",
      retention_in_days: 365,
    });
    expect(usesOf(stack)).toEqual({
      written: "${aws_cloudwatch_log_group.log_group.name}",
      depends_on: ["aws_cloudwatch_log_group.log_group", "aws_iam_role_policy.role_policy"],
      allowed: "${aws_cloudwatch_log_group.log_group.arn}:log-stream:*",
      output: "${aws_cloudwatch_log_group.log_group.name}",
      queried: ["${aws_cloudwatch_log_group.log_group.name}"],
    });
  });

  it("that exists is used by all parts, and none is created", () => {
    const stack = synthesize({ functionName: "mail", logGroupName: "/platform/mail", regions });
    expect(stack.resource).not.toHaveProperty("aws_cloudwatch_log_group");
    expect(usesOf(stack)).toEqual({
      written: "/platform/mail",
      depends_on: ["aws_iam_role_policy.role_policy"],
      allowed: `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/platform/mail:log-stream:*`,
      output: "/platform/mail",
      queried: ["/platform/mail"],
    });
  });

  it("is the one in which the administrator looks for the email", () => {
    const textOf = (settings: object) =>
      synthesize({ functionName: "mail", regions, ...settings }).output.email_flow_rule_instructions?.value;
    expect(textOf({})).toContain("   /aws/lambda/mail. Nothing there:");
    expect(textOf({ logGroupName: "/platform/mail" })).toContain("   /platform/mail. Nothing there:");
  });
});

describe("the settings of a log group that is created", () => {
  const message =
    "variables/Default: 'logGroupClass' and 'logRetentionInDays' are for a log group that is created, not for 'logGroupName'";

  it.each([
    ["its class", { logGroupClass: "INFREQUENT_ACCESS" }],
    ["its retention", { logRetentionInDays: 30 }],
  ])("are refused for an existing one: %s", (_, props) => {
    expect(() => synthesizeWithVariables(() => ({ logGroupName: "/platform/mail", ...props }))).toThrow(message);
    expect(() => synthesizeWithVariables(() => props)).not.toThrow();
  });

  it("may have their defaults with an existing one", () => {
    const props = { logGroupName: "/platform/mail", logGroupClass: "STANDARD", logRetentionInDays: 365 };
    expect(() => synthesizeWithVariables(() => props)).not.toThrow();
  });

  it("are left to the plan if only Terraform knows them", () => {
    const stack = synthesizeWithVariables((variable) => ({
      logGroupName: variable("name").stringValue,
      logGroupClass: variable("class").stringValue,
      logRetentionInDays: variable("days").numberValue,
    }));
    const { lifecycle } = only(stack, "aws_lambda_function");
    expect(lifecycle).toEqual({
      precondition: [
        {
          condition:
            '${(!try(nonsensitive(var.name != null), var.name != null) ? true : !(var.class != "STANDARD" ? true : var.days != 365))}',
          error_message:
            "log_group_class and log_retention_in_days are for a log group that is created, not for log_group_name.",
        },
      ],
    });
  });
});
