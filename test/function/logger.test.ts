import { JsonLogger, type Logger, logKeys } from "../../function/src/logger";
import { captureOutput, CONTEXT, type Line } from "./support/lambda";

async function write(run: (logger: Logger) => void, environment?: Record<string, string | undefined>): Promise<Line[]> {
  return (await captureOutput(() => run(new JsonLogger({ service: "workmail" })), environment)).lines;
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
