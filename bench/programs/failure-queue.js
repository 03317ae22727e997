// A queue of failed events and the function that gets them again, in so little code that the time is that of redrive.
// An emulator would take longer for each message than redrive does.
//
// node failure-queue.js EVENTS: sends its parent the port
const { createHash, randomUUID } = require("node:crypto");
const http = require("node:http");

const events = Number(process.argv[2]);
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:mail";

/** Numbers of the events that can be received, and those that were, by receipt. */
const waiting = Array.from({ length: events }, (_, number) => events - 1 - number);
const received = new Map();
const handled = new Uint8Array(events);

function messageOf(number) {
  const Body = JSON.stringify({
    version: "1.0",
    requestContext: { requestId: randomUUID(), functionArn: `${FUNCTION_ARN}:$LATEST`, condition: "RetriesExhausted" },
    requestPayload: {
      number,
      envelope: {
        mailFrom: { address: "sender@domain.test" },
        recipients: [{ address: "first@domain.test" }, { address: "second@domain.test" }],
      },
    },
    responsePayload: { errorType: "Error" },
  });
  const ReceiptHandle = randomUUID();
  received.set(ReceiptHandle, number);
  return {
    MessageId: `message-${number}`,
    ReceiptHandle,
    Body,
    MD5OfBody: createHash("md5").update(Body).digest("hex"),
  };
}

function giveBack(receipt) {
  if (received.has(receipt)) {
    waiting.push(received.get(receipt));
    received.delete(receipt);
  }
}

const ANSWERS = {
  ReceiveMessage: ({ MaxNumberOfMessages }) => ({
    Messages: waiting.splice(-MaxNumberOfMessages).reverse().map(messageOf),
  }),
  GetQueueAttributes: () => ({
    Attributes: {
      ApproximateNumberOfMessages: String(waiting.length),
      ApproximateNumberOfMessagesNotVisible: String(received.size),
    },
  }),
  DeleteMessage: ({ ReceiptHandle }) => {
    received.delete(ReceiptHandle);
    return {};
  },
  ChangeMessageVisibilityBatch: ({ Entries }) => {
    Entries.filter(({ VisibilityTimeout }) => VisibilityTimeout === 0).forEach((one) => giveBack(one.ReceiptHandle));
    return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
  },
};

/** The calls of the benchmark: it counts the events, and ends the leases of a process that was killed. */
const CONTROL = {
  "/report": () => ({
    left: waiting.length + received.size,
    lost: handled.filter((times) => times === 0).length,
    doubled: handled.filter((times) => times > 1).length,
  }),
  "/expire": () => [...received.keys()].map(giveBack).length,
};

http
  .createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const input = JSON.parse(Buffer.concat(chunks).toString() || "{}");
      const operation = String(request.headers["x-amz-target"]).split(".")[1];
      const answer = CONTROL[request.url] ?? ANSWERS[operation];
      if (answer === undefined) {
        handled[input.number] += 1;
      }
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify(answer?.(input) ?? null));
    });
  })
  .listen(0, "127.0.0.1", function listening() {
    process.send(this.address().port);
  });
process.once("disconnect", () => process.exit());
