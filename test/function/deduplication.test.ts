import { deduplicate, type DeduplicationOptions } from "../../function/src/deduplication";
import type { WorkMailHandler } from "../../function/src/observe";
import type { SesReceiptEvent, SesSendingEvent } from "../../function/src/sources";
import { DynamoDb } from "./support/dynamodb";
import { sample, sampleOf } from "./support/events";
import { captureOutput, CONTEXT } from "./support/lambda";

function handler() {
  return Promise.resolve("done");
}
const before = { ...process.env };

beforeEach(() => {
  delete process.env.DEDUPLICATION_TABLE;
  delete process.env.DEDUPLICATION_WINDOW_SECONDS;
});

afterAll(() => {
  process.env = before;
});

describe("deduplicate", () => {
  it("takes its settings from the environment", () => {
    process.env.DEDUPLICATION_TABLE = "table";
    process.env.DEDUPLICATION_WINDOW_SECONDS = "3600";

    expect(() => deduplicate(handler)).not.toThrow();
  });

  it("takes its settings from the code, which come first", () => {
    process.env.DEDUPLICATION_WINDOW_SECONDS = "none";

    expect(() => deduplicate(handler, { tableName: "table", windowSeconds: 60 })).not.toThrow();
  });

  it.each(["59", "1209601", "3600.5", "a day"])("refuses a window of %s, and a missing table, at once", (window) => {
    process.env.DEDUPLICATION_WINDOW_SECONDS = window;

    expect(() => deduplicate(handler)).toThrow(
      new Error(
        `tableName (DEDUPLICATION_TABLE) must be the name of a DynamoDB table, got: nothing; windowSeconds (DEDUPLICATION_WINDOW_SECONDS) must be a whole number from 60 to 1209600, got: ${window}`,
      ),
    );
  });

  it.each([60, 1_209_600])("takes a window of %i seconds", (windowSeconds) => {
    expect(() => deduplicate(handler, { tableName: "table", windowSeconds })).not.toThrow();
  });
});

