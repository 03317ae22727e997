import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SQSClient } from "@aws-sdk/client-sqs";
import { QueueLease } from "../../../cli/redrive/leased-queue";
import { type AwsApi, startAwsApi } from "../../support/aws-api";

/** How long messages stay hidden from others; a stand-in for SQS has one message. */

const VISIBILITY_SECONDS = 0.2;
const environment = { ...process.env };
let api: AwsApi;
let sqs: SQSClient;
let isInQueue = true;

const body = "body";
const message = {
  MessageId: "id",
  ReceiptHandle: "receipt",
  Body: body,
  MD5OfBody: createHash("md5").update(body).digest("hex"),
};

beforeAll(async () => {
  api = await startAwsApi(({ operation }) => {
    const isReceived = operation === "ReceiveMessage" && isInQueue;
    isInQueue &&= !isReceived;
    return { body: isReceived ? { Messages: [message] } : {} };
  });
  Object.assign(process.env, api.environment);
  sqs = new SQSClient({ region: "eu-west-1", useQueueUrlAsEndpoint: false });
});

afterAll(async () => {
  sqs.destroy();
  await api.stop();
  process.env = environment;
});

/** The seconds for which the message was hidden each time, since it was received. */
function hidings(): unknown[] {
  return api.calls
    .filter(({ operation }) => operation === "ChangeMessageVisibilityBatch")
    .flatMap(({ input }) => input.Entries as { ReceiptHandle: string; VisibilityTimeout: number }[])
    .map(({ ReceiptHandle, VisibilityTimeout }) => [ReceiptHandle, VisibilityTimeout]);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await sleep(10);
  }
}

it("hides messages again and again while the work goes on, and shows them at once when they are given back", async () => {
  const lease = new QueueLease(sqs, "https://sqs.eu-west-1.amazonaws.com/123456789012/mail-failures", {
    visibilitySeconds: VISIBILITY_SECONDS,
  });
  expect(await lease.take(1)).toEqual([{ id: "id", body }]);
  expect(hidings()).toEqual([]);

  await until(() => hidings().length >= 2);
  expect(hidings().slice(0, 2)).toEqual([
    ["receipt", VISIBILITY_SECONDS],
    ["receipt", VISIBILITY_SECONDS],
  ]);

  await lease.giveBack();
  expect(hidings().at(-1)).toEqual(["receipt", 0]);
});
