import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DescribeQueryDefinitionsCommand,
  PutQueryDefinitionCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DeleteTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { DisableKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  LambdaClient,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { DeleteQueueCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { parse } from "@aws-sdk/util-arn-parser";
import type { DeploymentOutputs } from "../../../cli/deployments/deployment-outputs";
import { zipOf } from "../../../cli/emulator/sandbox";
import { emailEvent } from "../../../cli/events/email-event";
import { startLocalLambda } from "../../../cli/local-lambda/local-lambda";
import type { Check } from "../../../cli/verification/check";
import { expectationOf } from "../../../cli/verification/expectation";
import { verifyDeployment } from "../../../cli/verification/verify-deployment";
import { reproducibleZip } from "../../../modules/package/reproducible-zip";
import { workmailLambda } from "../../support/command";
import { deployedInSandbox } from "../../support/deployed-in-sandbox";
import { startLambdaEndpoint } from "../../support/lambda-endpoint";

/**
 * The report of verify on a deployment that is wrong in one way: each wrong state
 * is brought about through AWS's API, in the emulator.
 */

const region = "eu-west-1";
const organizationId = "m-33333333333333333333333333333333";
const FunctionName = "mail";
const functionArn = `arn:aws:lambda:${region}:123456789012:function:${FunctionName}`;
function organizationArn(id: string) {
  return `arn:aws:workmail:${region}:123456789012:organization/${id}`;
}

const deployed = deployedInSandbox({
  functionName: FunctionName,
  dashboard: true,
  deduplication: true,
  alarmEmail: "operations@example.com",
  onSuccessDestinationArn: `arn:aws:sqs:${region}:123456789012:results`,
  environmentVariables: { API_KEY: "secret" },
  regions: { [region]: { organizationIds: [organizationId] } },
});
const { sandbox } = deployed;
let lambda: LambdaClient;
let outputs: DeploymentOutputs;

beforeAll(() => {
  lambda = new LambdaClient({ region });
  ({ outputs } = deployed);
});

afterAll(() => lambda?.destroy());

/** The checks that did not pass, except those that no emulator answers. */
function wrong(checks: readonly Check[]) {
  return checks.filter(({ state }) => state === "failed");
}

/** Compares with what was synthesized, as verify does without --outputs. */
async function verified(): Promise<Check[]> {
  return verifyDeployment(outputs, expectationOf(sandbox.stacks, region));
}

/** Replaces the right statement, and removes the new one again. */
async function withPermission(
  given: {
    readonly Principal?: string;
    readonly SourceArn?: string;
    readonly Qualifier?: string;
  },
  test: () => Promise<void>,
): Promise<void> {
  const StatementId = `AllowWorkMail-${organizationId}`;
  const right = {
    FunctionName,
    StatementId,
    Action: "lambda:InvokeFunction",
    Principal: `workmail.${region}.amazonaws.com`,
    SourceArn: organizationArn(organizationId),
  };
  await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId }));
  await lambda.send(new AddPermissionCommand({ ...right, ...given }));
  try {
    await test();
  } finally {
    const { Qualifier } = given;
    await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId, Qualifier }));
    await lambda.send(new AddPermissionCommand(right));
  }
}

it("finds nothing wrong with what is deployed, and names what it cannot know", async () => {
  const checks = await verified();
  expect(wrong(checks)).toEqual([]);
  expect(checks.filter(({ state }) => state === "unknown").map((it) => it.subject)).toEqual([
    `organization ${organizationId}`,
    "email flow rule",
  ]);
  expect(checks.at(-1)!.next).toContain(
    `https://${region}.console.aws.amazon.com/workmail/v2/home?region=${region}#/organizations/${organizationId}`,
  );
  expect(checks.map(({ subject }) => subject)).toContain("dashboard");
});

