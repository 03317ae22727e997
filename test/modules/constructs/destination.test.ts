import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { firstDestination, grantSending, grantSendingFailures } from "../../../modules/constructs/destination";
import { rendered } from "../../support/rendered";

const stack = new TerraformStack(Testing.app(), "mail");
const arn = new TerraformVariable(stack, "arn", { type: "string" }).stringValue;
const isSet = "try(nonsensitive(var.arn != null), var.arn != null)";

describe("grantSending", () => {
  it("grants nothing without a destination", () => {
    expect(grantSending("SendResults", undefined)).toEqual({ when: false, statements: [] });
  });

  it("leaves the service to Terraform if only Terraform knows the ARN", () => {
    expect(rendered(stack, grantSending("SendResults", arn))).toEqual({
      when: `\${${isSet}}`,
      statements: [
        {
          Sid: "SendResults",
          Effect: "Allow",
          Action:
            '${{"sqs" = ["sqs:SendMessage"], "sns" = ["sns:Publish"], "events" = ["events:PutEvents"], "lambda" = ["lambda:InvokeFunction"]}[split(":", var.arn)[2]]}',
          Resource: "${var.arn}",
        },
      ],
    });
  });
});

describe("grantSendingFailures", () => {
  it("grants nothing without a destination", () => {
    expect(grantSendingFailures(undefined, "111122223333")).toEqual([]);
  });

  it("leaves it to Terraform whether the destination is a bucket if only Terraform knows the ARN", () => {
    const [toService, toBucket] = rendered(stack, grantSendingFailures(arn, "111122223333")) as object[];
    expect(toService).toMatchObject({ when: `\${(${isSet} ? !startswith(var.arn, "arn:aws:s3:") : false)}` });
    expect(toBucket).toEqual({
      when: `\${(${isSet} ? startswith(var.arn, "arn:aws:s3:") : false)}`,
      statements: [
        {
          Sid: "SendFailures",
          Effect: "Allow",
          Action: ["s3:ListBucket", "s3:PutObject"],
          Resource: ["${var.arn}", "${var.arn}/*"],
          Condition: { StringEquals: { "s3:ResourceAccount": "111122223333" } },
        },
      ],
    });
  });
});

describe("firstDestination", () => {
  const queue = { when: true, arn: "arn:aws:sqs:us-west-2:111122223333:queue" };
  const own = { when: true, arn: "arn:aws:sns:us-west-2:111122223333:own" };
  const none = { when: false, arn: undefined };

  it.each([
    ["your own", own, queue, { when: true, arn: own.arn }],
    ["the other one without your own", none, queue, { when: true, arn: queue.arn }],
    ["your own without another", own, none, { when: true, arn: own.arn }],
    ["none", none, none, { when: false, arn: undefined }],
  ])("is %s", (_, first, second, expected) => {
    expect(firstDestination(first, second)).toEqual(expected);
  });

  it("is left to Terraform where only Terraform knows your own", () => {
    expect(rendered(stack, firstDestination({ when: false, arn }, queue).arn)).toBe(
      `\${var.arn != null ? var.arn : "${queue.arn}"}`,
    );
    expect(rendered(stack, firstDestination({ when: true, arn }, none).arn)).toBe("${var.arn}");
  });
});
