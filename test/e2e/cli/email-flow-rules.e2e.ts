import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type Emulator, startEmulator } from "../../../cli/emulator/emulator";
import { startLocalLambda } from "../../../cli/local-lambda/local-lambda";
import { startMessageDouble } from "../../../function/src/testing";
import { createFunctionPackage } from "../../../modules/package/function-package";
import { type AwsAnswer, type AwsCall, startAwsApi } from "../../support/aws-api";
import { folderWith } from "../../support/folder";

/** The handlers of examples/email-flow-rules in the local runtime: as they would be deployed, against an emulator. */

const EXAMPLES = "examples/email-flow-rules";
const REGION = "eu-west-1";
const MESSAGE_ID = "a1b2c3";
const message = readFileSync("function/messages/alternative.eml");
const LET_THROUGH = { actions: [{ action: { type: "DEFAULT" }, allRecipients: true }] };

let emulator: Emulator;

function client() {
  return {
    region: REGION,
    endpoint: emulator.endpoint.href,
    credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
  };
}

beforeAll(async () => {
  emulator = await startEmulator();
});

afterAll(() => emulator.stop());

interface Run {
  readonly content?: Uint8Array;
  readonly environment?: Record<string, string>;
  readonly event?: object;
  /** What answers for a service that the emulator does not know. */
  readonly answer?: (call: AwsCall) => AwsAnswer | undefined;
}

/** Runs an example with an inbound email from outside. */
async function run(name: string, { content = message, environment = {}, event, answer = () => undefined }: Run = {}) {
  const { path: zip } = await createFunctionPackage({ entry: `${EXAMPLES}/${name}.ts` }, folderWith({}));
  const double = await startMessageDouble({ messages: { [MESSAGE_ID]: content }, forwardTo: emulator.endpoint.href });
  const api = await startAwsApi(answer);
  const lambda = startLocalLambda({
    zip,
    region: REGION,
    logFormat: "JSON",
    timeoutSeconds: 14,
    memorySizeMb: 512,
    endpoint: emulator.endpoint,
    environment: {
      ...double.environment,
      AWS_ENDPOINT_URL_WORKMAIL: api.url,
      AWS_ENDPOINT_URL_SFN: api.url,
      ...environment,
    },
  });
  try {
    const result = await lambda.invoke({
      envelope: {
        mailFrom: { address: "sender@example.com" },
        recipients: [{ address: "chief@domain.test" }, { address: "office@domain.test" }],
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

it("has handlers of fewer than 25 lines of code, with their imports", () => {
  for (const file of readdirSync(EXAMPLES).filter((name) => name.endsWith(".ts"))) {
    const lines = readFileSync(path.join(EXAMPLES, file), "utf8").split("\n");
    expect([file, lines.filter((line) => line !== "").length < 25]).toEqual([file, true]);
  }
});

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
      event: { envelope: { mailFrom: { address: "a@domain.test" }, recipients: [{ address: "b@domain.test" }] } },
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
  const environment = { WORKMAIL_ORGANIZATION_IDS: `m-${"0".repeat(32)}`, RESTRICTED_GROUP_ID: "group" };
  const workmail =
    (members: readonly string[]) =>
    (call: AwsCall): AwsAnswer | undefined => {
      switch (call.operation) {
        case "ListGroupMembers":
          return { body: { Members: members.map((Id) => ({ Id })) } };
        case "DescribeEntity":
          return { body: { EntityId: String(call.input.Email).replace("@domain.test", "-id") } };
      }
      return undefined;
    };

  it("bounces for members only", async () => {
    const { payload } = await run("restricted-mailboxes", { environment, answer: workmail(["chief-id"]) });
    expect(payload).toMatchObject({
      actions: [
        { action: { type: "BOUNCE" }, recipients: ["chief@domain.test"] },
        { action: { type: "DEFAULT" }, allRecipients: true },
      ],
    });
  });

  it("bounces for nobody if the group is empty", async () => {
    const { payload } = await run("restricted-mailboxes", { environment, answer: workmail([]) });
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
  const { ARN } = await new SecretsManagerClient(client()).send(
    new CreateSecretCommand({
      Name: "webhook",
      SecretString: `http://127.0.0.1:${(chat.address() as AddressInfo).port}/`,
    }),
  );
  const { error } = await run("chat-webhook", { environment: { WEBHOOK_SECRET_ARN: ARN! } });
  chat.close();

  expect(error).toBeUndefined();
  expect(posted).toHaveLength(1);
  expect(JSON.parse(posted[0]!)).toEqual({ text: expect.stringMatching(/^\*Both forms\*\nZażółć/) as string });
});

it("archive writes the message to the bucket", async () => {
  const s3 = new S3Client({ ...client(), forcePathStyle: true });
  await s3.send(
    new CreateBucketCommand({ Bucket: "archive", CreateBucketConfiguration: { LocationConstraint: REGION } }),
  );
  const { error } = await run("archive", { environment: { ARCHIVE_BUCKET: "archive" } });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "archive", Key: `${MESSAGE_ID}.eml` }));

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
  const machine = `arn:aws:states:${REGION}:123456789012:stateMachine:approval`;
  const started = { error: "ExecutionAlreadyExists" };
  const { calls, ...outcome } = await run("approval", {
    environment: { STATE_MACHINE_ARN: machine },
    answer: ({ operation }) => (operation === "StartExecution" ? started : { body: execution }),
  });

  expect(outcome).toMatchObject(result);
  expect(calls[1]!.input).toEqual({
    executionArn: `arn:aws:states:${REGION}:123456789012:execution:approval:0123456789abcdef`,
  });
});

it.each([
  ["OK", "DEFAULT"],
  ["ALARM", "BOUNCE"],
])("mail-storm answers the state %s with %s", async (state, type) => {
  const cloudwatch = new CloudWatchClient(client());
  const alarm = {
    AlarmName: `storm-${state}`,
    MetricName: "Recipients",
    Namespace: "WorkMailLambda",
    Statistic: "Sum",
  };
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      ...alarm,
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1000,
      ComparisonOperator: "GreaterThanThreshold",
    }),
  );
  await cloudwatch.send(
    new SetAlarmStateCommand({ AlarmName: alarm.AlarmName, StateValue: state as "OK", StateReason: "test" }),
  );
  const { payload } = await run("mail-storm", { environment: { STORM_ALARM_NAME: alarm.AlarmName } });

  expect(payload).toMatchObject({ actions: [{ action: { type } }] });
});
