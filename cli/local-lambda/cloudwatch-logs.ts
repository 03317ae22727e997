import type { FunctionError } from "./runtime-api";

/** A function's logging configuration, in the words of Lambda's API. */
export interface Logging {
  readonly logFormat: "JSON" | "Text";
  /** The lowest level of the function's lines, for the log format JSON. */
  readonly logLevel: string;
  /** The lowest level of Lambda's own lines, for the log format JSON. */
  readonly systemLogLevel: string;
}

/** The facts about an invocation that has ended. */
export interface LoggedInvocation {
  readonly requestId: string;
  readonly functionVersion: string;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly initMs?: number;
  readonly memorySizeMb: number;
  readonly peakMemoryMb?: number;
  /** `success` also when the handler threw: then the runtime has answered. */
  readonly status: "success" | "error" | "timeout";
  readonly error?: FunctionError;
  /** The output of the function's process. */
  readonly lines: readonly string[];
}

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/**
 * The lines that CloudWatch Logs gets of an invocation: those of the function
 * and Lambda's own before and after them. Left out are what no local run can
 * know, the runtime's version and the trace's segment, and Lambda's lines for
 * the level DEBUG.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function cloudWatchLogs(invocation: LoggedInvocation, logging: Logging): string[] {
  return logging.logFormat === "JSON" ? asJson(invocation, logging) : asText(invocation);
}

function asText(invocation: LoggedInvocation): string[] {
  const { requestId, functionVersion, status, error, lines } = invocation;
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${invocation.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs(invocation)} ms`,
    `Memory Size: ${invocation.memorySizeMb} MB`,
    ...maxMemoryUsed(invocation).map((mb) => `Max Memory Used: ${mb} MB`),
    ...initMs(invocation).map((ms) => `Init Duration: ${ms.toFixed(2)} ms`),
    ...(status === "success" ? [] : [`Status: ${status}`]),
    ...(status === "error" ? [`Error Type: ${error?.errorType}`] : []),
  ];
  return [
    `START RequestId: ${requestId} Version: ${functionVersion}`,
    ...lines,
    ...(status === "timeout"
      ? [
          `${timeAt(endOf(invocation))} ${requestId} Task timed out after ${(invocation.durationMs / 1000).toFixed(2)} seconds`,
        ]
      : []),
    ...(status === "error" ? [`${error?.errorMessage}`, `${error?.errorType}`] : []),
    `END RequestId: ${requestId}`,
    report.join("\t"),
  ];
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
function asJson(invocation: LoggedInvocation, logging: Logging): string[] {
  const { requestId, status, error } = invocation;
  const failed = status !== "success";
  const outcome = {
    requestId,
    status,
    ...(status === "error" && { errorType: error?.errorType }),
  };
  const isLogged = (level: string) => rank(level) >= rank(logging.systemLogLevel);
  const own = (level: string, type: string, at: number, record: object) =>
    isLogged(level) ? [JSON.stringify({ time: timeAt(at), type: `platform.${type}`, record })] : [];
  const end = endOf(invocation);
  const [maxMemoryUsedMB] = maxMemoryUsed(invocation);
  const [initDurationMs] = initMs(invocation);
  return [
    ...own("INFO", "start", invocation.startedAt, {
      requestId,
      version: invocation.functionVersion,
    }),
    ...invocation.lines.filter((line) => rank(levelOf(line)) >= rank(logging.logLevel)),
    ...(failed ? own("WARN", "runtimeDone", end, outcome) : []),
    ...own(failed ? "WARN" : "INFO", "report", end, {
      ...outcome,
      metrics: {
        durationMs: Number(invocation.durationMs.toFixed(3)),
        billedDurationMs: billedMs(invocation),
        memorySizeMB: invocation.memorySizeMb,
        maxMemoryUsedMB,
        initDurationMs: initDurationMs && Number(initDurationMs.toFixed(3)),
      },
    }),
  ];
}

/** Lambda takes a line for INFO that does not say its level. */
function levelOf(line: string): string {
  try {
    const { level } = JSON.parse(line) as { level?: unknown };
    const named = String(level).toUpperCase();
    return LEVELS.includes(named) ? named : "INFO";
  } catch {
    return "INFO";
  }
}

function rank(level: string): number {
  return LEVELS.indexOf(level.toUpperCase());
}

/**
 * Whole milliseconds, the start's with them.
 *
 * @see https://aws.amazon.com/lambda/pricing/
 */
function billedMs({ durationMs, initMs = 0 }: LoggedInvocation): number {
  return Math.ceil(durationMs + initMs);
}

function initMs({ initMs }: LoggedInvocation): number[] {
  return initMs === undefined ? [] : [initMs];
}

/** A process that was killed because it exceeded its memory has used all of it. */
function maxMemoryUsed({ memorySizeMb, peakMemoryMb }: LoggedInvocation): number[] {
  return peakMemoryMb === undefined ? [] : [Math.min(peakMemoryMb, memorySizeMb)];
}

function endOf({ startedAt, durationMs }: LoggedInvocation): number {
  return startedAt + durationMs;
}

function timeAt(ms: number): string {
  return new Date(ms).toISOString();
}
