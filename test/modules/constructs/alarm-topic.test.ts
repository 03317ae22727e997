import { only, ORGANIZATIONS, policyOf, synthesize } from "../../support/stack";

const account = "${terraform_data.location.input.account_id}";
const fromItsAlarms = {
  Principal: { Service: "cloudwatch.amazonaws.com" },
  Condition: {
    ArnEquals: {
      "aws:SourceArn": [
        "mail-errors",
        "mail-throttles",
        "mail-delivery-failures",
        "mail-dropped-events",
        "mail-failure-queue-messages",
        "mail-failure-queue-age",
        "mail-failed-decisions",
      ].map((name) => `arn:aws:cloudwatch:us-west-2:${account}:alarm:${name}`),
    },
    StringEquals: { "aws:SourceAccount": account },
  },
};

describe("the alarm topic", () => {
  const stack = synthesize({
    functionName: "mail",
    emailFlowRules: { Tag: { runSynchronously: true, fallbackAction: "Bounce" } },
    alarmEmail: "ops@example.com",
    alarmActionArns: ["arn:aws:sns:us-west-2:111122223333:ops"],
    regions: { "us-west-2": { organizationIds: [ORGANIZATIONS.one] } },
  });

  it("notifies the address, beside the topics that are given", () => {
    expect(only(stack, "aws_sns_topic_subscription")).toMatchObject({
      topic_arn: "${aws_sns_topic.alarm_topic.arn}",
      protocol: "email",
      endpoint: "ops@example.com",
    });
    expect(stack.resource.aws_cloudwatch_metric_alarm?.alarms_errors?.alarm_actions).toEqual([
      "arn:aws:sns:us-west-2:111122223333:ops",
      "${aws_sns_topic.alarm_topic.arn}",
    ]);
  });

  it("is named after the function, and its key says what it is for", () => {
    expect(only(stack, "aws_sns_topic").name).toBe("mail-alarms");
    expect(only(stack, "aws_kms_key").description).toBe("Encrypts the alarms of mail");
  });

  it("knows every alarm that there is by its name", () => {
    const names = Object.values(stack.resource.aws_cloudwatch_metric_alarm ?? {}).map((alarm) => alarm.alarm_name);
    const allowed = fromItsAlarms.Condition.ArnEquals["aws:SourceArn"].map((arn) => arn.split(":alarm:")[1]);
    expect(names.sort()).toEqual(allowed.sort());
  });

  it("takes messages only from the function's alarms, and only over TLS", () => {
    expect(policyOf(only(stack, "aws_sns_topic_policy")).Statement).toEqual([
      {
        Sid: "AlarmsPublish",
        Effect: "Allow",
        Action: "sns:Publish",
        Resource: "${aws_sns_topic.alarm_topic.arn}",
        ...fromItsAlarms,
      },
      {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: "${aws_sns_topic.alarm_topic.arn}",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("is encrypted with a key of its own, which rotates and which alarms may use", () => {
    expect(only(stack, "aws_sns_topic").kms_master_key_id).toBe("${aws_kms_key.alarm_topic_key.arn}");
    const key = only(stack, "aws_kms_key");
    expect(key.enable_key_rotation).toBe(true);
    expect(policyOf(key).Statement).toEqual([
      {
        Sid: "AccountDecides",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "AlarmsEncrypt",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        ...fromItsAlarms,
      },
    ]);
  });

  it("is created only for an address", () => {
    const without = synthesize({
      regions: { "us-west-2": { organizationIds: [ORGANIZATIONS.one] } },
    });
    for (const type of ["aws_sns_topic", "aws_kms_key"]) {
      expect(without.resource).not.toHaveProperty(type);
    }
    expect(without.output).not.toHaveProperty("alarm_topic_arn");
  });
});
