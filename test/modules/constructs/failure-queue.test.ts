import { only, ORGANIZATIONS, policyOf, roleStatement, synthesize, synthesizeWithVariables } from "../../support/stack";

function stackWith(settings: object) {
  return synthesize({
    functionName: "mail",
    regions: { "us-west-2": { organizationIds: [ORGANIZATIONS.one] } },
    ...settings,
  });
}
const arn = "arn:aws:sqs:us-west-2:${terraform_data.location.input.account_id}:mail-failures";

describe("the failure queue", () => {
  const queue = only(stackWith({}), "aws_sqs_queue");

  it("is named after the function and keeps events for 14 days", () => {
    expect(queue).toMatchObject({
      name: "mail-failures",
      message_retention_seconds: 14 * 24 * 3600,
    });
  });

  it("refuses whoever comes without TLS, and lets nobody in", () => {
    expect(policyOf(queue)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "DenyWithoutTls",
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: arn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("is encrypted by SQS", () => {
    expect(queue.sqs_managed_sse_enabled).toBe(true);
    expect(queue).not.toHaveProperty("kms_master_key_id");
  });

  it("is encrypted with your own key, which the role may then use", () => {
    const kmsKeyArn = "arn:aws:kms:us-west-2:111122223333:key/abc";
    const stack = stackWith({ kmsKeyArn });
    expect(only(stack, "aws_sqs_queue").kms_master_key_id).toBe(kmsKeyArn);
    expect(only(stack, "aws_sqs_queue")).not.toHaveProperty("sqs_managed_sse_enabled");
    expect(roleStatement(stack, "EncryptFailures")).toEqual({
      Sid: "EncryptFailures",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: kmsKeyArn,
      Condition: {
        StringEquals: {
          "kms:ViaService": "sqs.us-west-2.amazonaws.com",
          "kms:EncryptionContext:aws:sqs:arn":
            "arn:aws:sqs:us-west-2:${terraform_data.location.input.account_id}:mail-failures",
        },
      },
    });
  });

  it("is encrypted by SQS where Terraform finds no key", () => {
    const stack = synthesizeWithVariables((variable) => ({ kmsKeyArn: variable("kms_key_arn").stringValue }));
    expect(only(stack, "aws_sqs_queue")).toMatchObject({
      kms_master_key_id: "${var.kms_key_arn}",
      sqs_managed_sse_enabled: "${var.kms_key_arn == null ? true : null}",
    });
  });

  it("gives the role no key to use where there is no queue", () => {
    const stack = stackWith({
      failureQueue: false,
      kmsKeyArn: "arn:aws:kms:us-west-2:111122223333:key/abc",
    });
    expect(roleStatement(stack, "EncryptFailures")).toBeUndefined();
  });

  it("is in the outputs", () => {
    expect(stackWith({}).output).toMatchObject({
      failure_queue_url: { value: "${aws_sqs_queue.failure_queue.url}" },
      failure_queue_arn: { value: "${aws_sqs_queue.failure_queue.arn}" },
    });
    const without = stackWith({ failureQueue: false });
    expect(without.output).not.toHaveProperty("failure_queue_url");
    expect(without.output).not.toHaveProperty("failure_queue_arn");
  });
});
