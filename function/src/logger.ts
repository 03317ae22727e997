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
  service: process.env.AWS_LAMBDA_FUNCTION_NAME,
  cold_start: coldStart,
  function_request_id: context.awsRequestId,
  xray_trace_id: /Root=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID ?? "")?.[1],
});

/** The levels that Lambda knows, from the most detailed. */
const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
type LogLevel = (typeof LEVELS)[number];

/** A {@link Logger} that writes to stdout. */
export class JsonLogger implements Logger {
  readonly #keys: object;

  /** @param keys Members that each line has. */
  constructor(keys: object) {
    this.#keys = keys;
  }

  debug(message: string, extra?: LogAttributes | Error): void {
    void this.write("DEBUG", message, extra);
  }

  info(message: string, extra?: LogAttributes | Error): void {
    void this.write("INFO", message, extra);
  }

  warn(message: string, extra?: LogAttributes | Error): void {
    void this.write("WARN", message, extra);
  }

  error(message: string, extra?: LogAttributes | Error): void {
    void this.write("ERROR", message, extra);
  }

  /** Writes a line. Await its result where no other line follows, see {@link writeLine}. */
  write(level: LogLevel, message: string, extra?: LogAttributes | Error): Promise<unknown> | undefined {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(threshold())) {
      return;
    }
    const attributes = readable(isError(extra) ? { error: extra } : extra);
    return writeLine({
      level,
      message: readable(message),
      timestamp: new Date().toISOString(),
      ...this.#keys,
      ...(typeof attributes === "object" ? attributes : { extra: attributes }),
    });
  }
}

/** Lambda sets the variable with the log format JSON. A name it does not know lets all lines through. */
const threshold = () => (process.env.AWS_LAMBDA_LOG_LEVEL ?? "INFO") as LogLevel;

const isError = (value: unknown): boolean => {
  try {
    return value instanceof Error;
    // Stryker disable next-line BlockStatement: undefined is as false as false
  } catch {
    // A proxy may refuse to say.
    return false;
  }
};
