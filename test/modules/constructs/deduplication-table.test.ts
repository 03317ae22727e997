import { only, ORGANIZATIONS, roleStatement, synthesize, synthesizeWithVariables } from "../../support/stack";

const kmsKeyArn = "arn:aws:kms:us-west-2:111122223333:key/abc";
function stackWith(settings: object) {
  return synthesize({
    functionName: "mail",
    regions: { "us-west-2": { organizationIds: [ORGANIZATIONS.one] } },
    ...settings,
  });
}

describe("the deduplication table", () => {
  const stack = stackWith({ deduplication: true });

  it("is paid by the request and forgets what has expired", () => {
    expect(only(stack, "aws_dynamodb_table")).toMatchObject({
      name: "mail-deduplication",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "id",
      attribute: [{ name: "id", type: "S" }],
      ttl: { enabled: true, attribute_name: "expiration" },
    });
  });

  it("is named to the function, with the window", () => {
    const variablesOf = (settings: object) =>
      (
        only(stackWith(settings), "aws_lambda_function").environment as {
          variables: unknown;
        }
      ).variables;
    expect(variablesOf({ deduplication: true })).toEqual({
      EMAIL_LOG_DETAIL: "summary",
      DEDUPLICATION_TABLE: "${aws_dynamodb_table.deduplication_table.name}",
      DEDUPLICATION_WINDOW_SECONDS: "86400",
    });
    expect(variablesOf({ deduplication: true, deduplicationWindowSeconds: 60 })).toMatchObject({
      DEDUPLICATION_WINDOW_SECONDS: "60",
    });
  });

  it("is open to the role, item by item", () => {
    expect(roleStatement(stack, "RememberEvents")).toEqual({
      Sid: "RememberEvents",
      Effect: "Allow",
      Action: ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      Resource: "${aws_dynamodb_table.deduplication_table.arn}",
    });
  });

  it("is encrypted by DynamoDB, or with your own key that the role may use there", () => {
    expect(only(stack, "aws_dynamodb_table")).not.toHaveProperty("server_side_encryption");
    const withKey = stackWith({ deduplication: true, kmsKeyArn });
    expect(only(withKey, "aws_dynamodb_table").server_side_encryption).toEqual({
      enabled: true,
      kms_key_arn: kmsKeyArn,
    });
    expect(roleStatement(withKey, "EncryptRememberedEvents")).toEqual({
      Sid: "EncryptRememberedEvents",
      Effect: "Allow",
      Action: [
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      Resource: kmsKeyArn,
      Condition: {
        StringEquals: {
          "kms:ViaService": "dynamodb.us-west-2.amazonaws.com",
          "kms:EncryptionContext:aws:dynamodb:tableName": only(withKey, "aws_dynamodb_table").name,
          "kms:EncryptionContext:aws:dynamodb:subscriberId": "${terraform_data.location.input.account_id}",
        },
      },
    });
    expect(roleStatement(withKey, "DescribeTableKey")).toEqual({
      Sid: "DescribeTableKey",
      Effect: "Allow",
      Action: "kms:DescribeKey",
      Resource: kmsKeyArn,
      Condition: { StringEquals: { "kms:ViaService": "dynamodb.us-west-2.amazonaws.com" } },
    });
  });

  it("is backed up when the prop is set", () => {
    const recovery = (deduplicationPointInTimeRecovery: boolean) =>
      only(stackWith({ deduplication: true, deduplicationPointInTimeRecovery }), "aws_dynamodb_table")
        .point_in_time_recovery;
    expect(recovery(false)).toEqual({ enabled: false });
    expect(recovery(true)).toEqual({ enabled: true });
  });

  it("is not there otherwise: no table, no permission, no variable", () => {
    const without = stackWith({ kmsKeyArn });
    expect(without.resource).not.toHaveProperty("aws_dynamodb_table");
    expect(roleStatement(without, "RememberEvents")).toBeUndefined();
    expect(roleStatement(without, "EncryptRememberedEvents")).toBeUndefined();
    expect(roleStatement(without, "DescribeTableKey")).toBeUndefined();
    expect(JSON.stringify(without)).not.toContain("DEDUPLICATION");
  });
});

describe("a table that only Terraform knows of", () => {
  const { resource } = synthesizeWithVariables((variable) => ({
    deduplication: variable("deduplication").booleanValue,
    deduplicationWindowSeconds: variable("window").numberValue,
    kmsKeyArn: variable("kms_key_arn").stringValue,
  }));

  it("is counted", () => {
    expect(resource.aws_dynamodb_table?.deduplication_table?.count).toBe("${var.deduplication ? 1 : 0}");
  });

  it("is named to the function where it is made", () => {
    expect(resource.aws_lambda_function?.function?.environment).toEqual({
      variables:
        '${merge({"EMAIL_LOG_DETAIL" = "summary"}, var.deduplication ? {"DEDUPLICATION_TABLE" = one(aws_dynamodb_table.deduplication_table[*].name), "DEDUPLICATION_WINDOW_SECONDS" = var.window} : {})}',
    });
  });

  it("is encrypted with the key, where there is one", () => {
    expect(resource.aws_dynamodb_table?.deduplication_table?.dynamic).toEqual({
      server_side_encryption: {
        for_each: "${try(nonsensitive(var.kms_key_arn != null), var.kms_key_arn != null) ? [true] : []}",
        content: {
          enabled: true,
          kms_key_arn: "${var.kms_key_arn}",
        },
      },
    });
  });
});
