import { cloudWatchLogs, type LoggedInvocation } from "../../../cli/local-lambda/cloudwatch-logs";
import { startLocalLambda } from "../../../cli/local-lambda/local-lambda";
import { reproducibleZip } from "../../../modules/package/reproducible-zip";

const invocation: LoggedInvocation = {
  requestId: "r",
  functionVersion: "7",
  startedAt: Date.UTC(2026, 0, 1),
  durationMs: 1234.5678,
  initMs: 50.1234,
  memorySizeMb: 128,
  peakMemoryMb: 60,
  status: "success",
  lines: ["one", '{"level":"debug"}', '{"level":"WARN"}', '{"level":7}'],
};
const logging = {
  logFormat: "JSON",
  logLevel: "INFO",
  systemLogLevel: "INFO",
} as const;
const text = { ...logging, logFormat: "Text" } as const;

function parsed(lines: readonly string[]): unknown[] {
  return lines.map((line) => JSON.parse(line) as unknown);
}

describe("as text", () => {
  it("are between Lambda's own lines, and the start is billed", () => {
    expect(cloudWatchLogs(invocation, text)).toEqual([
      "START RequestId: r Version: 7",
      ...invocation.lines,
      "END RequestId: r",
      "REPORT RequestId: r\tDuration: 1234.57 ms\tBilled Duration: 1285 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\tInit Duration: 50.12 ms",
    ]);
  });

  it("leave out what is not known", () => {
    const warm = { ...invocation, initMs: undefined, peakMemoryMb: undefined };
    expect(cloudWatchLogs(warm, text).at(-1)).toBe(
      "REPORT RequestId: r\tDuration: 1234.57 ms\tBilled Duration: 1235 ms\tMemory Size: 128 MB",
    );
  });

  it("say that the time was over", () => {
    const lines = cloudWatchLogs({ ...invocation, status: "timeout" }, text);
    expect(lines.at(-3)).toBe("2026-01-01T00:00:01.234Z r Task timed out after 1.23 seconds");
    expect(lines.at(-1)).toMatch(/\tStatus: timeout$/);
  });

  it("say what ended the process, with no more memory than there is", () => {
    const error = { errorType: "Runtime.OutOfMemory", errorMessage: "killed" };
    const lines = cloudWatchLogs({ ...invocation, status: "error", error, peakMemoryMb: 300 }, text);
    expect(lines.slice(-4, -2)).toEqual(["killed", "Runtime.OutOfMemory"]);
    expect(lines.at(-1)).toMatch(
      /\tMax Memory Used: 128 MB\tInit Duration: 50\.12 ms\tStatus: error\tError Type: Runtime\.OutOfMemory$/,
    );
  });
});

describe("as JSON", () => {
  it("lack what is below the function's level, and a line without one is INFO", () => {
    const lines = cloudWatchLogs(invocation, logging);
    expect(lines.slice(1, -1)).toEqual(["one", '{"level":"WARN"}', '{"level":7}']);
    expect(parsed([lines[0]!, lines.at(-1)!])).toEqual([
      {
        time: "2026-01-01T00:00:00.000Z",
        type: "platform.start",
        record: { requestId: "r", version: "7" },
      },
      {
        time: "2026-01-01T00:00:01.234Z",
        type: "platform.report",
        record: {
          requestId: "r",
          status: "success",
          metrics: {
            durationMs: 1234.568,
            billedDurationMs: 1285,
            memorySizeMB: 128,
            maxMemoryUsedMB: 60,
            initDurationMs: 50.123,
          },
        },
      },
    ]);
  });

  it("lack Lambda's own below its level, but for a failure", () => {
    const quiet = { ...logging, systemLogLevel: "WARN" };
    expect(cloudWatchLogs({ ...invocation, lines: [] }, quiet)).toEqual([]);
    expect(parsed(cloudWatchLogs({ ...invocation, lines: [], status: "timeout" }, quiet))).toMatchObject([
      { type: "platform.runtimeDone", record: { status: "timeout" } },
      { type: "platform.report", record: { status: "timeout" } },
    ]);
  });
});

describe("of a function that runs", () => {
  async function logsOf(code: string, event: unknown): Promise<unknown[]> {
    const lambda = startLocalLambda({
      zip: await reproducibleZip({ "index.mjs": Buffer.from(code) }),
      logFormat: "JSON",
      timeoutSeconds: 1,
    });
    try {
      return parsed((await lambda.invoke(event)).cloudWatchLogs);
    } finally {
      await lambda.stop();
    }
  }

  it.each([
    ["answers", "return 1;", [], { status: "success" }],
    ["throws", "throw new TypeError('no');", [{ level: "ERROR" }], { status: "success" }],
    ["takes too long", "for (;;);", [{ type: "platform.runtimeDone" }], { status: "timeout" }],
    [
      "dies",
      "process.exit(1);",
      [{ type: "platform.runtimeDone" }],
      { status: "error", errorType: "Runtime.ExitError" },
    ],
  ])("that %s", async (_, body, between, record) => {
    const lines = await logsOf(`export const handler = async () => { ${body} };`, {});
    expect(lines).toMatchObject([{ type: "platform.start" }, ...between, { type: "platform.report", record }]);
    expect(lines).toHaveLength(between.length + 2);
  });
});
