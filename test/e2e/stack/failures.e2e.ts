import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  ListDashboardsCommand,
} from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeQueryDefinitionsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { GetFunctionEventInvokeConfigCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { DeploymentOutputs } from "../../../cli/deployments/deployment-outputs";
import { deployedInSandbox } from "../../support/deployed-in-sandbox";
import { plannedChanges } from "../../support/planned-changes";

/**
 * The way of events that fail, and of their alarms: deployed by Terraform,
 * asked of AWS's API.
 */

const account = "123456789012";
const one = "m-11111111111111111111111111111111";
const two = "m-22222222222222222222222222222222";
const bus = `arn:aws:events:us-west-2:${account}:event-bus/mail`;
const ops = `arn:aws:sns:us-west-2:${account}:ops`;

const SETTINGS = {
  functionName: "mail",
  dashboard: true,
  deduplication: true,
  regions: {
    "us-west-2": {
      organizationIds: [one],
      onSuccessDestinationArn: bus,
      alarmActionArns: [ops],
      alarmEmail: "ops@example.com",
      deduplicationPointInTimeRecovery: true,
    },
    "eu-west-1": { organizationIds: [two] },
  },
};
const region = "us-west-2";

const deployed = deployedInSandbox(SETTINGS);
const { sandbox } = deployed;
let outputs: DeploymentOutputs;

function changes() {
  return plannedChanges(sandbox, sandbox.stackOf(region));
}

beforeAll(() => {
  outputs = deployed.byStack[`workmail-${region}`]!;
});

async function eventInvokeConfig() {
  return new LambdaClient({ region }).send(
    new GetFunctionEventInvokeConfigCommand({
      FunctionName: outputs.function_name,
    }),
  );
}

describe("an event that fails", () => {
  it("is tried twice more, for six hours, and then goes to the failure queue", async () => {
    expect(await eventInvokeConfig()).toMatchObject({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21600,
      DestinationConfig: {
        OnFailure: { Destination: outputs.failure_queue_arn },
      },
    });
  });

  it("stays there for 14 days, encrypted", async () => {
    const { Attributes } = await new SQSClient({ region }).send(
      new GetQueueAttributesCommand({
        QueueUrl: outputs.failure_queue_url,
        AttributeNames: ["All"],
      }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: outputs.failure_queue_arn,
      MessageRetentionPeriod: String(14 * 24 * 3600),
      SqsManagedSseEnabled: "true",
    });
  });
});

describe("an event that is processed", () => {
  it("goes to its destination", async () => {
    const { DestinationConfig } = await eventInvokeConfig();
    expect(DestinationConfig?.OnSuccess).toEqual({ Destination: bus });
  });

  it("is remembered in a table that forgets", async () => {
    const dynamodb = new DynamoDBClient({ region });
    const TableName = outputs.deduplication_table_name;
    const [{ Table }, { TimeToLiveDescription }, { ContinuousBackupsDescription }] = await Promise.all([
      dynamodb.send(new DescribeTableCommand({ TableName })),
      dynamodb.send(new DescribeTimeToLiveCommand({ TableName })),
      dynamodb.send(new DescribeContinuousBackupsCommand({ TableName })),
    ]);
    expect(Table?.KeySchema).toEqual([{ AttributeName: "id", KeyType: "HASH" }]);
    expect(TimeToLiveDescription).toMatchObject({
      TimeToLiveStatus: "ENABLED",
      AttributeName: "expiration",
    });
    expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toMatchObject({
      PointInTimeRecoveryStatus: "ENABLED",
    });
  });
});

describe("the alarms", () => {
  it("are those that the outputs name, and watch this function and this queue", async () => {
    const { MetricAlarms = [] } = await new CloudWatchClient({ region }).send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms.map(({ AlarmName }) => AlarmName).sort()).toEqual([...outputs.alarm_names].sort());
    const QueueName = outputs.failure_queue_url?.split("/").at(-1);
    for (const { Namespace, Dimensions } of MetricAlarms) {
      expect(Dimensions).toEqual([
        Namespace === "AWS/SQS"
          ? { Name: "QueueName", Value: QueueName }
          : { Name: "FunctionName", Value: outputs.function_name },
      ]);
    }
  });

  it("notify the topic that is given and the address", async () => {
    const { MetricAlarms = [] } = await new CloudWatchClient({ region }).send(new DescribeAlarmsCommand({}));
    for (const { AlarmActions = [] } of MetricAlarms) {
      expect([...AlarmActions].sort()).toEqual([ops, outputs.alarm_topic_arn].sort());
    }
  });
});

