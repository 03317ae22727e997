import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SQSClient } from "@aws-sdk/client-sqs";
import { QueueLease } from "../../../cli/redrive/leased-queue";

/** An SQS that hands out one message, and calls back with each request to change what it hides. */
async function sqsWithMessage(onChange: (entries: unknown) => void) {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { Entries } = JSON.parse(body) as { Entries?: { Id: string }[] };
      const isChange = request.headers["x-amz-target"] === "AmazonSQS.ChangeMessageVisibilityBatch";
      const answer = isChange
        ? { Successful: Entries!.map(({ Id }) => ({ Id })), Failed: [] }
        : { Messages: [{ MessageId: "1", ReceiptHandle: "receipt", Body: "{}" }] };
      response.writeHead(200, { "Content-Type": "application/x-amz-json-1.0" }).end(JSON.stringify(answer));
      if (isChange) {
        onChange(Entries);
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new SQSClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "key", secretAccessKey: "secret" },
    md5: false,
  });
  const stop = () => {
    client.destroy();
    server.close();
  };
  return { client, stop };
}

describe("a lease", () => {
  it("is extended again and again while the message is held, and ends when it is given back", async () => {
    const changes: unknown[] = [];
    let onThird: () => void;
    const third = new Promise<void>((resolve) => (onThird = resolve));
    const { client, stop } = await sqsWithMessage((entries) => {
      if (changes.push(entries) === 3) {
        onThird();
      }
    });
    const visibilitySeconds = 0.1;
    const lease = new QueueLease(client, "http://queue", { visibilitySeconds });

    expect(await lease.take(1)).toEqual([{ id: "1", body: "{}" }]);
    await third;
    await lease.giveBack();
    stop();

    const hidden = (seconds: number) => [{ Id: "0", ReceiptHandle: "receipt", VisibilityTimeout: seconds }];
    expect(changes.slice(0, 3)).toEqual(Array(3).fill(hidden(visibilitySeconds)));
    expect(changes.at(-1)).toEqual(hidden(0));
  });
});
