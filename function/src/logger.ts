import type { Context } from "aws-lambda";
import { readable } from "./readable";
import { writeLine } from "./stdout";

/** The attributes of a log line besides its message. The keys that the logger sets are not allowed. */
export type LogAttributes = Record<string, unknown> & {
  readonly [
    key in "level" | "message" | "timestamp" | "service" | "cold_start" | "function_request_id" | "xray_trace_id"
  ]?: never;
};

/**
 * Writes one line of JSON for each call, with the same keys and methods as the logger of Powertools for AWS Lambda.
 *
 * The attributes in `extra` become part of the line, and an error becomes its `error`. Addresses and subjects are
 * personal data, and the logger does not remove them.
 *
 * Lines below the level in the environment variable `AWS_LAMBDA_LOG_LEVEL` are not written. Lambda sets it; the default
 * is `INFO`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export interface Logger {
  /** Writes a line of the level DEBUG. */
  debug(message: string, extra?: LogAttributes | Error): void;
  /** Writes a line of the level INFO. */
  info(message: string, extra?: LogAttributes | Error): void;
  /** Writes a line of the level WARN. */
  warn(message: string, extra?: LogAttributes | Error): void;
  /** Writes a line of the level ERROR. */
  error(message: string, extra?: LogAttributes | Error): void;
}

/** The members of every line of an invocation, under the names that Powertools for AWS Lambda gives them. */
export const logKeys = (context: Context, coldStart: boolean) => ({
  service: context.functionName,
  cold_start: coldStart,
  function_request_id: context.awsRequestId,
  // Root=1-5759e988-bd862e3fe1be46a994272793;Parent=…
  xray_trace_id: process.env._X_AMZN_TRACE_ID?.slice(5, 40),
});

/** The levels that Lambda knows, from the most detailed; TRACE, as any other name, lets all lines through. */
const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/**
 * Writes a line, unless the log level leaves it out. Await its result where no other line follows, see
 * {@link writeLine}.
 *
 * @param keys Members that each line has.
 */
export const writeLog = (
  keys: object,
  level: string,
  message: string,
  extra?: LogAttributes | Error,
): Promise<unknown> | undefined => {
  // Lambda sets the variable with the log format JSON. A name it does not know lets all lines through.
  if (LEVELS.indexOf(level) < LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL ?? "INFO")) {
    return;
  }
  // A proxy may refuse to say whether it is an error.
  const attributes = readable(() => (extra instanceof Error ? { error: extra } : extra));
  return writeLine({
    level,
    message: readable(() => message),
    timestamp: new Date(),
    ...keys,
    ...(typeof attributes === "object" ? attributes : { extra: attributes }),
  });
};

/**
 * Returns a {@link Logger} that writes to stdout.
 *
 * @param keys Members that each line has.
 */
export const jsonLogger = (keys: object) =>
  Object.fromEntries(
    LEVELS.map((level) => [
      level.toLowerCase(),
      (message: string, extra?: LogAttributes | Error) => void writeLog(keys, level, message, extra),
    ]),
  ) as unknown as Logger;
