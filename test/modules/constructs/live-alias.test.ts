import { type Configuration, only, ORGANIZATIONS, synthesize } from "../../support/stack";

const region = "eu-west-1";

function deploy(settings: object): Configuration {
  return synthesize({
    functionName: "mail",
    regions: { [region]: { organizationIds: [ORGANIZATIONS.one] } },
    ...settings,
  });
}

describe("with the alias live", () => {
  const stack = deploy({ liveAlias: true });

  it("each change is published as a version, and the alias names the newest", () => {
    expect(only(stack, "aws_lambda_function").publish).toBe(true);
    expect(only(stack, "aws_lambda_alias")).toMatchObject({
      name: "live",
      function_name: "${aws_lambda_function.function.function_name}",
      function_version: "${aws_lambda_function.function.version}",
    });
  });

  it("it can stay at a version, and share with the newest", () => {
    const pinned = deploy({
      liveAlias: true,
      liveVersion: "3",
      newVersionWeight: 0.1,
    });
    expect(only(pinned, "aws_lambda_alias")).toMatchObject({
      function_version: "3",
      dynamic: {
        routing_config: {
          for_each:
            '${true ? [for version in [aws_lambda_function.function.version] : version if 0.1 > 0 && version != "3"] : []}',
          content: {
            additional_version_weights: { "${routing_config.value}": 0.1 },
          },
        },
      },
    });
  });

  it("the permission, the failures and the rule are the alias's and nothing else's", () => {
    const alias = "${aws_lambda_alias.live_alias.name}";
    expect(only(stack, "aws_lambda_permission").qualifier).toBe(alias);
    expect(only(stack, "aws_lambda_function_event_invoke_config").qualifier).toBe(alias);
    expect(stack.output.email_flow_rule_function_arn?.value).toBe(
      "${coalesce(aws_lambda_alias.live_alias.arn, aws_lambda_function.function.arn)}",
    );
    expect(stack.output.function_arn?.value).toBe("${aws_lambda_function.function.arn}");
  });

  it("shows which version is live", () => {
    expect(stack.output.live_version?.value).toBe("${aws_lambda_alias.live_alias.function_version}");
  });
});

describe("without it", () => {
  const stack = deploy({});

  it("nothing is published and nothing is qualified", () => {
    expect(only(stack, "aws_lambda_function").publish).toBe(false);
    expect(stack.resource).not.toHaveProperty("aws_lambda_alias");
    expect(only(stack, "aws_lambda_permission")).not.toHaveProperty("qualifier");
    expect(only(stack, "aws_lambda_function_event_invoke_config")).not.toHaveProperty("qualifier");
    expect(stack.output.email_flow_rule_function_arn?.value).toBe("${aws_lambda_function.function.arn}");
    expect(stack.output).not.toHaveProperty("live_version");
  });
});
