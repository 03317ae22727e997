import { type Invocation, RuntimeApi } from "../../../cli/local-lambda/runtime-api";

const BASE = "2018-06-01/runtime";

let api: RuntimeApi;

beforeEach(async () => {
  api = await RuntimeApi.start();
});

afterEach(() => api.close());

function call(route: string, body?: unknown): Promise<Response> {
  return fetch(`http://${api.address}/${BASE}/${route}`, {
    method: body === undefined ? "GET" : "POST",
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

const INVOCATION: Invocation = {
  requestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
  functionArn: "arn:aws:lambda:us-east-1:123456789012:function:workmail",
  deadlineMs: 1_542_409_706_888,
  traceId: "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0",
  event: '{"subject":"Hello"}',
};

/** Lets a runtime ask for the event, as far as its handling. */
async function asked() {
  const next = call("invocation/next");
  await api.asked();
  const answer = api.invoke(INVOCATION);
  return { answer, event: await next };
}

it("hands out the event with Lambda's headers", async () => {
  const { event } = await asked();

  expect(event.status).toBe(200);
  expect(await event.json()).toEqual({ subject: "Hello" });
  expect(Object.fromEntries(event.headers)).toMatchObject({
    "lambda-runtime-aws-request-id": INVOCATION.requestId,
    "lambda-runtime-deadline-ms": "1542409706888",
    "lambda-runtime-invoked-function-arn": INVOCATION.functionArn,
    "lambda-runtime-trace-id": INVOCATION.traceId,
  });
});

it("takes the response", async () => {
  const { answer } = await asked();

  const reply = await call(`invocation/${INVOCATION.requestId}/response`, {
    done: true,
  });

  expect(reply.status).toBe(202);
  expect(await answer).toEqual({ payload: '{"done":true}' });
});

it("takes an error", async () => {
  const { answer } = await asked();
  const error = { errorType: "Error", errorMessage: "x", trace: ["Error: x"] };

  const reply = await call(`invocation/${INVOCATION.requestId}/error`, error);

  expect(reply.status).toBe(202);
  expect(await answer).toEqual({ error });
});

it("takes an error of the start", async () => {
  const failed = api.startFailed();
  const error = { errorType: "Runtime.X", errorMessage: "x" };

  const reply = await call("init/error", error);

  expect(reply.status).toBe(202);
  expect(await failed).toEqual(error);
});

it("takes one answer for each event, and only for that one", async () => {
  const { answer } = await asked();

  const other = await call("invocation/another/response", 1);
  await call(`invocation/${INVOCATION.requestId}/response`, 2);
  const second = await call(`invocation/${INVOCATION.requestId}/response`, 3);

  expect(await answer).toEqual({ payload: "2" });
  expect([other.status, second.status]).toEqual([400, 400]);
  expect(await other.json()).toEqual({
    errorType: "InvalidRequestID",
    errorMessage: "Invalid request ID",
  });
});

it("refuses what is not part of it", async () => {
  const reply = await call("extension/register");

  expect(reply.status).toBe(404);
  expect(await reply.json()).toEqual({
    errorType: "NotFound",
    errorMessage: "GET /2018-06-01/runtime/extension/register is not part of the Runtime API",
  });
});

it("hands out no event that was not asked for", async () => {
  await expect(api.invoke(INVOCATION)).rejects.toThrow("The runtime has not asked for an event.");
});