describe("a permission", () => {
  it.each([
    ["of another principal", { Principal: "ses.amazonaws.com" }, 'lets {"Service":"ses.amazonaws.com"} in'],
    [
      "of another Region's principal",
      { Principal: "workmail.us-east-1.amazonaws.com" },
      "lets WorkMail of us-east-1 in, and the function is in eu-west-1",
    ],
    [
      "for another organization",
      { SourceArn: organizationArn("m-00000000000000000000000000000000") },
      `lets ${organizationArn("m-00000000000000000000000000000000")} in`,
    ],
    [
      "for every organization",
      { SourceArn: undefined },
      "lets the organizations of every account in: it has no source ARN",
    ],
  ])("%s is wrong", async (_, given, text) => {
    await withPermission(given, async () => {
      const [check, ...more] = wrong(await verified());
      expect(more).toEqual([]);
      expect(check!.subject).toBe("permission");
      expect(check!.next).toContain(`nothing lets WorkMail call ${functionArn} for ${organizationArn(organizationId)}`);
      expect(check!.next).toContain(text);
    });
    expect(wrong(await verified())).toEqual([]);
  });

  it("on the alias only is wrong", async () => {
    const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
    const Name = "live";
    await lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion: Version }));
    await withPermission({ Qualifier: Name }, async () => {
      const [check, ...more] = wrong(await verified());
      expect(more).toEqual([]);
      expect(check!.next).toContain(
        `AllowWorkMail-${organizationId} is on ${functionArn}:live, and the rule is to name ${functionArn}`,
      );
    });
    await lambda.send(new DeleteAliasCommand({ FunctionName, Name }));
    expect(wrong(await verified())).toEqual([]);
  });

  it("on a version, beside the right one, is wrong", async () => {
    const { Version: Qualifier } = await lambda.send(new PublishVersionCommand({ FunctionName }));
    const StatementId = "OnVersion";
    await lambda.send(
      new AddPermissionCommand({
        FunctionName,
        Qualifier,
        StatementId,
        Action: "lambda:InvokeFunction",
        Principal: "events.amazonaws.com",
      }),
    );
    expect(wrong(await verified())).toMatchObject([
      {
        subject: "permission",
        next: `OnVersion is on ${functionArn}:${Qualifier}, and the rule is to name ${functionArn}: aws lambda remove-permission --region eu-west-1 --function-name mail --qualifier ${Qualifier} --statement-id OnVersion`,
      },
    ]);
    await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId, Qualifier }));
    expect(wrong(await verified())).toEqual([]);
  });

  it("that is missing is wrong, and one too many is, too", async () => {
    const StatementId = "Another";
    await lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId,
        Action: "lambda:InvokeFunction",
        Principal: "events.amazonaws.com",
      }),
    );
    expect(wrong(await verified())).toMatchObject([
      {
        subject: "permission",
        next: 'Another lets {"Service":"events.amazonaws.com"} in, and not workmail.eu-west-1.amazonaws.com: aws lambda remove-permission --region eu-west-1 --function-name mail --statement-id Another',
      },
    ]);
    await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId }));
    await lambda.send(
      new RemovePermissionCommand({
        FunctionName,
        StatementId: `AllowWorkMail-${organizationId}`,
      }),
    );
    expect(wrong(await verified())).toMatchObject([{ subject: "permission", found: [] }]);
    await lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: `AllowWorkMail-${organizationId}`,
        Action: "lambda:InvokeFunction",
        Principal: `workmail.${region}.amazonaws.com`,
        SourceArn: organizationArn(organizationId),
      }),
    );
    expect(wrong(await verified())).toEqual([]);
  });
});

it("credentials of another account are wrong, and nothing else is asked", async () => {
  const kept = { ...process.env };
  const sts = new STSClient({ region });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: "arn:aws:iam::999999999999:role/other",
      RoleSessionName: "test",
    }),
  );
  sts.destroy();
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials!.SessionToken,
  });
  try {
    const checks = await verified();
    expect(checks.map(({ subject }) => subject)).toEqual(["account", "email flow rule"]);
    expect(checks[0]).toMatchObject({
      state: "failed",
      expected: "123456789012",
      found: "999999999999",
    });
  } finally {
    process.env = kept;
  }
});

