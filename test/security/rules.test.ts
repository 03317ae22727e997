import { SETTINGS } from "../../modules/settings/function-settings";
import { resourcesOf } from "../support/resources";
import { SECURITY_RULES } from "../support/security-rules";
import { only, ORGANIZATIONS, synthesize } from "../support/stack";

/**
 * The rules of scanners for such configurations, applied to the synthesized
 * resources. They are applied to the deployed resources in test/e2e/stack/permissions.e2e.ts.
 */

function stackWith(settings: object) {
  return synthesize({
    functionName: "mail",
    regions: { "us-west-2": { organizationIds: [ORGANIZATIONS.one] } },
    ...settings,
  });
}

const OPTIONS = {
  emailFlowRules: { Tag: { direction: "INBOUND", runSynchronously: true, fallbackAction: "Bounce" }, Log: {} },
  messageContent: "REPLACE",
  reservedConcurrentExecutions: 5,
  emailLogDetail: "full",
  onSuccessDestinationArn: "arn:aws:events:us-west-2:111122223333:event-bus/m",
  alarmActionArns: ["arn:aws:sns:us-west-2:111122223333:ops"],
  alarmEmail: "ops@example.com",
  dashboard: true,
  deduplication: true,
  deduplicationPointInTimeRecovery: true,
  kmsKeyArn: "arn:aws:kms:us-west-2:111122223333:key/abc",
  vpcConfig: { subnetIds: ["subnet-1a"], securityGroupIds: ["sg-1a"] },
  codeSigningConfigArn: "arn:aws:lambda:us-west-2:111122223333:code-signing-config:csc-0123456789abcdef0",
  permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/edge",
  rolePath: "/mail/",
  sourceAccount: "111122223333",
};

describe.each([
  ["by default", {}],
  ["with every option", OPTIONS],
  [
    "with several organizations and a bucket for failures",
    {
      onFailureDestinationArn: "arn:aws:s3:::failures",
      regions: {
        "us-west-2": { organizationIds: Object.values(ORGANIZATIONS) },
      },
    },
  ],
  [
    "with sources in Amazon SES",
    { sesReceiptRule: { ruleSetName: "own" }, sesSendingEvents: { configurationSetName: "own" } },
  ],
  ["without what can be left out", { alarms: false, logQueries: false }],
])("%s", (_, settings) => {
  const resources = resourcesOf(stackWith(settings));

  it.each(SECURITY_RULES)("$rule ($ids)", ({ breaches }) => {
    expect(breaches(resources)).toEqual([]);
  });
});

it("makes no bucket by default, and one for replaced content", () => {
  const bucketsOf = (settings: object) =>
    resourcesOf(stackWith(settings)).filter(({ type }) => type === "aws_s3_bucket").length;
  expect([bucketsOf({}), bucketsOf({ messageContent: "READ" }), bucketsOf(OPTIONS)]).toEqual([0, 0, 1]);
});

describe("each rule notices its breach", () => {
  const resources = resourcesOf(stackWith(OPTIONS));

  it.each(SECURITY_RULES)("$rule ($ids)", ({ breaches, broken }) => {
    expect(breaches(broken(resources))).not.toEqual([]);
  });
});

describe("what the user may choose, and the scanners report", () => {
  const brokenBy = (settings: object) => {
    const resources = resourcesOf(stackWith(settings));
    return SECURITY_RULES.filter(({ breaches }) => breaches(resources).length > 0).map(({ ids }) => ids);
  };

  it.each([
    ["any organization", { regions: { "us-west-2": { allowAnyOrganization: true } } }, ["Security Hub Lambda.1"]],
    [
      "no failure queue",
      { failureQueue: false },
      ["Serverless-LambdaAsyncFailureDestination, in place of CKV_AWS_116 and LambdaDLQ"],
    ],
    ["no traces", { tracingMode: "PassThrough" }, ["CKV_AWS_50, AWS-0066, Serverless-LambdaTracing"]],
    ["a shorter retention", { logRetentionInDays: 30 }, ["CKV_AWS_66, CKV_AWS_338"]],
  ])("%s breaks one rule and no other", (_, settings, ids) => {
    expect(brokenBy(settings)).toEqual(ids);
  });
});

describe("what costs, or needs something of the user's, is an option", () => {
  it.each([
    [
      "CKV_AWS_115: reserved concurrency",
      "aws_lambda_function",
      "reserved_concurrent_executions",
      { reservedConcurrentExecutions: 5 },
    ],
    ["CKV_AWS_117: VPC", "aws_lambda_function", "vpc_config", { vpcConfig: OPTIONS.vpcConfig }],
    [
      "CKV_AWS_173: key for the environment variables",
      "aws_lambda_function",
      "kms_key_arn",
      { kmsKeyArn: OPTIONS.kmsKeyArn },
    ],
    [
      "CKV_AWS_272: code signing",
      "aws_lambda_function",
      "code_signing_config_arn",
      { codeSigningConfigArn: OPTIONS.codeSigningConfigArn },
    ],
    [
      "CKV_AWS_158, AWS-0017: key for the logs",
      "aws_cloudwatch_log_group",
      "kms_key_id",
      { kmsKeyArn: OPTIONS.kmsKeyArn },
    ],
    [
      "permissions boundary",
      "aws_iam_role",
      "permissions_boundary",
      { permissionsBoundaryArn: OPTIONS.permissionsBoundaryArn },
    ],
  ])("%s, whose description says why", (_, type, attribute, settings) => {
    expect(only(stackWith({}), type)).not.toHaveProperty(attribute);
    expect(only(stackWith(settings), type)).toHaveProperty(attribute);
    const [setting] = Object.keys(settings) as (keyof typeof SETTINGS)[];
    expect(SETTINGS[setting!].meaning).toMatch(/Unset: .+\.$/);
  });

  it("CKV_AWS_28: backups of a table whose records expire, whose description says why", () => {
    const backups = (settings: object) =>
      only(stackWith({ deduplication: true, ...settings }), "aws_dynamodb_table").point_in_time_recovery;
    expect(backups({})).toEqual({ enabled: false });
    expect(backups({ deduplicationPointInTimeRecovery: true })).toEqual({
      enabled: true,
    });
    expect(SETTINGS.deduplicationPointInTimeRecovery.meaning).toMatch(/Off by default: /);
  });
});
