/**
 * The console as Lambda's Node.js runtime has it: one line for each call, with time, request id and level, as text or
 * as JSON. Text that a function writes to standard output itself stays unchanged.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
import { format } from "node:util";

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

let requestId;

/** Names the request that the next lines belong to. */
export function setRequestId(id) {
  requestId = id;
}

/** Replaces the console's methods by those that AWS_LAMBDA_LOG_FORMAT and AWS_LAMBDA_LOG_LEVEL ask for. */
export function patchConsole() {
  const write = isJson() ? writeJson : writeText;
  const lowest = LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() ?? "TRACE");
  LEVELS.forEach((level, index) => {
    console[level.toLowerCase()] =
      index >= lowest ? (message, ...values) => write(level, [message, ...values]) : () => undefined;
  });
  console.log = console.info;
}

/** Logs an error that ended an invocation or the start. */
export function logError(what, thrown) {
  const error = thrown instanceof Error ? thrown : new Error(thrown);
  if (isJson()) {
    console.error(error);
  } else {
    console.error(what, `\t${JSON.stringify(error, errorAsText)}`);
  }
}

function isJson() {
  return process.env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === "JSON";
}

function writeText(level, values) {
  const time = new Date().toISOString();
  writeLine(`${time}\t${requestId}\t${level}\t${format(...values)}`);
}

function writeJson(level, values) {
  const line = { timestamp: new Date().toISOString(), level, requestId };
  if (values.length === 1) {
    try {
      writeLine(JSON.stringify({ ...line, message: values[0] }, errorAsJson));
      return;
    } catch {
      // A value that has no JSON, for example one that holds itself.
    }
  }
  const error = values.find((value) => value instanceof Error);
  writeLine(
    JSON.stringify({
      ...line,
      message: format(...values),
      ...(values.length > 1 && error && errorFields(error)),
    }),
  );
}

/** CloudWatch takes each line for an event of its own. */
function writeLine(text) {
  process.stdout.write(`${text.replaceAll("\n", "\r")}\n`);
}

function errorFields(error) {
  return {
    errorType: error.constructor?.name ?? "UnknownError",
    errorMessage: error.message,
    stackTrace: error.stack?.split("\n") ?? [],
  };
}

function errorAsJson(_, value) {
  return value instanceof Error ? { ...errorFields(value), ...value } : value;
}

function errorAsText(_, value) {
  return value instanceof Error
    ? {
        errorType: value.name,
        errorMessage: value.message,
        code: value.code,
        ...value,
        stack: value.stack?.split("\n"),
      }
    : value;
}