describe("an organization, as WorkMail returns it", () => {
  afterEach(() => {
    delete process.env.AWS_ENDPOINT_URL_WORKMAIL;
  });

  it.each([
    ["active", 200, { State: "Active" }, "passed"],
    ["deleted", 200, { State: "Deleted" }, "failed"],
    ["unknown here", 400, { __type: "OrganizationNotFoundException" }, "failed"],
    ["not to be seen", 400, { __type: "AccessDeniedException" }, "unknown"],
  ])("%s", async (_, status, answer, state) => {
    const server = createServer((__, response) => {
      response.writeHead(status, { "Content-Type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    process.env.AWS_ENDPOINT_URL_WORKMAIL = `http://127.0.0.1:${port}`;
    const checks = await verified();
    server.close();
    expect(checks.find(({ subject }) => subject.startsWith("organization m-"))).toMatchObject({ state });
  });
});

it("invokes the function with an event, when asked to", async () => {
  const artifact = startLocalLambda({
    zip: zipOf(sandbox.stackOf(region)),
    region,
    endpoint: sandbox.endpoint,
    environment: { DEDUPLICATION_TABLE: outputs.deduplication_table_name!, DEDUPLICATION_WINDOW_SECONDS: "60" },
  });
  const invoked: unknown[] = [];
  const endpoint = await startLambdaEndpoint(
    {
      [functionArn]: (event) => {
        invoked.push(event);
        return artifact.invoke(event);
      },
    },
    sandbox.endpoint,
  );
  process.env.AWS_ENDPOINT_URL_LAMBDA = endpoint.url;
  try {
    const invocation = async (event: unknown) =>
      (await verifyDeployment(outputs, { event })).find(({ subject }) => subject === "invocation");
    expect(await invocation(emailEvent())).toMatchObject({ state: "passed" });
    expect(await invocation({ Records: [] })).toMatchObject({
      state: "failed",
      found: "WorkMailEventError",
    });
    const fresh = async () => {
      const result = await workmailLambda(sandbox.folder, ["verify", "--invoke", "--outputs", outputsFile, "--json"], {
        env: {
          ...sandbox.environment,
          AWS_ENDPOINT_URL_LAMBDA: endpoint.url,
        },
      });
      expect(result).toSucceed();
      const { stdout } = result;
      expect(stdout).toContain('"subject": "invocation",\n        "state": "passed"');
    };
    // A deduplicating function would pass over an event that it knows.
    const outputsFile = path.join(sandbox.folder, "outputs.json");
    writeFileSync(outputsFile, JSON.stringify(outputs));
    await fresh();
    await fresh();
    const [one, other] = invoked.slice(-2) as { invocationId: string }[];
    expect(one!.invocationId).not.toBe(other!.invocationId);
  } finally {
    delete process.env.AWS_ENDPOINT_URL_LAMBDA;
    await endpoint.stop();
    await artifact.stop();
  }
});

describe("what was changed through AWS's API since the deployment", () => {
  const iam = new IAMClient({ region });
  const logs = new CloudWatchLogsClient({ region });
  const sqs = new SQSClient({ region, useQueueUrlAsEndpoint: false });
  const sns = new SNSClient({ region });
  const kms = new KMSClient({ region });
  const cloudWatch = new CloudWatchClient({ region });
  const dynamoDb = new DynamoDBClient({ region });
  const RoleName = `mail-${region}`;
  const restoring = "npm run deploy, or terraform apply where the module is";
  let earlier: Check[] = [];

  afterAll(() => {
    for (const client of [iam, logs, sqs, sns, kms, cloudWatch, dynamoDb]) {
      client.destroy();
    }
  });

  const invocation = { FunctionName, MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 };
  const failures = () => ({ OnFailure: { Destination: outputs.failure_queue_arn } });

  it.each<[string, () => Promise<unknown>, Partial<Check>]>([
    [
      "the function's handler, timeout and memory",
      () =>
        lambda.send(
          new UpdateFunctionConfigurationCommand({ FunctionName, Handler: "other.main", Timeout: 3, MemorySize: 128 }),
        ),
      {
        subject: "function settings",
        expected: { handler: "index.handler", memory_size: 256, timeout: 10 },
        found: { handler: "other.main", memory_size: 128, timeout: 3 },
      },
    ],
    [
      "the role's trust",
      () =>
        iam.send(
          new UpdateAssumeRolePolicyCommand({
            RoleName,
            PolicyDocument: JSON.stringify({
              Version: "2012-10-17",
              Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
            }),
          }),
        ),
      {
        subject: "role",
        expected: { assume_role_policy: { 1: { Principal: { Service: "lambda.amazonaws.com" } } } },
        found: { assume_role_policy: { 1: { Principal: { Service: "ec2.amazonaws.com" } } } },
      },
    ],
    [
      "the role's policy, deleted",
      () => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "function" })),
      { subject: "role policy", expected: "function", found: null },
    ],
    [
      "the success destination, removed",
      () => lambda.send(new PutFunctionEventInvokeConfigCommand({ ...invocation, DestinationConfig: failures() })),
      {
        subject: "asynchronous invocation",
        expected: { on_success: `arn:aws:sqs:${region}:123456789012:results` },
        found: { on_success: null },
      },
    ],
    [
      "the queue's retention",
      () =>
        sqs.send(
          new SetQueueAttributesCommand({
            QueueUrl: outputs.failure_queue_url,
            Attributes: { MessageRetentionPeriod: "60" },
          }),
        ),
      {
        subject: "failure queue",
        expected: { message_retention_seconds: 1_209_600 },
        found: { message_retention_seconds: 60 },
      },
    ],
    [
      "the deduplication table's expiry",
      () =>
        dynamoDb.send(
          new UpdateTimeToLiveCommand({
            TableName: outputs.deduplication_table_name,
            TimeToLiveSpecification: { Enabled: false, AttributeName: "expiration" },
          }),
        ),
      { subject: "deduplication table", expected: { ttl: { enabled: true } }, found: { ttl: { enabled: false } } },
    ],
    [
      "the log group's retention",
      () => logs.send(new PutRetentionPolicyCommand({ logGroupName: outputs.log_group_name, retentionInDays: 1 })),
      { subject: "log group", expected: { retention_in_days: 365 }, found: { retention_in_days: 1 } },
    ],
    [
      "a saved query",
      async () => {
        const { queryDefinitions = [] } = await logs.send(new DescribeQueryDefinitionsCommand({}));
        const { queryDefinitionId, name } = queryDefinitions.find((it) => it.name === "mail/Emails per hour")!;
        await logs.send(
          new PutQueryDefinitionCommand({
            queryDefinitionId,
            name,
            logGroupNames: [outputs.log_group_name],
            queryString: "fields @message",
          }),
        );
      },
      {
        subject: "log queries",
        found: { "mail/Emails per hour": { query_string: "fields @message" } },
      },
    ],
    [
      "what an alarm of the right name watches",
      () =>
        cloudWatch.send(
          new PutMetricAlarmCommand({
            AlarmName: "mail-errors",
            Namespace: "AWS/Lambda",
            MetricName: "Errors",
            Dimensions: [{ Name: "FunctionName", Value: "other" }],
            Statistic: "Sum",
            Period: 86_400,
            EvaluationPeriods: 1,
            Threshold: 0,
            ComparisonOperator: "GreaterThanThreshold",
            TreatMissingData: "notBreaching",
          }),
        ),
      {
        subject: "alarms",
        expected: {
          "mail-errors": expect.objectContaining({
            alarm_actions: [`arn:aws:sns:${region}:123456789012:mail-alarms`],
            dimensions: { FunctionName: "mail" },
            period: 300,
          }) as object,
        },
        found: {
          "mail-errors": expect.objectContaining({
            alarm_actions: [],
            dimensions: { FunctionName: "other" },
            period: 86_400,
          }) as object,
        },
      },
    ],
    [
      "the alarm topic's policy",
      () =>
        sns.send(
          new SetTopicAttributesCommand({
            TopicArn: outputs.alarm_topic_arn,
            AttributeName: "Policy",
            AttributeValue: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
          }),
        ),
      { subject: "alarm topic", found: { policy: { AlarmsPublish: null, DenyWithoutTls: null } } },
    ],
    [
      "the alarm topic's key, disabled",
      async () => {
        const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: outputs.alarm_topic_arn }));
        await kms.send(
          new DisableKeyCommand({ KeyId: parse(Attributes!.KmsMasterKeyId!).resource.slice("key/".length) }),
        );
      },
      {
        subject: "alarm topic key",
        expected: { state: "Enabled" },
        found: { state: "Disabled" },
        next: expect.stringContaining(restoring) as string,
      },
    ],
    [
      "the alarm topic's subscription, deleted",
      async () => {
        const { Subscriptions = [] } = await sns.send(
          new ListSubscriptionsByTopicCommand({ TopicArn: outputs.alarm_topic_arn }),
        );
        await sns.send(new UnsubscribeCommand({ SubscriptionArn: Subscriptions[0]!.SubscriptionArn }));
      },
      {
        subject: "alarm topic subscription",
        expected: "confirmed",
        found: null,
        next: `${restoring}; then confirm the subscription in the email that AWS sends`,
      },
    ],
    [
      "the dashboard's widgets",
      () =>
        cloudWatch.send(
          new PutDashboardCommand({ DashboardName: outputs.dashboard_name, DashboardBody: '{"widgets":[]}' }),
        ),
      { subject: "dashboard", found: { widgets: expect.objectContaining({ Emails: null }) as object } },
    ],
  ])("%s", async (_, change, expected) => {
    await change();
    const now = wrong(await verified());
    const added = now.filter(({ subject }) => !earlier.some((it) => it.subject === subject));
    earlier = now;
    expect(added).toMatchObject([{ state: "failed", next: restoring, ...expected }]);
  });

  it("the function's reserved concurrency", async () => {
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    const restoring = "aws lambda delete-function-concurrency --region eu-west-1 --function-name mail";
    const expected = { expected: "none reserved", found: "0", next: restoring };
    for (const checks of [await verified(), await verifyDeployment(outputs)]) {
      expect(checks.find(({ subject }) => subject === "reserved concurrency")).toMatchObject(expected);
    }
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    expect((await verified()).find(({ subject }) => subject === "reserved concurrency")?.state).toBe("passed");
  });

  it("the function's environment, without the values of variables", async () => {
    await lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        Environment: { Variables: { API_KEY: "another secret", ADDED: "one more secret" } },
      }),
    );
    const checks = await verified();
    expect(wrong(checks).find(({ subject }) => subject === "function settings")).toMatchObject({
      expected: {
        environment: { API_KEY: "the value that was synthesized", ADDED: null },
      },
      found: {
        environment: { API_KEY: "another value", ADDED: "another value", DEDUPLICATION_TABLE: null },
      },
    });
    expect(JSON.stringify(checks)).not.toContain("secret");
    expect(JSON.stringify(checks)).not.toContain("operations@example.com");
  });

  it("the deduplication table, deleted", async () => {
    await dynamoDb.send(new DeleteTableCommand({ TableName: outputs.deduplication_table_name }));
    expect(wrong(await verified()).find(({ subject }) => subject === "deduplication table")).toMatchObject({
      expected: "mail-deduplication",
      found: null,
    });
  });

  it("is found as far as the outputs show, where only they are known", async () => {
    const checks = wrong(await verifyDeployment(outputs));
    expect(checks.map(({ subject }) => subject)).toEqual([
      "function settings",
      "role",
      "role policy",
      "failure queue",
      "deduplication table",
      "alarms",
      "alarm topic key",
      "alarm topic subscription",
    ]);
    expect(checks[0]).toMatchObject({ found: { environment: { DEDUPLICATION_TABLE: null } } });
  });

  it("is restored by what the checks say: a deployment", async () => {
    await sandbox.deploy();
    expect(wrong(await verified())).toEqual([]);
    expect(wrong(await verifyDeployment(outputs))).toEqual([]);
  });
});

