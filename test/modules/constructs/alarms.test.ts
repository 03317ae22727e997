import type { EmailFlowRulesValue } from "../../../modules/constructs/email-flow-rules";
import { type Configuration, ORGANIZATIONS, synthesize, synthesizeWithVariables } from "../../support/stack";

function stackWith(settings: object) {
  return synthesize({
    functionName: "mail",
    regions: { "us-west-2": { organizationIds: [ORGANIZATIONS.one] } },
    ...settings,
  });
}

function alarmsOf({ resource }: Configuration) {
  return Object.values(resource.aws_cloudwatch_metric_alarm ?? {});
}

const SYNCHRONOUS = { Tag: { runSynchronously: true, fallbackAction: "Bounce" } };

describe("the alarms", () => {
  const alarms = alarmsOf(stackWith({}));

  it.each([
    ["mail-errors", "AWS/Lambda", "Errors", "Sum", 0],
    ["mail-throttles", "AWS/Lambda", "Throttles", "Sum", 0],
    ["mail-delivery-failures", "AWS/Lambda", "DestinationDeliveryFailures", "Sum", 0],
    ["mail-dropped-events", "AWS/Lambda", "AsyncEventsDropped", "Sum", 0],
    ["mail-failure-queue-messages", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 0],
    ["mail-failure-queue-age", "AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", 86400],
  ])("%s watches %s %s", (alarm_name, namespace, metric_name, statistic, threshold) => {
    expect(alarms.filter((alarm) => alarm.alarm_name === alarm_name)).toEqual([
      expect.objectContaining({
        namespace,
        metric_name,
        statistic,
        threshold,
        comparison_operator: "GreaterThanThreshold",
        dimensions: namespace === "AWS/SQS" ? { QueueName: "mail-failures" } : { FunctionName: "mail" },
      }),
    ]);
  });

  it("judge by the last five minutes", () => {
    for (const { period, evaluation_periods } of alarms) {
      expect({ period, evaluation_periods }).toEqual({ period: 300, evaluation_periods: 1 });
    }
  });

  it("are these and no others", () => {
    expect(alarms).toHaveLength(6);
  });

  it("are silent where nothing happens", () => {
    for (const alarm of alarms) {
      expect(alarm.treat_missing_data).toBe("notBreaching");
    }
  });

  it("say what to do next", () => {
    for (const alarm of alarms) {
      expect(alarm.alarm_description).toMatch(/\. Next: .+\.$/);
    }
  });

  it("notify the topics that are given, and none otherwise", () => {
    const alarmActionArns = ["arn:aws:sns:us-west-2:111122223333:ops"];
    for (const alarm of alarmsOf(stackWith({ alarmActionArns }))) {
      expect(alarm.alarm_actions).toEqual(alarmActionArns);
    }
    for (const alarm of alarms) {
      expect(alarm.alarm_actions).toEqual([]);
    }
  });

  it("watch no queue where there is none", () => {
    expect(alarmsOf(stackWith({ failureQueue: false })).map(({ namespace }) => namespace)).toEqual(
      Array(4).fill("AWS/Lambda"),
    );
  });

  it("watch failed decisions where a rule is synchronous, and only there", () => {
    const names = (stack: Configuration) => alarmsOf(stack).map(({ alarm_name }) => alarm_name);
    const synchronous = stackWith({ emailFlowRules: { Log: {}, ...SYNCHRONOUS } });
    expect(names(synchronous).sort()).toEqual([...names(stackWith({})), "mail-failed-decisions"].sort());
    expect(names(stackWith({ emailFlowRules: { Log: {} } }))).toEqual(names(stackWith({})));
    expect(synchronous.resource.aws_cloudwatch_metric_alarm?.alarms_failed_decisions).toMatchObject({
      namespace: "WorkMailLambda",
      metric_name: "FailedDecisions",
      dimensions: { FunctionName: "mail" },
      statistic: "Sum",
      threshold: 0,
      comparison_operator: "GreaterThanThreshold",
      treat_missing_data: "notBreaching",
      alarm_description: expect.stringMatching(/"Decision failed" in the log group, with the reason\.$/) as string,
    });
    expect(JSON.stringify(synchronous.output.alarm_names)).toContain("alarms_failed_decisions");
  });

  it("can be left out", () => {
    const stack = stackWith({ alarms: false, alarmEmail: "ops@example.com" });
    expect(stack.resource).not.toHaveProperty("aws_cloudwatch_metric_alarm");
    expect(stack.resource).not.toHaveProperty("aws_sns_topic");
    expect(stack.output.alarm_names?.value).toEqual([]);
  });
});

describe("alarms that only Terraform knows of", () => {
  const { resource } = synthesizeWithVariables((variable) => ({
    alarms: variable("alarms").booleanValue,
    emailFlowRules: variable("email_flow_rules").value as EmailFlowRulesValue,
    failureQueue: variable("failure_queue").booleanValue,
    alarmActionArns: variable("alarm_action_arns").listValue,
    alarmEmail: variable("alarm_email").stringValue,
  }));

  it("are counted with the rules that are synchronous", () => {
    expect(resource.aws_cloudwatch_metric_alarm?.alarms_failed_decisions?.count).toMatch(
      /^\$\{\(var\.alarms \? anytrue\(\[for rule in values\(.+\) : rule\.run_synchronously\]\) : false\) \? 1 : 0\}$/,
    );
  });

  it("are counted, those of the queue with the queue", () => {
    const { alarms_errors, alarms_failure_queue_age } = resource.aws_cloudwatch_metric_alarm ?? {};
    expect(alarms_errors?.count).toBe("${var.alarms ? 1 : 0}");
    expect(alarms_failure_queue_age?.count).toBe("${(var.alarms ? var.failure_queue : false) ? 1 : 0}");
  });

  it("notify the topic that is made for an address", () => {
    expect(resource.aws_sns_topic?.alarm_topic?.count).toBe(
      "${(var.alarms ? try(nonsensitive(var.alarm_email != null), var.alarm_email != null) : false) ? 1 : 0}",
    );
    expect(resource.aws_cloudwatch_metric_alarm?.alarms_errors?.alarm_actions).toBe(
      "${concat(var.alarm_action_arns, compact([one(aws_sns_topic.alarm_topic[*].arn)]))}",
    );
  });
});
