import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { both, type Condition, countOf } from "../tokens/condition";
import { expression } from "../tokens/expression";
import type { AlarmTopic } from "./alarm-topic";
import type { FailureQueue } from "./failure-queue";

export interface AlarmsProps {
  /** Whether they are created, if only Terraform knows. */
  readonly when: Condition;
  /** Name of the function they watch: their names begin with it. */
  readonly functionName: string;
  /** Whether WorkMail waits for an answer of the function: only then it counts decisions. */
  readonly isSynchronous: Condition;
  /** The queue they watch. @default - there is none */
  readonly failureQueue?: FailureQueue;
  /** ARNs of the SNS topics that they notify, of the function's Region. */
  readonly actionArns: string[];
  /** One more topic that they notify. @default - no more */
  readonly alarmTopic?: AlarmTopic;
  readonly tags?: { readonly [key: string]: string };
}

/** An alarm when a metric is above a threshold in five minutes. */
interface Threshold {
  /** The part of the alarm's name after the function's name. */
  readonly name: string;
  readonly metricName: string;
  readonly statistic: "Sum" | "Maximum";
  readonly threshold: number;
  /** Its meaning, and the next step. */
  readonly description: string;
}

/** Namespace of what the function counts, in log lines that CloudWatch takes metrics from. */
export const FUNCTION_NAMESPACE = "WorkMailLambda";

const PERIOD_SECONDS = 300;
const DAY_SECONDS = 86_400;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
const OF_FUNCTION: { readonly [id: string]: Threshold } = {
  errors: {
    name: "errors",
    metricName: "Errors",
    statistic: "Sum",
    threshold: 0,
    description:
      'The function failed on an email event. Lambda tries the event again; after the last attempt the event goes to the on-failure destination. Next: find "Email failed" in the log group, with the reason.',
  },
  throttles: {
    name: "throttles",
    metricName: "Throttles",
    statistic: "Sum",
    threshold: 0,
    description:
      "Lambda had no concurrency left for the function, so email events wait. None is lost before its maximum age. Next: raise the reserved concurrency, or the account's.",
  },
  delivery_failures: {
    name: "delivery-failures",
    metricName: "DestinationDeliveryFailures",
    statistic: "Sum",
    threshold: 0,
    description:
      "Lambda could not send an event to its destination, so a failed event is lost. Next: check that the destination exists, that the role may send to it, and that the destination's key and policy allow the role.",
  },
  dropped_events: {
    name: "dropped-events",
    metricName: "AsyncEventsDropped",
    statistic: "Sum",
    threshold: 0,
    description:
      "Lambda dropped email events that were too old or failed every attempt. Next: if there is an on-failure destination, find them there with the reason, fix it, and send them through the function again.",
  },
};

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const OF_FAILURE_QUEUE: { readonly [id: string]: Threshold } = {
  failure_queue_messages: {
    name: "failure-queue-messages",
    metricName: "ApproximateNumberOfMessagesVisible",
    statistic: "Maximum",
    threshold: 0,
    description:
      "Email events that failed every attempt are in the failure queue. Next: find the reason in them (responsePayload), fix it, and send them through the function again (workmail-lambda redrive).",
  },
  failure_queue_age: {
    name: "failure-queue-age",
    metricName: "ApproximateAgeOfOldestMessage",
    statistic: "Maximum",
    threshold: DAY_SECONDS,
    description:
      "A failed email event has been in the failure queue for more than a day; SQS deletes it after 14 days. Next: send it through the function again (workmail-lambda redrive).",
  },
};

/** The function counts them itself, in the log line of each decision. */
const OF_DECISIONS: { readonly [id: string]: Threshold } = {
  failed_decisions: {
    name: "failed-decisions",
    metricName: "FailedDecisions",
    statistic: "Sum",
    threshold: 0,
    description:
      'The function could not decide about an email and answered what onFailure says: no error of Lambda, no retry, nothing in the failure queue. Next: find "Decision failed" in the log group, with the reason.',
  },
};

/** Returns the names of all alarms that a function can have. */
export function alarmNames(functionName: string): string[] {
  return Object.values({ ...OF_FUNCTION, ...OF_FAILURE_QUEUE, ...OF_DECISIONS }).map(
    ({ name }) => `${functionName}-${name}`,
  );
}

/**
 * CloudWatch alarms for email events that fail, wait, or get lost.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class Alarms extends Construct {
  /** Names of the alarms. */
  readonly names: string[];

  /** @internal */
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { functionName, failureQueue, isSynchronous } = props;
    const alarms = [
      ...this.create(OF_FUNCTION, props, {
        when: props.when,
        namespace: "AWS/Lambda",
        dimensions: { FunctionName: functionName },
      }),
      ...(failureQueue === undefined
        ? []
        : this.create(OF_FAILURE_QUEUE, props, {
            when: both(props.when, failureQueue.when),
            namespace: "AWS/SQS",
            dimensions: { QueueName: failureQueue.queueName },
          })),
      ...(isSynchronous === false
        ? []
        : this.create(OF_DECISIONS, props, {
            when: both(props.when, isSynchronous),
            namespace: FUNCTION_NAMESPACE,
            dimensions: { FunctionName: functionName },
          })),
    ];
    this.names = Token.asList(expression`flatten(${alarms.map(({ fqn }) => expression`${fqn}[*].alarm_name`)})`);
  }

  private create(thresholds: { readonly [id: string]: Threshold }, props: AlarmsProps, { when, ...metrics }: Metrics) {
    const { functionName, tags } = props;
    return Object.entries(thresholds).map(
      ([id, { name, description, ...threshold }]) =>
        new CloudwatchMetricAlarm(this, id, {
          ...metrics,
          ...threshold,
          count: countOf(when),
          alarmName: `${functionName}-${name}`,
          alarmDescription: description,
          alarmActions: actionsOf(props),
          comparisonOperator: "GreaterThanThreshold",
          period: PERIOD_SECONDS,
          evaluationPeriods: 1,
          // No email, no metric.
          treatMissingData: "notBreaching",
          tags,
        }),
    );
  }
}

function actionsOf({ actionArns, alarmTopic }: AlarmsProps): string[] {
  if (alarmTopic === undefined) {
    return actionArns;
  }
  return alarmTopic.when === true && !Token.isUnresolved(actionArns)
    ? [...actionArns, alarmTopic.arn]
    : Token.asList(expression`concat(${actionArns}, compact([${alarmTopic.arn}]))`);
}

/** Where the metrics come from. */
interface Metrics {
  readonly when: Condition;
  readonly namespace: string;
  readonly dimensions: { [name: string]: string };
}