// From here on, what is deployed is taken apart.

it("other code is wrong", async () => {
  const ZipFile = await reproducibleZip({ "index.mjs": Buffer.from("other") });
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
  expect(wrong(await verified())).toMatchObject([
    {
      subject: "artifact",
      expected: outputs.code_sha256,
      next: `it was changed without Terraform, which does not notice: aws lambda update-function-code --region eu-west-1 --function-name mail --zip-file fileb://${zipOf(sandbox.stackOf(region))}`,
    },
  ]);
  // Terraform really does not: the message says what fixes it instead.
  expect(await sandbox.terraformIn(sandbox.stackOf(region)).plan()).toBe(false);
});

it("an alarm that is raised is wrong, and one that is missing is, too", async () => {
  const cloudWatch = new CloudWatchClient({ region });
  const [AlarmName] = outputs.alarm_names;
  await cloudWatch.send(
    new SetAlarmStateCommand({
      AlarmName,
      StateValue: "ALARM",
      StateReason: "test",
    }),
  );
  expect(wrong(await verified())).toMatchObject([
    { subject: "artifact" },
    { subject: "alarms that are raised", found: [AlarmName] },
  ]);
  await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName!] }));
  expect(wrong(await verified())).toMatchObject([{ subject: "artifact" }, { subject: "alarms" }]);
  cloudWatch.destroy();
});