describe("the dashboard", () => {
  it("is there once, and shows both Regions", async () => {
    const cloudwatch = new CloudWatchClient({ region });
    const { DashboardEntries = [] } = await cloudwatch.send(new ListDashboardsCommand({}));
    expect(DashboardEntries.map(({ DashboardName }) => DashboardName)).toEqual([outputs.dashboard_name]);
    const { DashboardBody } = await cloudwatch.send(new GetDashboardCommand({ DashboardName: outputs.dashboard_name }));
    const { widgets } = JSON.parse(DashboardBody!) as {
      widgets: { properties: { metrics: { region?: string }[][] } }[];
    };
    for (const { properties } of widgets) {
      expect(properties.metrics.map((metric) => metric.at(-1)?.region)).toEqual(["us-west-2", "eu-west-1"]);
    }
  });
});

describe("the saved queries", () => {
  it("ask the function's log group", async () => {
    const { queryDefinitions = [] } = await new CloudWatchLogsClient({
      region,
    }).send(new DescribeQueryDefinitionsCommand({}));
    expect(queryDefinitions.map(({ name }) => name).sort()).toEqual([
      "mail/Emails per domain",
      "mail/Emails per hour",
      "mail/Failures by reason",
      "mail/One email by message id",
    ]);
    for (const { logGroupNames } of queryDefinitions) {
      expect(logGroupNames).toEqual([outputs.log_group_name]);
    }
  });
});

describe("a plan", () => {
  it("has nothing to change, with all of this", async () => {
    expect(await changes()).toEqual([]);
  });

  it("of other retries changes only the asynchronous invocation", async () => {
    await sandbox.synthesizeSettings({ ...SETTINGS, maximumRetryAttempts: 1 });
    expect(await changes()).toEqual([
      {
        address: "aws_lambda_function_event_invoke_config.asynchronous_invocation",
        actions: ["update"],
      },
    ]);
    await sandbox.deploy();
    expect(await eventInvokeConfig()).toMatchObject({
      MaximumRetryAttempts: 1,
    });
    expect(await changes()).toEqual([]);
  });

  it("without the alarms takes them, their topic and its key away, and nothing else", async () => {
    await sandbox.synthesizeSettings({
      ...SETTINGS,
      maximumRetryAttempts: 1,
      alarms: false,
    });
    const planned = await changes();
    expect(planned.every(({ actions }) => actions.join() === "delete")).toBe(true);
    expect(planned.map(({ address }) => address).sort()).toEqual([
      "aws_cloudwatch_metric_alarm.alarms_delivery_failures",
      "aws_cloudwatch_metric_alarm.alarms_dropped_events",
      "aws_cloudwatch_metric_alarm.alarms_errors",
      "aws_cloudwatch_metric_alarm.alarms_failure_queue_age",
      "aws_cloudwatch_metric_alarm.alarms_failure_queue_messages",
      "aws_cloudwatch_metric_alarm.alarms_throttles",
      "aws_kms_key.alarm_topic_key",
      "aws_sns_topic.alarm_topic",
      "aws_sns_topic_policy.alarm_topic_policy",
      "aws_sns_topic_subscription.alarm_topic_email",
    ]);
  });
});
