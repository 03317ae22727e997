import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, GetObjectCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { deployedFunction } from "../../../cli/aws/deployed-function";
import { startLocalLambda } from "../../../cli/local-lambda/local-lambda";
import { startMessageDouble } from "../../../function/src/testing";
import { codeSha256Of } from "../../../modules/package/code-sha256";
import { type AwsAnswer, type AwsCall, startAwsApi } from "../../support/aws-api";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { builtExamples, readFunction, synthesizedExamples, UPDATED_CONTENT } from "../../support/example-deployments";

/**
 * The examples for email flow rules: deployed with their settings and, on another emulator, with their calls of the
 * module. The deployed resources are read back through AWS's API, run in the local runtime, planned again, and
 * destroyed.
 */

const EXAMPLES = "examples/email-flow-rules";
const REGION = "eu-west-1";
const ORGANIZATION = "m-33333333333333333333333333333333";
const MESSAGE_ID = "a1b2c3";
const message = readFileSync("function/messages/alternative.eml");
const LET_THROUGH = { actions: [{ action: { type: "DEFAULT" }, allRecipients: true }] };

function messages(direction: string): string {
  return `arn:aws:workmailmessageflow:${REGION}:123456789012:message/${ORGANIZATION}/${direction}/*`;
}

/** Returns the ARN of a resource that the settings name. */
function ours(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:111122223333:${resource}`;
}

function statement(Sid: string, Action: unknown, Resource: unknown) {
  return { Sid, Effect: "Allow", Action, Resource };
}

const READ_INBOUND = statement("ReadMessageContent", "workmailmessageflow:GetRawMessageContent", [
  messages("incoming"),
]);
const VARIABLES = { EMAIL_LOG_DETAIL: "summary", WORKMAIL_ORGANIZATION_IDS: ORGANIZATION };

/** The deployment of each example: its limits, and its additions to the variables and to the role's policy. */
const EXPECTED: Record<string, { memory: number; timeout: number; variables: object; statements: object[] }> = {
  "external-tag": {
    memory: 512,
    timeout: 14,
    variables: { ORGANIZATION_DOMAINS: "example.com", UPDATED_CONTENT_BUCKET: UPDATED_CONTENT },
    statements: [
      READ_INBOUND,
      statement("ReplaceMessageContent", "workmailmessageflow:PutRawMessageContent", [messages("incoming")]),
      {
        ...statement("PutUpdatedContent", "s3:PutObject", `arn:aws:s3:::${UPDATED_CONTENT}/*`),
        Condition: { StringEquals: { "s3:ResourceAccount": "123456789012" } },
      },
    ],
  },
  "junk-by-header": { memory: 512, timeout: 14, variables: {}, statements: [READ_INBOUND] },
  "restricted-mailboxes": {
    memory: 256,
    timeout: 14,
    variables: {
      ORGANIZATION_DOMAINS: "example.com",
      RESTRICTED_GROUP_ID: "S-1-1-11-1111111111-2222222222-3333333333-3333",
    },
    statements: [
      statement(
        "ReadRestrictedGroup",
        ["workmail:DescribeEntity", "workmail:ListGroupMembers"],
        [ours("workmail", `organization/${ORGANIZATION}`)],
      ),
    ],
  },
  approval: {
    memory: 256,
    timeout: 14,
    variables: { STATE_MACHINE_ARN: ours("states", "stateMachine:email-approval") },
    statements: [
      statement("StartApproval", ["states:StartExecution"], [ours("states", "stateMachine:email-approval")]),
      statement("ReadApproval", ["states:DescribeExecution"], [ours("states", "execution:email-approval:*")]),
    ],
  },
  "mail-storm": {
    memory: 256,
    timeout: 14,
    variables: { STORM_ALARM_NAME: "email-storm" },
    statements: [statement("ReadStormAlarm", ["cloudwatch:DescribeAlarms"], [ours("cloudwatch", "alarm:email-storm")])],
  },
  "chat-webhook": {
    memory: 512,
    timeout: 10,
    variables: { WEBHOOK_SECRET_ARN: ours("secretsmanager", "secret:chat-webhook-AbCdEf") },
    statements: [
      READ_INBOUND,
      statement("ReadSecrets", "secretsmanager:GetSecretValue", [ours("secretsmanager", "secret:chat-webhook-AbCdEf")]),
    ],
  },
  archive: {
    memory: 512,
    timeout: 10,
    variables: { ARCHIVE_BUCKET: "example-email-archive" },
    statements: [
      { ...READ_INBOUND, Resource: [messages("incoming"), messages("outgoing")] },
      {
        ...statement("WriteArchive", ["s3:PutObject"], ["arn:aws:s3:::example-email-archive/*"]),
        Condition: { StringEquals: { "s3:ResourceAccount": ["111122223333"] } },
      },
    ],
  },
};
const NAMES = Object.keys(EXPECTED);
/** The statements that each role has. */
const OWN_STATEMENTS = ["WriteOwnLogStreams", "SendTraces", "SendFailures"];

const settings = new EmulatedTerraform();
const calls = new EmulatedTerraform();
let zips: Readonly<Record<string, string>>;
/** The folders of both configurations. */
let settingsFolder: string;
let callsFolder: string;

beforeAll(async () => {
  await Promise.all([settings.start(), calls.start()]);
  // Where deployedFunction asks.
  Object.assign(process.env, settings.environment);
  ({ folder: settingsFolder, zips } = await synthesizedExamples(NAMES.map((name) => [name, settingsFile(name)])));
  callsFolder = await builtExamples(EXAMPLES);
  await Promise.all(
    [settings.in(settingsFolder), calls.in(callsFolder)].map(async (root) => {
      await root.init();
      await root.apply();
    }),
  );
});

afterAll(() => Promise.all([settings.stop(), calls.stop()]));

function settingsFile(name: string): string {
  return `${EXAMPLES}/workmail.${name}.json`;
}

it("has settings, a call of the module, and a handler of fewer than 25 lines of code for each example", () => {
  const files = readdirSync(EXAMPLES).sort();
  expect(files.filter((file) => file.endsWith(".ts"))).toEqual(NAMES.map((name) => `${name}.ts`).sort());
  expect(files.filter((file) => file.endsWith(".json"))).toEqual(NAMES.map((name) => `workmail.${name}.json`).sort());
  expect(files.filter((file) => file.endsWith(".tf"))).toEqual([...NAMES, "main"].map((name) => `${name}.tf`).sort());
  for (const name of NAMES) {
    const lines = readFileSync(path.join(EXAMPLES, `${name}.ts`), "utf8").split("\n");
    expect([name, lines.filter((line) => line !== "").length < 25]).toEqual([name, true]);
  }
});

describe.each(NAMES)("%s, deployed", (name) => {
  const { memory, timeout, variables, statements } = EXPECTED[name]!;

  it("has its zip, limits, variables, and statements", async () => {
    const { configuration, rolePolicy, bucket } = await readFunction(`email-${name}`, settings.client);

    expect(configuration).toMatchObject({
      CodeSha256: codeSha256Of(readFileSync(zips[name]!)),
      Timeout: timeout,
      MemorySize: memory,
    });
    expect(configuration.variables).toEqual({ ...VARIABLES, ...variables });
    expect(rolePolicy.Statement.filter(({ Sid }) => !OWN_STATEMENTS.includes(Sid))).toEqual(statements);
    expect(rolePolicy.Statement).toHaveLength(statements.length + OWN_STATEMENTS.length);
    expect(bucket === undefined).toBe(name !== "external-tag");
  });

  it("is the same with the call of the module", async () => {
    const called = await readFunction(`email-${name}`, calls.client);
    expect(called).toEqual(await readFunction(`email-${name}`, settings.client));
  });
});

it("keeps replaced content in a bucket that only WorkMail reads, for a day", async () => {
  const { bucket } = await readFunction("email-external-tag", settings.client);
  const arn = `arn:aws:s3:::${UPDATED_CONTENT}`;
  expect(bucket).toMatchObject({
    policy: {
      Statement: [
        {
          Sid: "WorkMailReads",
          Principal: { Service: `workmail.${REGION}.amazonaws.com` },
          Action: ["s3:GetObject", "s3:GetObjectVersion"],
          Resource: `${arn}/*`,
          Condition: {
            Bool: { "aws:SecureTransport": "true" },
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: {
              "aws:SourceArn": [`arn:aws:workmailmessageflow:${REGION}:123456789012:message/${ORGANIZATION}/*`],
            },
          },
        },
        { Sid: "DenyWithoutTls", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`] },
      ],
    },
    publicAccess: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    encryption: [{ SSEAlgorithm: "AES256" }],
    ownership: [{ ObjectOwnership: "BucketOwnerEnforced" }],
    lifecycle: [{ Status: "Enabled", Expiration: { Days: 1 }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }],
  });
});

interface Run {
  readonly content?: Uint8Array;
  readonly event?: object;
  /** Answers for a service that the emulator does not know. */
  readonly answer?: (call: AwsCall) => AwsAnswer | undefined;
}

/** Runs the deployed zip of an example, as the function is configured, with an inbound email from outside. */
async function run(name: string, { content = message, event, answer = () => undefined }: Run = {}) {
  const double = await startMessageDouble({ messages: { [MESSAGE_ID]: content }, forwardTo: settings.client.endpoint });
  const api = await startAwsApi(answer);
  const deployed = await deployedFunction(`email-${name}`, REGION);
  const lambda = startLocalLambda({
    ...deployed.options,
    zip: zips[name]!,
    endpoint: settings.client.endpoint,
    environment: {
      ...deployed.options.environment,
      ...double.environment,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: api.url,
      AWS_ENDPOINT_URL_SFN: api.url,
      AWS_ENDPOINT_URL_WORKMAIL: api.url,
    },
  });
  try {
    const result = await lambda.invoke({
      envelope: {
        mailFrom: { address: "sender@domain.test" },
        recipients: [{ address: "chief@example.com" }, { address: "office@example.com" }],
      },
      messageId: MESSAGE_ID,
      invocationId: "0123456789abcdef",
      flowDirection: "INBOUND",
      ...event,
    });
    return { ...result, replaced: double.replaced.get(MESSAGE_ID), calls: api.calls };
  } finally {
    await lambda.stop();
    await api.stop();
    await double.stop();
  }
}

describe("external-tag", () => {
  it("tags an email from outside once", async () => {
    const { payload, replaced } = await run("external-tag");
    expect(payload).toEqual(LET_THROUGH);
    expect(Buffer.from(replaced!).toString()).toMatch(/^Subject: \[External\] Both forms\r$/m);

    const again = await run("external-tag", { content: replaced });
    expect(Buffer.from(again.replaced!).toString()).toMatch(/^Subject: \[External\] Both forms\r$/m);
  });

  it("leaves an email from inside, and one without a subject or with HTML only, in order", async () => {
    const inside = await run("external-tag", {
      event: { envelope: { mailFrom: { address: "a@example.com" }, recipients: [{ address: "b@example.com" }] } },
    });
    expect([inside.payload, inside.replaced]).toEqual([LET_THROUGH, undefined]);

    for (const sample of ["no-subject", "html-only"]) {
      const { payload, replaced } = await run("external-tag", {
        content: readFileSync(`function/messages/${sample}.eml`),
      });
      expect(payload).toEqual(LET_THROUGH);
      expect(replaced).toBeDefined();
    }
  });

  it("lets an email through whose content is gone", async () => {
    const { payload, cloudWatchLogs } = await run("external-tag", { event: { messageId: "another" } });
    expect(payload).toEqual(LET_THROUGH);
    expect(cloudWatchLogs.join()).toContain('"Decision failed"');
  });
});

it.each([
  ["yes", "MOVE_TO_JUNK"],
  ["NO", "BYPASS_SPAM_CHECK"],
  ["", "DEFAULT"],
])("junk-by-header answers a gateway's %j with %s", async (value, type) => {
  const content = Buffer.from(`X-Gateway-Spam: ${value}\r\nSubject: x\r\n\r\nbody`);
  const { payload } = await run("junk-by-header", { content });
  expect(payload).toEqual({ actions: [{ action: { type }, allRecipients: true }] });
});

describe("restricted-mailboxes", () => {
  const workmail =
    (members: readonly string[]) =>
    (call: AwsCall): AwsAnswer | undefined => {
      switch (call.operation) {
        case "ListGroupMembers":
          return { body: { Members: members.map((Id) => ({ Id })) } };
        case "DescribeEntity":
          return { body: { EntityId: String(call.input.Email).replace("@example.com", "-id") } };
      }
      return undefined;
    };

  it("bounces for members only", async () => {
    const { payload, calls: asked } = await run("restricted-mailboxes", { answer: workmail(["chief-id"]) });
    expect(payload).toMatchObject({
      actions: [
        { action: { type: "BOUNCE" }, recipients: ["chief@example.com"] },
        { action: { type: "DEFAULT" }, allRecipients: true },
      ],
    });
    expect(asked[0]!.input).toEqual({
      OrganizationId: ORGANIZATION,
      GroupId: "S-1-1-11-1111111111-2222222222-3333333333-3333",
    });
  });

  it("bounces for nobody if the group is empty", async () => {
    const { payload } = await run("restricted-mailboxes", { answer: workmail([]) });
    expect(payload).toEqual(LET_THROUGH);
  });
});

it("chat-webhook posts the subject and the text to the secret URL", async () => {
  const posted: string[] = [];
  const chat = createServer((request, response) => {
    void text(request).then((body) => {
      posted.push(body);
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(chat, "listening");
  const SecretString = `http://127.0.0.1:${(chat.address() as AddressInfo).port}/`;
  const { error, calls: asked } = await run("chat-webhook", { answer: () => ({ body: { SecretString } }) });
  chat.close();

  expect(error).toBeUndefined();
  expect(asked.map(({ operation, input }) => [operation, input])).toEqual([
    ["GetSecretValue", { SecretId: ours("secretsmanager", "secret:chat-webhook-AbCdEf") }],
  ]);
  expect(posted).toHaveLength(1);
  expect(JSON.parse(posted[0]!)).toEqual({ text: expect.stringMatching(/^\*Both forms\*\nZażółć/) as string });
});

it("archive writes the message to the bucket", async () => {
  const s3 = new S3Client({ ...settings.client, forcePathStyle: true });
  const Bucket = "example-email-archive";
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  const { error } = await run("archive");
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `${MESSAGE_ID}.eml` }));

  expect(error).toBeUndefined();
  expect(Buffer.from(await Body!.transformToByteArray())).toEqual(message);
});

it.each<[string, object, object]>([
  ["is called again while the execution runs", { status: "RUNNING" }, { error: { errorType: "NotYet" } }],
  [
    "answers with the output, in AWS's own spelling too",
    { status: "SUCCEEDED", output: '{"actions":[{"action":{"type":"DROP"},"allRecipients":"true"}]}' },
    { payload: { actions: [{ action: { type: "DROP" }, allRecipients: true }] } },
  ],
  ["fails if the execution did", { status: "FAILED" }, { error: { errorType: "AnswerError" } }],
])("approval %s", async (_title, execution, result) => {
  const started = { error: "ExecutionAlreadyExists" };
  const { calls: asked, ...outcome } = await run("approval", {
    answer: ({ operation }) => (operation === "StartExecution" ? started : { body: execution }),
  });

  expect(outcome).toMatchObject(result);
  expect(asked[1]!.input).toEqual({ executionArn: ours("states", "execution:email-approval:0123456789abcdef") });
});

it.each([
  ["OK", "DEFAULT"],
  ["ALARM", "BOUNCE"],
] as const)("mail-storm answers the state %s with %s", async (StateValue, type) => {
  const cloudwatch = new CloudWatchClient(settings.client);
  const AlarmName = "email-storm";
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      MetricName: "Recipients",
      Namespace: "WorkMailLambda",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1000,
      ComparisonOperator: "GreaterThanThreshold",
    }),
  );
  await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "test" }));
  const { payload } = await run("mail-storm");

  expect(payload).toMatchObject({ actions: [{ action: { type } }] });
});

it("plans no change, and destroys everything", async () => {
  const roots = [settings.in(settingsFolder), calls.in(callsFolder)];
  expect(await Promise.all(roots.map((root) => root.plan()))).toEqual([false, false]);
  await Promise.all(roots.map((root) => root.destroy()));

  for (const { client } of [settings, calls]) {
    const { Functions } = await new LambdaClient(client).send(new ListFunctionsCommand({}));
    const { Roles } = await new IAMClient(client).send(new ListRolesCommand({}));
    const { Buckets } = await new S3Client({ ...client, forcePathStyle: true }).send(new ListBucketsCommand({}));
    const left = Buckets?.filter(({ Name }) => Name !== "example-email-archive");
    expect([Functions, Roles, left]).toEqual([[], [], []]);
  }
});
