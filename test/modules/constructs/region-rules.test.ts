import { only, synthesizeWithVariables } from "../../support/stack";

const SNS = "arn:aws:sns:us-east-1:111122223333:ops";

/** The preconditions of the function. */
function rulesOf(props: Parameters<typeof synthesizeWithVariables>[0]): unknown[] {
  const { lifecycle } = only(synthesizeWithVariables(props), "aws_lambda_function");
  return (lifecycle as { precondition: unknown[] } | undefined)?.precondition ?? [];
}

describe("an ARN of another Region", () => {
  it("is refused if the Region is known, with every other", () => {
    const props = {
      region: "eu-west-1",
      alarmActionArns: [SNS, "arn:aws:sns:eu-west-1:111122223333:ops"],
      kmsKeyArn: "arn:aws:kms:us-west-2:111122223333:key/a",
      layers: ["arn:aws:lambda:us-west-2:111122223333:layer:a:1"],
      onFailureDestinationArn: "arn:aws:s3:::failures",
    };
    expect(() => synthesizeWithVariables(() => props)).toThrow(
      [
        "variables/Default: 'kmsKeyArn' must be in the function's Region, eu-west-1, got: arn:aws:kms:us-west-2:111122223333:key/a",
        "'layers' must be in the function's Region, eu-west-1, got: arn:aws:lambda:us-west-2:111122223333:layer:a:1",
        `'alarmActionArns' must be in the function's Region, eu-west-1, got: ${SNS}`,
      ].join("\n  "),
    );
  });

  it("is left to the plan if only Terraform knows the Region", () => {
    expect(rulesOf(() => ({ alarmActionArns: [SNS] }))).toEqual([
      {
        condition: `\${alltrue([for arn in ["${SNS}"] : contains(["", terraform_data.location.input.region], split(":", arn)[3])])}`,
        error_message: "alarm_action_arns must be in the function's Region, ${terraform_data.location.input.region}.",
      },
    ]);
  });
});

describe("a function that is the destination of its own events", () => {
  it("is left to the plan, which knows its account", () => {
    const arn = "arn:aws:lambda:eu-west-1:111122223333:function:mail:live";
    expect(rulesOf(() => ({ region: "eu-west-1", onFailureDestinationArn: arn }))).toEqual([
      {
        condition: `\${!startswith("${arn}:", "arn:aws:lambda:eu-west-1:\${terraform_data.location.input.account_id}:function:mail:")}`,
        error_message: "on_failure_destination_arn must not be the function itself.",
      },
    ]);
  });
});
