import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { Email } from "../../../function/src/index";
import { messageOf } from "../../../function/src/message";
import { SynchronousEmail } from "../../../function/src/synchronous";
import { type MessageDoubleOptions, startMessageDouble } from "../../../function/src/testing";
import { sample } from "../support/events";
import { captureOutput } from "../support/lambda";
import { message } from "../support/messages";

const EVENT = sample("outbound-2019");
const ID = EVENT.messageId!;
const CREDENTIALS = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" };
const SIGNED = message("signed");

async function withDouble<Result>(
  run: (double: Awaited<ReturnType<typeof startMessageDouble>>) => Promise<Result>,
  options: Partial<MessageDoubleOptions> = {},
  environment: Record<string, string> = {},
) {
  const double = await startMessageDouble({ messages: { [ID]: SIGNED }, ...options });
  let result: Result | undefined;
  const { thrown } = await captureOutput(
    async () => {
      result = await run(double);
    },
    { ...CREDENTIALS, ...double.environment, ...environment },
  );
  await double.stop();
  return { double, result, thrown };
}

/** Serves requests one after another with these answers, the last for all that follow. */
async function withServer<Result>(
  listeners: RequestListener[],
  run: () => Promise<Result>,
  environment: Record<string, string> = {},
) {
  let count = 0;
  const server = createServer((request, response) => {
    listeners[Math.min(count++, listeners.length - 1)]!(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  let result: Result | undefined;
  const { thrown } = await captureOutput(
    async () => {
      result = await run();
    },
    {
      ...CREDENTIALS,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      ...environment,
    },
  );
  server.closeAllConnections();
  server.close();
  return { count, result, thrown };
}

function read() {
  return messageOf(new Email(EVENT)).getRawMessageContent();
}

test("returns the content byte for byte", async () => {
  const { result, double } = await withDouble(read);

  expect(Buffer.from(result!)).toEqual(SIGNED);
  expect(double.requests).toEqual([`GET /messages/${ID}`]);
});

test("returns the headers, unfolded, regardless of case, from the top", async () => {
  const { result } = await withDouble(() => messageOf(new Email(EVENT)).getHeaders(), {
    messages: { [ID]: Buffer.from("Received: second\r\nX-Spam:\r\n\tyes\r\nReceived: first\r\n\r\nReceived: body") },
  });

  expect(result!.get("x-spam")).toBe("yes");
  expect(result!.getAll("RECEIVED")).toEqual(["second", "first"]);
  expect(result!.get("to")).toBeUndefined();
});

/** The end of the headers, and a body that never ends. */
function* endless() {
  yield "\n";
  for (;;) {
    yield "y".repeat(1000);
  }
}

test("reads no more than the headers", async () => {
  const { result } = await withServer(
    [
      (_request, response) => {
        response.write("Subject: x\r\n\r");
        Readable.from(endless()).pipe(response);
      },
    ],
    () => messageOf(new Email(EVENT)).getHeaders(),
  );

  expect(result!.get("subject")).toBe("x");
});

test("replaces the content of an email that waits for the answer", async () => {
  const content = Buffer.from("Subject: new\r\n\r\nbody\r\n");
  const { result, double } = await withDouble(() =>
    messageOf(new SynchronousEmail(EVENT)).putRawMessageContent(content),
  );

  expect(result).toBe("replaced");
  expect(Buffer.from(double.replaced.get(ID)!)).toEqual(content);
  expect(double.requests[0]).toMatch(new RegExp(`^PUT /updated-content/${ID}/[0-9a-f-]{36}$`));
  expect(double.requests.slice(1)).toEqual([`POST /messages/${ID}`]);
});

test("offers replacing only for an email that waits for the answer", () => {
  expect(messageOf(new Email(EVENT))).not.toHaveProperty("putRawMessageContent");
  // @ts-expect-error An asynchronous rule ignores replaced content.
  expect(messageOf(new Email(EVENT)).putRawMessageContent).toBeUndefined();
});

function put() {
  return messageOf(new SynchronousEmail(EVENT)).putRawMessageContent(Buffer.from("x"));
}

test("returns frozen for an email that was redirected", async () => {
  expect(await withDouble(put, { error: "frozen" })).toMatchObject({ result: "frozen" });
});

test.each<[string, () => Promise<unknown>, Partial<MessageDoubleOptions>, object]>([
  [
    "the content is gone",
    read,
    { error: "missing" },
    {
      code: "ResourceNotFoundException",
      status: 404,
      message: "ResourceNotFoundException (HTTP 404): WorkMail keeps content for 24 hours",
    },
  ],
  ["the message is unknown", read, { messages: {} }, { code: "ResourceNotFoundException" }],
  ["the new content is rejected", put, { error: "rejected" }, { code: "MessageRejected", status: 400 }],
])("throws AWS's error when %s", async (_title, run, options, error) => {
  const { thrown, double } = await withDouble(run, options);

  expect(thrown).toMatchObject({ name: "MessageError", ...error });
  expect(double.requests.filter((request) => request.includes("/messages/"))).toHaveLength(1);
});

test.each([
  ["''", ""],
  ["'my.bucket'", "my.bucket"],
  ["'My-Bucket'", "My-Bucket"],
  ["'xy'", "xy"],
])("rejects %s as bucket before anything is sent", async (given, bucket) => {
  const { thrown, double } = await withDouble(put, {}, { UPDATED_CONTENT_BUCKET: bucket });

  expect(thrown).toEqual(
    new Error(`UPDATED_CONTENT_BUCKET: expected a bucket of 3 to 63 characters of a-z, 0-9, and -, found ${given}`),
  );
  expect(double.requests).toEqual([]);
});

test.each([[undefined], [""], ["../x"], ["A"], ["a".repeat(121)]])("rejects the message ID %j", (messageId) => {
  expect(() => messageOf(new Email({ ...EVENT, messageId }))).toThrow(
    `messageId: expected 1 to 120 characters of a-z, 0-9, and -, found ${messageId?.length ?? 0}`,
  );
});

function ok(...[, response]: Parameters<RequestListener>) {
  response.end("content");
}
function status(code: number, type = ""): RequestListener {
  return (_request, response) => response.writeHead(code, { "x-amzn-errortype": type }).end("{}");
}
function reset(...[request]: Parameters<RequestListener>) {
  request.socket.destroy();
}

test("says what the bucket needs when WorkMail cannot read the new content there", async () => {
  const { thrown } = await withServer([ok, status(400, "InvalidContentLocation")], put, {
    UPDATED_CONTENT_BUCKET: "bucket",
  });
  expect(thrown).toMatchObject({
    name: "MessageError",
    code: "InvalidContentLocation",
    message: "InvalidContentLocation (HTTP 400): WorkMail must read the bucket, in the function's account and Region",
  });
});

test.each<[string, RequestListener]>([
  ["a server error", status(503, "ServiceUnavailable")],
  ["throttling", status(429)],
  ["throttling with 400", status(400, "ThrottlingException:http://internal.amazon.com/")],
  ["a broken connection", reset],
  [
    "a connection that breaks within the content",
    (_request, response) => response.writeHead(200, { "content-length": "7" }).write("con", () => response.destroy()),
  ],
])("tries again after %s", async (_title, listener) => {
  const { result, count } = await withServer([listener, ok], read);

  expect(Buffer.from(result!).toString()).toBe("content");
  expect(count).toBe(2);
});

test.each<[string, RequestListener, number]>([
  ["a refusal", status(403, "AccessDeniedException"), 1],
  ["3 server errors", status(500), 3],
])("gives up after %s", async (_title, listener, attempts) => {
  const { thrown, count } = await withServer([listener], read);

  expect(thrown).toMatchObject({ name: "MessageError" });
  expect(count).toBe(attempts);
});

test("ends with the signal's own error, without another attempt", async () => {
  const controller = new AbortController();
  const { thrown, count } = await withServer([() => controller.abort(new Error("deadline"))], () =>
    messageOf(new Email(EVENT), { signal: controller.signal }).getRawMessageContent(),
  );

  expect(thrown).toMatchObject({ message: "deadline" });
  expect(count).toBe(1);
});

test.each([
  ["<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Denied</Message></Error>", "AccessDenied"],
  ["", "Error"],
])("reads the code of S3's error from %j", async (body, code) => {
  const { thrown, count } = await withServer([(_request, response) => response.writeHead(403).end(body)], put, {
    UPDATED_CONTENT_BUCKET: "bucket",
  });

  expect(thrown).toMatchObject({ name: "MessageError", code, message: `${code} (HTTP 403)` });
  expect(count).toBe(1);
});

test("takes another answer than a success for an error", async () => {
  const { thrown } = await withServer([status(300, "MultipleChoices")], read);

  expect(thrown).toMatchObject({ name: "MessageError", code: "MultipleChoices", status: 300 });
});

test("speaks TLS with an endpoint whose address begins with https", async () => {
  const server = createServer(ok).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { thrown } = await captureOutput(read, {
    ...CREDENTIALS,
    AWS_ENDPOINT_URL: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_MAX_ATTEMPTS: "1",
  });
  server.close();

  // The server has none.
  expect(thrown).toMatchObject({ code: "EPROTO" });
});
