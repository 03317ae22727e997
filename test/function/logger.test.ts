import { jsonLogger, type Logger, logKeys } from "../../function/src/logger";
import { captureOutput, CONTEXT, type Line } from "./support/lambda";

async function write(run: (logger: Logger) => void, environment?: Record<string, string | undefined>): Promise<Line[]> {
  return (await captureOutput(() => run(jsonLogger({ service: "workmail" })), environment)).lines;
}

function writeAll(logger: Logger) {
  logger.debug("debug");
  logger.info("info");
  logger.warn("warn");
  logger.error("error");
}

beforeEach(() => jest.useFakeTimers({ now: Date.parse("2026-02-03T04:05:06.789Z") }));
afterEach(() => jest.useRealTimers());

test("a line has level, message, time, the keys of the invocation and the attributes", async () => {
  expect(await write((logger) => logger.warn("Odd", { count: 2 }))).toEqual([
    {
      level: "WARN",
      message: "Odd",
      timestamp: "2026-02-03T04:05:06.789Z",
      service: "workmail",
      count: 2,
    },
  ]);
});

test.each<[string | undefined, string[]]>([
  ["TRACE", ["DEBUG", "INFO", "WARN", "ERROR"]],
  ["DEBUG", ["DEBUG", "INFO", "WARN", "ERROR"]],
  ["INFO", ["INFO", "WARN", "ERROR"]],
  ["WARN", ["WARN", "ERROR"]],
  ["ERROR", ["ERROR"]],
  ["FATAL", []],
  [undefined, ["INFO", "WARN", "ERROR"]],
  ["LOUD", ["DEBUG", "INFO", "WARN", "ERROR"]],
])("with AWS_LAMBDA_LOG_LEVEL %s the lines are %j", async (level, written) => {
  const lines = await write(writeAll, { AWS_LAMBDA_LOG_LEVEL: level });

  expect(lines.map((line) => line.level)).toEqual(written);
});

test("an error can be read, with its cause and what it carries", async () => {
  const cause = new RangeError("deep");
  const error = Object.assign(new TypeError("broken", { cause }), { code: 7 });

  expect(await write((logger) => logger.error("Failed", error))).toEqual([
    expect.objectContaining({
      error: {
        name: "TypeError",
        message: "broken",
        stack: error.stack,
        cause: { name: "RangeError", message: "deep", stack: cause.stack },
        code: 7,
      },
    }),
  ]);
});

test("an error among the attributes can be read", async () => {
  const [line] = await write((logger) => logger.error("Failed", { reason: new Error("broken") }));

  expect(line).toMatchObject({ reason: { name: "Error", message: "broken" } });
});

test("attributes that JSON does not know fail nothing", async () => {
  const circle: Record<string, unknown> = { size: 10n };
  circle.self = circle;
  const error = new Error("broken");
  error.cause = error;

  const lines = await write((logger) => {
    logger.info("Circle", { circle });
    logger.info("Cause", error);
  });

  expect(lines[0]).toMatchObject({ circle: { size: "10" } });
  expect(lines[1]).toMatchObject({ error: { message: "broken" } });
});

function deep(levels: number): object {
  let value = {};
  for (let level = 0; level < levels; level++) {
    value = { in: value };
  }
  return value;
}

const THROWS = {
  toJSON() {
    throw new Error("toJSON");
  },
};
const GETTER = {
  kept: 1,
  get lost() {
    throw new Error("getter");
  },
};
const REVOKED = Proxy.revocable({}, {});
REVOKED.revoke();

test.each<[string, unknown, unknown]>([
  ["a toJSON that throws", THROWS, "[unreadable]"],
  ["a getter that throws", GETTER, { kept: 1, lost: "[unreadable]" }],
  ["a revoked proxy", REVOKED.proxy, "[unreadable]"],
  ["a list with one that throws", [1, THROWS, 3], [1, "[unreadable]", 3]],
  ["a list without some", [undefined, () => 1, Symbol("s")], [null, null, null]],
  ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
  ["what toJSON makes", { toJSON: () => ({ size: 10n }) }, { size: "10" }],
  ["itself as toJSON makes it", { kept: 1, toJSON: itself }, { kept: 1 }],
  ["a function that has toJSON", Object.assign(() => 1, { toJSON: () => "function" }), "function"],
  ["a function whose toJSON works once", functionWithToJsonOnce(), undefined],
  [
    "a member called __proto__",
    JSON.parse('{ "__proto__": { "size": 1 } }'),
    JSON.parse('{ "__proto__": { "size": 1 } }'),
  ],
  ["null", null, null],
  ["false", false, false],
])("an attribute with %s is written as far as it can be read", async (_case, value, written) => {
  const [line] = await write((logger) => logger.info("Odd", { value, after: 1 }));

  expect(line).toEqual({
    level: "INFO",
    message: "Odd",
    timestamp: "2026-02-03T04:05:06.789Z",
    service: "workmail",
    value: written,
    after: 1,
  });
});

/** JSON.stringify would call its toJSON again. */
function functionWithToJsonOnce(): object {
  const value = () => undefined;
  const toJSON = jest.fn<unknown, []>(() => {
    throw new Error("toJSON");
  });
  return Object.assign(value, { toJSON: toJSON.mockImplementationOnce(() => value) });
}

function itself(this: unknown) {
  return this;
}

test("an attribute is written down to 50 levels", async () => {
  const [kept, cut] = await write((logger) => {
    logger.info("Deep", { value: deep(49) });
    logger.info("Too deep", { value: deep(20_000) });
  });

  expect(kept).toMatchObject({ value: deep(49) });
  expect(JSON.stringify(cut?.value)).toBe(`${'{"in":'.repeat(50)}"[unreadable]"${"}".repeat(50)}`);
});

test("an object that the line has already is left out", async () => {
  const shared = { size: 1 };
  const [line] = await write((logger) => logger.info("Twice", { one: shared, two: shared }));

  expect(line).toMatchObject({ one: { size: 1 } });
  expect(line).not.toHaveProperty("two");
});

test("attributes that cannot be read at all leave the line", async () => {
  const lines = await write((logger) => {
    logger.info("Revoked", REVOKED.proxy);
    logger.info("Throws", THROWS);
    logger.info("None", null as never);
  });

  expect(lines.map(({ message, extra }) => [message, extra])).toEqual([
    ["Revoked", "[unreadable]"],
    ["Throws", "[unreadable]"],
    ["None", undefined],
  ]);
});

test("a message that is not a string leaves the line", async () => {
  const [line] = await write((logger) => logger.info(10n as never));

  expect(line).toMatchObject({ level: "INFO", message: "10" });
});

test("the keys of an invocation are those of Powertools", async () => {
  const keys = await write(() => process.stdout.write(`${JSON.stringify(logKeys(CONTEXT, true))}\n`));

  expect(keys).toEqual([
    {
      service: "workmail",
      cold_start: true,
      function_request_id: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      xray_trace_id: "1-5759e988-bd862e3fe1be46a994272793",
    },
  ]);
});

test("there is no trace ID among the keys where there is no trace", async () => {
  const [keys] = await write(() => process.stdout.write(`${JSON.stringify(logKeys(CONTEXT, true))}\n`), {
    _X_AMZN_TRACE_ID: undefined,
  });

  expect(keys).toEqual({
    service: "workmail",
    cold_start: true,
    function_request_id: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
  });
});
