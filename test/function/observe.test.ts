import fc from "fast-check";
import { describe as describeThrown } from "../../function/src/describe";
import { observe as observeWith } from "../../function/src/observe";
import { expectEqual } from "../support/expect-equal";
import { PROPERTY_RUNS } from "../support/property-runs";
import { metricsOf } from "./support/emf";
import { acceptedEvent, sample, SECRET, thrownValue } from "./support/events";
import { captureOutput, CONTEXT, type Line } from "./support/lambda";

fc.configureGlobal({ numRuns: PROPERTY_RUNS });

const EVENT = sample("outbound-2019");

type Work = Parameters<typeof observeWith>[0];

/** Observes work as createHandler does. */
function observe(work: Work) {
  return observeWith(work, describeThrown);
}

/** Calls one handler with each input in turn, and returns what it wrote. */
async function linesFor(
  inputs: unknown[],
  environment: Record<string, string | undefined> = {},
  work: Work = () => undefined,
): Promise<Line[]> {
  const { lines } = await captureOutput(async () => {
    const handler = observe(work);
    for (const input of inputs) {
      await handler(input, CONTEXT).catch(() => undefined);
    }
  }, environment);
  return lines;
}

/** The second line of a handler: that of a warm start. */
async function warmLineFor(...[inputs, ...rest]: Parameters<typeof linesFor>) {
  return (await linesFor([EVENT, ...inputs], ...rest))[1];
}

function fail(error: unknown) {
  return () => {
    throw error;
  };
}

function circular() {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  return circle;
}

/** An object with a member that throws when it is read. */
function throwing(member: string): object {
  return Object.defineProperty({}, member, {
    enumerable: true,
    get() {
      throw new Error(`no ${member}`);
    },
  });
}

beforeEach(() => jest.useFakeTimers({ now: Date.parse("2026-02-03T04:05:06.789Z") }));
afterEach(() => jest.useRealTimers());

describe("an email makes one line", () => {
  test("that is a log entry with the keys of Powertools, and metrics", async () => {
    const { lines, text } = await captureOutput(() => observe(() => undefined)(EVENT, CONTEXT));

    expect(lines).toEqual([
      {
        level: "INFO",
        message: "Email processed",
        timestamp: "2026-02-03T04:05:06.789Z",
        service: "workmail",
        cold_start: true,
        function_request_id: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        xray_trace_id: "1-5759e988-bd862e3fe1be46a994272793",
        email: {
          messageId: "00000000-0000-0000-0000-000000000000",
          invocationId: "0000000000000000000000000000000000000000",
          flowDirection: "OUTBOUND",
          region: "us-east-1",
          recipients: 2,
          domains: ["domain.test"],
          domainCount: 1,
          truncated: false,
        },
        ColdStarts: 1,
        Emails: 1,
        Recipients: 2,
        TruncatedEmails: 0,
        FunctionName: "workmail",
        _aws: {
          Timestamp: Date.parse("2026-02-03T04:05:06.789Z"),
          CloudWatchMetrics: [
            {
              Namespace: "WorkMailLambda",
              Dimensions: [["FunctionName"]],
              Metrics: [
                { Name: "ColdStarts", Unit: "Count" },
                { Name: "Emails", Unit: "Count" },
                { Name: "Recipients", Unit: "Count" },
                { Name: "TruncatedEmails", Unit: "Count" },
              ],
            },
          ],
        },
      },
    ]);
    expect(text).toMatch(/^\{"level":"INFO","message":"Email processed",.*\}\n$/);
  });

  test("whatever the log level, since it is the metric, too", async () => {
    const [line] = await linesFor([EVENT], { AWS_LAMBDA_LOG_LEVEL: "ERROR" });

    expect(line).toMatchObject({ level: "INFO" });
    expect(metricsOf(line)).toMatchObject({ Emails: ["Count", 1] });
  });

  test("without a trace id where there is no trace", async () => {
    const [line] = await linesFor([EVENT], { _X_AMZN_TRACE_ID: undefined });

    expect(line).not.toHaveProperty("xray_trace_id");
  });

  test("with the time at which it is written, wherever the clock goes", async () => {
    const anyTime = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2100, 0) });
    const steps = fc.array(fc.oneof(anyTime, fc.integer({ min: -11_000, max: 11_000 })), {
      minLength: 2,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(anyTime, steps, async (first, later) => {
        const times = [first];
        later.forEach((step) => times.push(Math.abs(step) > 11_000 ? step : times.at(-1)! + step));
        const { lines } = await captureOutput(async () => {
          const handler = observe(() => undefined);
          for (const time of times) {
            jest.setSystemTime(time);
            await handler(EVENT, CONTEXT);
          }
        });

        expectEqual(
          lines.map(({ timestamp, _aws }) => [timestamp, (_aws as { Timestamp: number }).Timestamp]),
          times.map((time) => [new Date(time).toISOString(), time]),
        );
      }),
    );
  });

  test("that knows a cold start from a warm one", async () => {
    const [cold, warm] = await linesFor([EVENT, EVENT]);

    expect(cold).toMatchObject({ cold_start: true, ColdStarts: 1 });
    expect(warm).toMatchObject({ cold_start: false, ColdStarts: 0 });
  });
});