describe("an event that comes again", () => {
  const tableName = "remembered";
  const event = { ...sample("outbound-2019"), invocationId: "the-same" };
  const context = { ...CONTEXT, getRemainingTimeInMillis: () => 60_000 };
  let table: DynamoDb;

  beforeAll(async () => {
    table = await DynamoDb.start();
  });
  beforeEach(() => {
    table.items.clear();
    table.refused = [];
  });
  afterAll(() => table.stop());

  /** Calls one function with an event several times. */
  async function call(
    work: () => unknown,
    { times = 3, input = event, ...options }: DeduplicationOptions & { times?: number; input?: unknown } = {},
  ) {
    let worked = 0;
    const results: unknown[] = [];
    const { lines } = await captureOutput(
      async () => {
        const handler: WorkMailHandler<unknown> = () => {
          worked += 1;
          return new Promise((resolve) => resolve(work()));
        };
        const deduplicated = deduplicate(handler, { tableName, ...options });
        for (let time = 0; time < times; time++) {
          results.push(await deduplicated(input, context).catch((thrown: unknown) => ({ thrown })));
        }
      },
      {
        AWS_ENDPOINT_URL: table.endpoint,
        AWS_ACCESS_KEY_ID: "table",
        AWS_SECRET_ACCESS_KEY: "table",
        AWS_MAX_ATTEMPTS: "1",
      },
    );
    return { worked, results, lines };
  }

  const ALREADY = ["INFO", "Email processed already"];
  const summaryOf = (lines: { level?: unknown; message?: unknown }[]) =>
    lines.map(({ level, message }) => [level, message]);

  it.each<[string, unknown, unknown]>([
    ["an object", { ok: true }, { ok: true }],
    ["a string", "done", "done"],
    ["a string of JSON", "1", "1"],
    ["a number", 5, 5],
    ["null", null, null],
    ["nothing", undefined, null],
    ["a large integer", { n: 2 ** 53 + 2, m: 1e21 }, { n: 2 ** 53 + 2, m: 1e21 }],
    ["no number", { n: NaN }, { n: null }],
    ["a date", { at: new Date(0) }, { at: "1970-01-01T00:00:00.000Z" }],
    ["members that are undefined", { a: undefined, b: [undefined] }, { b: [null] }],
    ["a member without a name", { "": 1 }, { "": 1 }],
    ["a result nested deeply", nested(60), nested(60)],
    ["a function", () => 1, null],
    ["400,000 bytes", "x".repeat(399_998), "x".repeat(399_998)],
  ])("is worked on once when the result is %s, and gets it again", async (_case, result, again) => {
    const { worked, results, lines } = await call(() => result, { storeResult: true });

    expect(worked).toBe(1);
    expect(results).toEqual([result, again, again]);
    expect(summaryOf(lines)).toEqual([ALREADY, ALREADY]);
    expect(lines[0]).toMatchObject({
      cold_start: false,
      function_request_id: CONTEXT.awsRequestId,
      email: { invocationId: "the-same" },
    });
  });

  const receipt = (processingTimeMillis: number, ...recipients: string[]) => {
    const [record] = sampleOf<SesReceiptEvent>("ses-receipt").Records;
    const { mail, receipt } = record.ses;
    return { Records: [{ ...record, ses: { mail, receipt: { ...receipt, processingTimeMillis, recipients } } }] };
  };
  const sending = (id: string, time: string) => ({ ...sampleOf<SesSendingEvent>("ses-sending"), id, time });

  it.each<[string, unknown[], number]>([
    ["an SES receipt record, called again", [receipt(1, "a@b.test"), receipt(2, "a@b.test")], 1],
    ["a message that two SES receipt rules match", [receipt(1, "a@b.test"), receipt(1, "c@b.test")], 2],
    ["an SES sending event, called again", [sending("one", "2019-08-05"), sending("one", "2019-08-06")], 1],
    ["two SES sending events of one message", [sending("one", "2019-08-05"), sending("two", "2019-08-05")], 2],
  ])("has the key of its source: %s", async (_case, inputs, expected) => {
    let worked = 0;
    for (const input of inputs) {
      worked += (await call(() => "done", { times: 1, input })).worked;
    }

    expect(worked).toBe(expected);
  });

  const circle: Record<string, unknown> = { address: "jane@domain.test" };
  circle.self = circle;

  it.each<[string, unknown, string]>([
    ["contains itself", circle, "It cannot be written as JSON"],
    ["has a big integer", { n: 1n }, "It cannot be written as JSON"],
    ["has more than 400,000 bytes", `${"é".repeat(199_999)}x`, "It has more than 400000 bytes"],
  ])("is worked on once when the result %s, with a warning that has nothing of it", async (_case, result, reason) => {
    const { worked, results, lines } = await call(() => result, { storeResult: true });

    expect(worked).toBe(1);
    expect(results).toEqual([result, null, null]);
    expect(summaryOf(lines)).toEqual([["WARN", "Result not stored"], ALREADY, ALREADY]);
    expect(lines[0]).toEqual({
      level: "WARN",
      message: "Result not stored",
      timestamp: expect.any(String) as string,
      service: "workmail",
      cold_start: true,
      function_request_id: CONTEXT.awsRequestId,
      xray_trace_id: "1-5759e988-bd862e3fe1be46a994272793",
      email: { invocationId: "the-same" },
      reason,
    });
    expect([...table.items.values()]).toEqual([expect.not.objectContaining({ data: expect.anything() as unknown })]);
  });

  it.each([false, undefined])("gets null, without a warning, when storeResult is %s", async (storeResult) => {
    const { worked, results, lines } = await call(() => ({ address: "jane@domain.test" }), { storeResult });

    expect(worked).toBe(1);
    expect(results).toEqual([{ address: "jane@domain.test" }, null, null]);
    expect(summaryOf(lines)).toEqual([ALREADY, ALREADY]);
    expect(JSON.stringify([...table.items])).not.toContain("jane");
  });

  it.each<[string, object, unknown]>([
    ["an object", { M: { ok: { BOOL: true } } }, { ok: true }],
    ["a string that is not JSON", { S: "done" }, "done"],
  ])("gets the result of a record that an earlier version wrote: %s", async (_case, data, expected) => {
    await call(() => "x", { storeResult: true, times: 1 });
    const [item] = table.items.values();
    Object.assign(item!, { data });

    const { worked, results } = await call(() => "x", { storeResult: true, times: 1 });

    expect(worked).toBe(0);
    expect(results).toEqual([expected]);
  });

  it("ends as the work did when DynamoDB fails after it, with a warning: an error would have it done again", async () => {
    table.refused = ["UpdateItem"];
    const { worked, results, lines } = await call(() => "done", { times: 2 });

    expect(worked).toBe(1);
    expect(results[0]).toBe("done");
    expect(results[1]).toMatchObject({ thrown: { name: "IdempotencyAlreadyInProgressError" } });
    expect(lines).toEqual([
      expect.objectContaining({
        level: "WARN",
        message: "Event not remembered",
        email: { invocationId: "the-same" },
        reason: "IdempotencyPersistenceLayerError",
      }),
    ]);
  });

  it("is not worked on while DynamoDB refuses to note that it is", async () => {
    table.refused = ["PutItem"];
    const { worked, results, lines } = await call(() => "done", { times: 1 });

    expect(worked).toBe(0);
    expect(results).toMatchObject([{ thrown: { name: "IdempotencyPersistenceLayerError" } }]);
    expect(lines).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["an error", new RangeError("refused")],
    ["a string", "text"],
    ["nothing", undefined],
    ["an object", { name: "Jane Roe" }],
  ])("is worked on again when the work throws %s, which the function throws", async (_case, thrown) => {
    const { worked, results, lines } = await call(() => {
      throw thrown;
    });

    expect(worked).toBe(3);
    expect(results).toEqual([{ thrown }, { thrown }, { thrown }]);
    expect((results[0] as { thrown: unknown }).thrown).toBe(thrown);
    expect(lines).toEqual([]);
    expect(table.items.size).toBe(0);
  });

  it("gets the work's own error also when DynamoDB does not forget the event", async () => {
    table.refused = ["DeleteItem"];
    const thrown = new RangeError("refused");
    const { results, lines } = await call(
      () => {
        throw thrown;
      },
      { times: 1 },
    );

    expect(results).toEqual([{ thrown }]);
    expect((results[0] as { thrown: unknown }).thrown).toBe(thrown);
    expect(lines).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["an invocationId that is an address", { ...event, invocationId: "jane@domain.test" }],
    ["no invocationId", sample("outbound-2018")],
  ])("is logged without an ID when it has %s", async (_case, input) => {
    const warn = jest.spyOn(console, "warn").mockReturnValue();
    const { worked, lines } = await call(() => "done", { times: 2, input });
    warn.mockRestore();

    expect(worked).toBe(1);
    expect(lines).toEqual([expect.objectContaining({ message: "Email processed already", email: {} })]);
  });

  it("has a warning without an ID when it is nothing at all", async () => {
    const { results, lines } = await call(() => circle, { storeResult: true, times: 1, input: null });

    expect(results).toEqual([circle]);
    expect(lines).toEqual([expect.objectContaining({ message: "Result not stored", email: {} })]);
  });

  it("is known by its invocationId only, and without one by all of it", async () => {
    await call(() => "done", { times: 1 });
    expect((await call(() => "done", { times: 1, input: { ...event, subject: "Another" } })).worked).toBe(0);

    const old = sample("outbound-2018");
    await call(() => "done", { times: 1, input: old });
    expect((await call(() => "done", { times: 1, input: old })).worked).toBe(0);
    expect((await call(() => "done", { times: 1, input: { ...old, subject: "Another" } })).worked).toBe(1);
  });

  it("is remembered under a SHA-256 for as long as the settings say", async () => {
    const before = Date.now() / 1000;
    await call(() => "done", { times: 1, windowSeconds: 3600 });
    await call(() => "done", { times: 1, input: { ...event, invocationId: "another" } });

    const items = [...table.items.values()];
    expect(items.map(({ expiration }) => Math.round((Number(expiration!.N) - before) / 60))).toEqual([60, 24 * 60]);
    for (const { id } of items) {
      expect(id!.S).toMatch(/#[A-Za-z0-9+/]{43}=$/);
    }
  });
});

function nested(levels: number): object {
  return levels === 0 ? {} : { inside: nested(levels - 1) };
}
