import { errorTypeOf, withInvoke } from "../../../cli/aws/invoke-function";
import type { InvocationResult } from "../../../cli/local-lambda/local-lambda";
import { type LambdaEndpoint, startLambdaEndpoint } from "../../support/lambda-endpoint";

let endpoint: LambdaEndpoint;
const environment = { ...process.env };
let event: unknown;
let result: Pick<InvocationResult, "payload" | "error">;

beforeAll(async () => {
  endpoint = await startLambdaEndpoint({
    name: (given) => {
      event = given;
      return Promise.resolve({
        requestId: "its-request-id",
        timedOut: false,
        logs: [],
        cloudWatchLogs: [],
        durationMs: 1,
        ...result,
      });
    },
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_ACCESS_KEY_ID: "emulator",
    AWS_SECRET_ACCESS_KEY: "emulator",
  });
});

afterAll(async () => {
  process.env = environment;
  await endpoint.stop();
});

function invoke(functionName: string, event: unknown, attempts?: number) {
  return withInvoke({ region: "us-east-1", functionName, attempts }, (invoke) => invoke(event));
}

it("hands over the event and contains no deployment in a success", async () => {
  result = { payload: { errorType: "only a result" } };

  expect(await invoke("name", { a: [1] })).toBeUndefined();
  expect(event).toEqual({ a: [1] });
});

it.each([
  ["the type of its error", "Sandbox.Timedout", "Sandbox.Timedout"],
  ["Lambda's word for an error without a type", "to a@b.test", "Unhandled"],
])("reports a failure %s and the request", async (_, errorType, told) => {
  result = { error: { errorType, errorMessage: "to a@b.test" } };

  expect(await invoke("name", {})).toEqual({
    errorType: told,
    requestId: "its-request-id",
  });
});

it("throws when there is no such function", async () => {
  await expect(invoke("another", {})).rejects.toThrow("Function not found: another");
});

it("throws the error itself where no connection is made, after the attempts it is given", async () => {
  const { AWS_ENDPOINT_URL } = process.env;
  process.env.AWS_ENDPOINT_URL = "http://127.0.0.1:9";
  const startedAt = Date.now();
  await expect(invoke("name", {}, 3)).rejects.toThrow("ECONNREFUSED");
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  process.env.AWS_ENDPOINT_URL = AWS_ENDPOINT_URL;
});

describe("errorTypeOf", () => {
  it.each(["TypeError", "Sandbox.Timedout", "Runtime.ExitError"])("gives %s", (errorType) => {
    expect(errorTypeOf({ errorType })).toBe(errorType);
  });

  it.each([undefined, null, "TypeError", {}, { errorType: 1 }, { errorType: "sent to a@b.test" }])(
    "gives nothing for %j",
    (payload) => {
      expect(errorTypeOf(payload)).toBeUndefined();
    },
  );
});
