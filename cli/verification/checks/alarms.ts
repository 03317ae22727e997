import { CloudWatchClient, type MetricAlarm, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { parse } from "@aws-sdk/util-arn-parser";
import { type AwsClients, withAws } from "../../aws/clients";
import { type Attributes, inAnyOrder, UNKNOWN } from "../attributes";
import { asked, type Check, compared, comparedResource, type Context } from "../check";

/** The compared attributes, and the provider's values for missing ones. */
const ALARM_ATTRIBUTES = {
  actions_enabled: true,
  alarm_actions: [],
  alarm_description: null,
  comparison_operator: null,
  dimensions: {},
  evaluation_periods: null,
  metric_name: null,
  namespace: null,
  period: null,
  statistic: null,
  threshold: null,
  treat_missing_data: "missing",
};

/** The check of the alarms' states. */
export const RAISED_ALARMS = "alarms that are raised";
/** The most names that one call takes. */
const NAMES_PER_CALL = 100;

/** Checks what the alarms watch, and that none is raised. */
export async function alarmChecks(context: Context): Promise<Check[]> {
  const { aws, outputs, expected } = context;
  const synthesized = expected.ofType("aws_cloudwatch_metric_alarm", { alarm_name: null, ...ALARM_ATTRIBUTES });
  const names = [
    ...new Set([...outputs.alarm_names, ...synthesized.map(({ alarm_name }) => String(alarm_name))]),
  ].sort();
  if (names.length === 0) {
    return [];
  }
  return asked("alarms", async () => {
    const alarms = await alarmsNamed(aws, names);
    const raised = alarms.flatMap(({ AlarmName, StateValue }) => (StateValue === "ALARM" ? [AlarmName!] : []));
    const wanted = names.map((name) => {
      const { alarm_name, ...attributes } =
        synthesized.find((it) => it.alarm_name === name) ?? implied(context, name, alarms);
      return [name, alarm_name === undefined ? attributes : sorted(attributes)] as const;
    });
    return [
      comparedResource(
        "alarms",
        names.join(", "),
        Object.fromEntries(wanted),
        Object.fromEntries(alarms.map((alarm) => [alarm.AlarmName!, attributesOf(alarm)])),
      ),
      compared(RAISED_ALARMS, [], raised, `look at the log group and the failure queue: ${raised.join(", ")}`),
    ];
  });
}

/** The requirement if only the outputs are known: it watches the function or its queue. */
function implied({ outputs }: Context, name: string, alarms: readonly MetricAlarm[]): Attributes {
  const found = alarms.find(({ AlarmName }) => AlarmName === name);
  const { failure_queue_arn: queue, function_name: FunctionName } = outputs;
  const isOfQueue = queue !== undefined && found?.Namespace === "AWS/SQS";
  const isOfDecisions = name === `${FunctionName}-failed-decisions`;
  return {
    ...Object.fromEntries(Object.keys(ALARM_ATTRIBUTES).map((attribute) => [attribute, UNKNOWN])),
    actions_enabled: true,
    namespace: isOfQueue ? "AWS/SQS" : isOfDecisions ? "WorkMailLambda" : "AWS/Lambda",
    dimensions: isOfQueue ? { QueueName: parse(queue).resource } : { FunctionName },
  };
}

function attributesOf(alarm: MetricAlarm): Attributes {
  return sorted({
    actions_enabled: alarm.ActionsEnabled,
    alarm_actions: alarm.AlarmActions ?? [],
    alarm_description: alarm.AlarmDescription,
    comparison_operator: alarm.ComparisonOperator,
    dimensions: Object.fromEntries((alarm.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
    evaluation_periods: alarm.EvaluationPeriods,
    metric_name: alarm.MetricName,
    namespace: alarm.Namespace,
    period: alarm.Period,
    statistic: alarm.Statistic,
    threshold: alarm.Threshold,
    treat_missing_data: alarm.TreatMissingData ?? "missing",
  });
}

/** The actions have no order. */
function sorted({ alarm_actions: actions, ...rest }: Attributes): Attributes {
  return { ...rest, alarm_actions: inAnyOrder(actions) };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
async function alarmsNamed(aws: AwsClients, names: readonly string[]): Promise<MetricAlarm[]> {
  return aws.ask("cloudwatch:DescribeAlarms", CloudWatchClient, async (client) => {
    const found: MetricAlarm[] = [];
    for (let index = 0; index < names.length; index += NAMES_PER_CALL) {
      const AlarmNames = names.slice(index, index + NAMES_PER_CALL);
      for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNames })) {
        found.push(...MetricAlarms);
      }
    }
    return found;
  });
}

/** Returns the state of each alarm that exists, by its name. */
export async function alarmStates(region: string, names: readonly string[]): Promise<Map<string, string>> {
  const alarms = await withAws(region, (aws) => alarmsNamed(aws, names));
  return new Map(alarms.map(({ AlarmName, StateValue }) => [AlarmName!, StateValue!]));
}
