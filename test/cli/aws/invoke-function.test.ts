import { LambdaClient } from "@aws-sdk/client-lambda";
import { errorTypeOf, invokeFunction } from "../../../cli/aws/invoke-function";
import type { InvocationResult } from "../../../cli/local-lambda/local-lambda";
import { type LambdaEndpoint, startLambdaEndpoint } from "../../support/lambda-endpoint";

let endpoint: LambdaEndpoint;
let lambda: LambdaClient;
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
  lambda = new LambdaClient({
    region: "us-east-1",
    endpoint: endpoint.url,
    credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
  });
});

afterAll(async () => {
  lambda.destroy();
  await endpoint.stop();
});

it("hands over the event and tells nothing of a success", async () => {
  result = { payload: { errorType: "only a result" } };

  expect(await invokeFunction(lambda, "name")({ a: [1] })).toBeUndefined();
  expect(event).toEqual({ a: [1] });
});

it.each([
  ["the type of its error", "Sandbox.Timedout", "Sandbox.Timedout"],
  ["Lambda's word for an error without a type", "to a@b.test", "Unhandled"],
])("tells of a failure %s and the request", async (_, errorType, told) => {
  result = { error: { errorType, errorMessage: "to a@b.test" } };

  expect(await invokeFunction(lambda, "name")({})).toEqual({
    errorType: told,
    requestId: "its-request-id",
  });
});

it("throws when there is no such function", async () => {
  await expect(invokeFunction(lambda, "another")({})).rejects.toThrow("Function not found: another");
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