describe("metrics", () => {
  test("of an email that was processed", async () => {
    expect(metricsOf(await warmLineFor([sample("external-recipients")]))).toEqual({
      ColdStarts: ["Count", 0],
      Emails: ["Count", 1],
      Recipients: ["Count", 3],
      TruncatedEmails: ["Count", 0],
    });
  });

  test("of the first email of an environment, with more recipients than one digit counts", async () => {
    const recipients = Array.from({ length: 12 }, (_, index) => ({ address: `recipient${index}@domain.test` }));
    const [cold] = await linesFor([{ ...EVENT, envelope: { recipients } }]);

    expect(metricsOf(cold)).toMatchObject({ Emails: ["Count", 1], Recipients: ["Count", 12] });
  });

  test("of an email whose recipients were cut", async () => {
    expect(metricsOf(await warmLineFor([sample("truncated")]))).toMatchObject({
      TruncatedEmails: ["Count", 1],
    });
  });

  test("of an email that failed at a cold start, and of the next one", async () => {
    const [cold, warm] = await linesFor([null, EVENT]);

    expect(metricsOf(cold)).toEqual({ ColdStarts: ["Count", 1], FailedEmails: ["Count", 1] });
    expect(metricsOf(warm)).toMatchObject({ ColdStarts: ["Count", 0], Emails: ["Count", 1] });
  });

  test("of an email that failed", async () => {
    expect(metricsOf(await warmLineFor([null]))).toEqual({
      ColdStarts: ["Count", 0],
      FailedEmails: ["Count", 1],
    });
  });
});

describe("the function", () => {
  test.each<[string, () => unknown]>([
    ["value", () => "result"],
    ["promise", () => Promise.resolve("result")],
  ])("returns what the work returns as a %s", async (_kind, work) => {
    let result: unknown;
    await captureOutput(async () => {
      result = await observe(work)(EVENT, CONTEXT);
    });

    expect(result).toBe("result");
  });

  test("hands on event, summary, context and whether it is a cold start", async () => {
    const work = jest.fn();
    await captureOutput(() => observe(work)(EVENT, CONTEXT));

    expect(work.mock.calls).toEqual([[EVENT, expect.objectContaining({ recipients: 2 }), CONTEXT, true]]);
    expect((work.mock.calls as unknown[][])[0]?.[0]).toBe(EVENT);
  });

  test.each<[string, (error: Error) => () => unknown]>([
    ["throws", fail],
    ["rejects with", (error) => () => Promise.reject(error)],
  ])("throws the very error that the work %s, so that Lambda tries again", async (_how, workOf) => {
    const error = new Error("down");
    const { thrown, lines } = await captureOutput(() => observe(workOf(error))(EVENT, CONTEXT));

    expect(thrown).toBe(error);
    expect(lines).toHaveLength(1);
  });

  test("throws when the event is none, without any work", async () => {
    const work = jest.fn();
    const { thrown } = await captureOutput(() => observe(work)({}, CONTEXT));

    expect(thrown).toMatchObject({ name: "WorkMailEventError" });
    expect(work).not.toHaveBeenCalled();
  });
});

