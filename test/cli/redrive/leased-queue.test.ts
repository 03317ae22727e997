import { createHash } from "node:crypto";
import { SQSClient } from "@aws-sdk/client-sqs";
import { QueueLease } from "../../../cli/redrive/leased-queue";
import { type AwsApi, startAwsApi } from "../../support/aws-api";
import { until } from "../../support/until";

/** How long messages stay hidden from others, and which are taken; a stand-in for SQS delivers them. */

const VISIBILITY_SECONDS = 0.2;
const environment = { ...process.env };
let api: AwsApi;
let sqs: SQSClient;
let callsBefore: number;
/** The deliveries of SQS: the ID and the receipt of one message each time. */
let deliveries: [string, string][];
let attributes: Record<string, string> | undefined;

const body = "body";
const MD5OfBody = createHash("md5").update(body).digest("hex");

beforeAll(async () => {
  api = await startAwsApi(({ operation }) => {
    const [MessageId, ReceiptHandle] = (operation === "ReceiveMessage" && deliveries.shift()) || [];
    if (operation === "GetQueueAttributes") {
      return attributes && { body: { Attributes: attributes } };
    }
    return { body: MessageId ? { Messages: [{ MessageId, ReceiptHandle, Body: body, MD5OfBody }] } : {} };
  });
  Object.assign(process.env, api.environment);
  sqs = new SQSClient({ region: "eu-west-1", useQueueUrlAsEndpoint: false });
});

beforeEach(() => {
  callsBefore = api.calls.length;
});

afterAll(async () => {
  sqs.destroy();
  await api.stop();
  process.env = environment;
});

function newLease(visibilitySeconds?: number): QueueLease {
  return new QueueLease(sqs, "https://sqs.eu-west-1.amazonaws.com/123456789012/mail-failures", { visibilitySeconds });
}

function callsOf(wanted: string) {
  return api.calls.slice(callsBefore).filter(({ operation }) => operation === wanted);
}

/** The receipts with which messages were deleted. */
function deletions(): unknown[] {
  return callsOf("DeleteMessage").map(({ input }) => input.ReceiptHandle);
}

/** The seconds for which the message was hidden each time, since it was received. */
function hidings(): unknown[] {
  return callsOf("ChangeMessageVisibilityBatch")
    .flatMap(({ input }) => input.Entries as { ReceiptHandle: string; VisibilityTimeout: number }[])
    .map(({ ReceiptHandle, VisibilityTimeout }) => [ReceiptHandle, VisibilityTimeout]);
}

it("hides messages again and again while the work goes on, and shows them at once when they are given back", async () => {
  deliveries = [["id", "receipt"]];
  const lease = newLease(VISIBILITY_SECONDS);
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

it("does not take a message again that SQS delivers twice, and gives it back with its last receipt", async () => {
  deliveries = [
    ["one", "first"],
    ["one", "second"],
    ["two", "other"],
  ];
  const lease = newLease();

  expect(await lease.take(1)).toEqual([{ id: "one", body }]);
  expect(await lease.take(1)).toEqual([{ id: "two", body }]);
  expect(deletions()).toEqual([]);

  await lease.giveBack();
  expect(hidings()).toEqual([
    ["second", 0],
    ["other", 0],
  ]);
});

it("deletes a message again, and does not take it, that SQS delivers after it was deleted", async () => {
  deliveries = [
    ["one", "first"],
    ["one", "second"],
    ["two", "other"],
  ];
  const lease = newLease();
  const [message] = await lease.take(1);
  await lease.delete(message!);

  expect(await lease.take(1)).toEqual([{ id: "two", body }]);
  expect(deletions()).toEqual(["first", "second"]);

  await lease.giveBack();
  expect(hidings()).toEqual([["other", 0]]);
});

it("counts all messages of the queue: those that can be received, that somebody has, and that are delayed", async () => {
  deliveries = [];
  attributes = {
    ApproximateNumberOfMessages: "3",
    ApproximateNumberOfMessagesNotVisible: "20",
    ApproximateNumberOfMessagesDelayed: "100",
  };
  const lease = newLease();
  expect(await lease.count()).toBe(123);
  await lease.giveBack();
});

it("does not know the count where the credentials may not ask", async () => {
  attributes = undefined;
  const lease = newLease();
  expect(await lease.count()).toBeUndefined();
  await lease.giveBack();
});
