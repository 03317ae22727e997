import { errorTypeOf, withInvoke } from "../../../cli/aws/invoke-function";
import type { InvocationResult } from "../../../cli/local-lambda/local-lambda";
import { startAwsApi } from "../../support/aws-api";
import { type LambdaEndpoint, startLambdaEndpoint } from "../../support/lambda-endpoint";
import { until } from "../../support/until";

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

describe("an invocation that Lambda throttles", () => {
  /** Answers as Lambda does: a throttled one to the event "late", so many times. */
  async function whileThrottled<Result>(times: number, work: (answers: () => number) => Promise<Result>) {
    let [late, others] = [0, 0];
    const api = await startAwsApi(async ({ input }) => {
      if (input.name !== "late") {
        others += 1;
        return {};
      }
      // Another one gets through before each answer: of two in a row, the caller has the first.
      const before = others;
      late += 1;
      await until(() => times === Infinity || others >= before + 2);
      return late <= times ? { status: 429, error: "TooManyRequestsException" } : {};
    });
    const { AWS_ENDPOINT_URL } = process.env;
    process.env.AWS_ENDPOINT_URL = api.url;
    try {
      return await work(() => late);
    } finally {
      process.env.AWS_ENDPOINT_URL = AWS_ENDPOINT_URL;
      await api.stop();
    }
  }

  it("waits for its turn as long as others get through, however often that is", async () => {
    const answers = await whileThrottled(4, (answers) =>
      withInvoke({ region: "us-east-1", functionName: "name", attempts: 2 }, async (invoke) => {
        let isDone = false;
        const late = invoke({ name: "late" }).finally(() => (isDone = true));
        while (!isDone) {
          await invoke({ name: "other" });
        }
        await late;
        return answers();
      }),
    );
    expect(answers).toBe(5);
  });

  it("gives up after its attempts where none gets through", async () => {
    await whileThrottled(Infinity, async (answers) => {
      await expect(invoke("name", { name: "late" }, 2)).rejects.toMatchObject({ name: "TooManyRequestsException" });
      expect(answers()).toBe(2);
    });
  });

  it("stops waiting at once when it is interrupted", async () => {
    await whileThrottled(Infinity, async (answers) => {
      const interruption = new AbortController();
      const options = { region: "us-east-1", functionName: "name", attempts: 1_000, signal: interruption.signal };
      const invoked = withInvoke(options, (invoke) => invoke({ name: "late" }));
      await until(() => answers() > 0);
      interruption.abort();
      await expect(invoked).rejects.toBe(interruption.signal.reason);
    });
  });
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