describe("a failure", () => {
  test("of the work is logged with the error's name and the email's ids, not with its message", async () => {
    const line = await warmLineFor([EVENT], {}, fail(new RangeError(`no ${SECRET}@domain.test`)));

    expect(line).toMatchObject({
      level: "ERROR",
      message: "Email failed",
      error: "RangeError",
      email: { messageId: "00000000-0000-0000-0000-000000000000" },
    });
    expect(JSON.stringify(line)).not.toContain(SECRET);
  });

  test.each([[undefined], [null], [SECRET], [{ message: SECRET }]])(
    "of the work is logged even when it throws something other than an error: %j",
    async (thrown) => {
      const line = await warmLineFor([EVENT], {}, fail(thrown));

      expect(line).toMatchObject({ level: "ERROR", FailedEmails: 1, error: "Error" });
      expect(JSON.stringify(line)).not.toContain(SECRET);
    },
  );

  test.each(["AbortError", "aws-error_1", "E".repeat(120)])(
    "of the work is reported by the name %s, which is one word",
    async (name) => {
      expect(await warmLineFor([EVENT], {}, fail({ name }))).toMatchObject({ error: name });
    },
  );

  test.each([
    `${SECRET}@domain.test`,
    `${SECRET} Roe`,
    "E".repeat(121),
    "",
    { address: SECRET },
    [`${SECRET}@domain.test`],
  ])("of the work is reported without the name %j, which is not one word", async (name) => {
    const line = await warmLineFor([EVENT], {}, fail({ name }));

    expect(line).toMatchObject({ level: "ERROR", error: "Error" });
    expect(JSON.stringify(line)).not.toContain(SECRET);
  });

  test("of the work is reported by a name that is read once: the next time it might be personal data", async () => {
    const texts = ["RangeError"];
    const name = { toString: () => texts.pop() ?? SECRET };

    expect(await linesFor([EVENT], {}, fail({ name }))).toEqual([expect.objectContaining({ error: "RangeError" })]);
  });

  test.each<[string, object]>([
    ["a big integer as name", { name: 10n }],
    ["a name that contains itself", { name: circular() }],
    ["a symbol as name", { name: Symbol("name") }],
    ["a name that throws", throwing("name")],
    ["a name that throws when it becomes a string", { name: throwing("toString") }],
    ["a string form that throws", throwing("toString")],
    ["no string form", Object.create(null) as object],
  ])("makes a line and throws what was thrown, when that has %s", async (_case, thrown) => {
    for (const EMAIL_LOG_DETAIL of ["summary", "full"]) {
      const { lines, thrown: received } = await captureOutput(() => observe(fail(thrown))(EVENT, CONTEXT), {
        EMAIL_LOG_DETAIL,
      });

      expect(received).toBe(thrown);
      expect(lines).toEqual([expect.objectContaining({ level: "ERROR", FailedEmails: 1 })]);
    }
  });

  test("of the check is logged with its errors", async () => {
    const line = await warmLineFor([sample("refused-ses")]);

    expect(line).toMatchObject({
      level: "ERROR",
      message: "Email failed",
      error:
        "WorkMailEventError: Not a WorkMail event (errors: 2): " +
        "$.envelope: expected object, found undefined; $.Records: expected no SES event, found array",
    });
    expect(line).not.toHaveProperty("email");
  });
});