it("everything that is gone is named", async () => {
  await lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
  const sqs = new SQSClient({ region, useQueueUrlAsEndpoint: false });
  await sqs.send(new DeleteQueueCommand({ QueueUrl: outputs.failure_queue_url }));
  sqs.destroy();
  const logs = new CloudWatchLogsClient({ region });
  await logs.send(new DeleteLogGroupCommand({ logGroupName: outputs.log_group_name }));
  logs.destroy();
  const cloudWatch = new CloudWatchClient({ region });
  await cloudWatch.send(new DeleteDashboardsCommand({ DashboardNames: [outputs.dashboard_name!] }));
  cloudWatch.destroy();
  await deleteRole();
  await lambda.send(new DeleteFunctionCommand({ FunctionName }));
  expect(wrong(await verified()).map(({ subject, found }) => [subject, found])).toEqual([
    ["function", null],
    ["permission", []],
    ["role", null],
    ["role policy", null],
    ["asynchronous invocation", null],
    ["failure queue", null],
    ["log group", null],
    ["alarms", { [outputs.alarm_names[0]!]: null }],
    ["dashboard", null],
  ]);
});

async function deleteRole(): Promise<void> {
  const iam = new IAMClient({ region });
  const RoleName = outputs.role_arn.split("/").at(-1)!;
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames) {
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  }
  await iam.send(new DeleteRoleCommand({ RoleName }));
  iam.destroy();
}