describe("a warning", () => {
  test("says that the version is not known, each time, and the email is handled", async () => {
    const unknown = sample("unknown-version");
    const lines = await linesFor([EVENT, unknown, unknown]);

    expect(lines.map(({ level, warning }) => [level, warning])).toEqual([
      ["INFO", undefined],
      ["WARN", "Unknown summaryVersion 2030-01-01"],
      ["WARN", "Unknown summaryVersion 2030-01-01"],
    ]);
    expect(metricsOf(lines[1])).toMatchObject({ Emails: ["Count", 1] });
  });

  test.each([`${SECRET}@domain.test 1`, "+44 20 7946 0958", "1".repeat(121)])(
    "does not quote a version that is not one short word: %s",
    async (summaryVersion) => {
      const line = await warmLineFor([{ ...EVENT, summaryVersion }]);

      expect(line).toMatchObject({ level: "WARN", warning: "Unknown summaryVersion ?" });
    },
  );

  test.each(["2019-07-281", "02019-07-28", "2018-10-101", "02018-10-10"])(
    "says that the version %s is not known, although it contains one that is",
    async (summaryVersion) => {
      const line = await warmLineFor([{ ...EVENT, summaryVersion }]);

      expect(line).toMatchObject({ level: "WARN", warning: `Unknown summaryVersion ${summaryVersion}` });
    },
  );

  test.each(["outbound-2018", "outbound-2019"])("is not there for %s", async (name) => {
    const line = await warmLineFor([sample(name)]);

    expect(line).toMatchObject({ level: "INFO" });
    expect(line).not.toHaveProperty("warning");
  });

  test.each([[null], [undefined], [""]])("is not there for the version %j", async (version) => {
    const line = await warmLineFor([{ ...EVENT, summaryVersion: version }]);

    expect(line).not.toHaveProperty("warning");
  });

  test("says once that the wanted detail does not exist; the summary is logged", async () => {
    const [cold, warm] = await linesFor([EVENT, EVENT], {
      EMAIL_LOG_DETAIL: "everything",
    });

    expect(cold).toMatchObject({
      level: "WARN",
      warning: "EMAIL_LOG_DETAIL must be summary or full",
    });
    expect(cold).not.toHaveProperty("event");
    expect(warm).toMatchObject({ level: "INFO" });
  });

  test("about the detail comes first", async () => {
    const [cold] = await linesFor([sample("unknown-version")], {
      EMAIL_LOG_DETAIL: "everything",
    });

    expect(cold).toMatchObject({
      warning: "EMAIL_LOG_DETAIL must be summary or full",
    });
  });

  test.each(["summary", "", "full"])("is not there for the detail %j", async (detail) => {
    const [cold] = await linesFor([EVENT], { EMAIL_LOG_DETAIL: detail });

    expect(cold).toMatchObject({ level: "INFO" });
  });
});

describe("personal data", () => {
  test("is in no line by default, whatever the event and however it ends", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(acceptedEvent, fc.record({ envelope: fc.constant(SECRET) })),
        fc.option(thrownValue),
        async (event, thrown) => {
          const lines = await linesFor([event], {}, thrown ? fail(thrown) : undefined);
          const text = JSON.stringify(lines).toLowerCase();

          expect(lines).toHaveLength(1);
          expect(text).not.toContain(SECRET);
          expect(text).not.toContain("@");
        },
      ),
    );
  });

  test("is there when full detail is asked for", async () => {
    const line = await warmLineFor([EVENT], { EMAIL_LOG_DETAIL: "full" });

    expect(line).toMatchObject({ level: "INFO", event: EVENT });
  });

  test("is there for an email that failed, too, with the message of its error", async () => {
    const line = await warmLineFor([EVENT], { EMAIL_LOG_DETAIL: "full" }, fail(new RangeError("no from@domain.test")));

    expect(line).toMatchObject({
      error: "RangeError: no from@domain.test",
      event: EVENT,
    });
  });

  test("is there of a thrown value in at most 10,000 characters, so that the line stays whole", async () => {
    const line = await warmLineFor([EVENT], { EMAIL_LOG_DETAIL: "full" }, fail("x".repeat(10_001)));

    expect(line).toMatchObject({ error: "x".repeat(10_000) });
  });

  test("leaves the line when the work makes something of the event that JSON does not know", async () => {
    const { lines, thrown } = await captureOutput(
      async () => {
        const handler = observe((event) => Object.assign(event, { size: 10n }) && "done");
        expect(await handler(sample("outbound-2019"), CONTEXT)).toBe("done");
      },
      { EMAIL_LOG_DETAIL: "full" },
    );

    expect(thrown).toBeUndefined();
    expect(lines).toEqual([expect.objectContaining({ message: "Email processed", Emails: 1, event: "not JSON" })]);
    expect(metricsOf(lines[0])).toMatchObject({ Emails: ["Count", 1] });
  });

  test("leaves the line when the event is nested more deeply than JSON.stringify can follow", async () => {
    let extra: object = {};
    for (let level = 0; level < 20_000; level++) {
      extra = { extra };
    }
    const line = await warmLineFor([{ ...EVENT, extra }], { EMAIL_LOG_DETAIL: "full" });

    expect(line).toMatchObject({ message: "Email processed", Emails: 1, event: "not JSON" });
  });
});
