import * as v from "valibot";
import { errorTypeOf } from "../aws/invoke-function";

/**
 * Lambda's record of an asynchronous invocation, in AWS's words; only the fields that are read here. An event that
 * was too old to be tried has no response.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const recordSchema = v.object({
  version: v.string(),
  requestContext: v.object({
    requestId: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
    functionArn: v.pipe(v.string(), v.regex(/^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/)),
    condition: v.pipe(v.string(), v.regex(/^\w+$/)),
  }),
  requestPayload: v.unknown(),
  responsePayload: v.optional(v.unknown()),
});

/** An event that the function has failed to handle. */
export interface FailedEvent {
  /** The event as the function got it. */
  readonly event: unknown;
  /** Id of the invocation that failed, by which its log is found. */
  readonly requestId: string;
  /** Lambda's condition and the type of the function's error, if it reported one. */
  readonly reason: string;
}

/** A message that is not a failed event of the function. */
export interface ForeignMessage {
  /** A description of the message. */
  readonly foreign: string;
}

/**
 * Reads a message of an on-failure queue.
 *
 * Apart from the event itself, nothing in it can contain an address or a subject: neither the error's message nor a
 * string of an unexpected form.
 *
 * @param body the message
 * @param functionName the function whose failures are asked for
 */
export function readFailureRecord(body: string, functionName: string): FailedEvent | ForeignMessage {
  const json = parseJson(body);
  if (json === undefined) {
    return { foreign: "not JSON" };
  }
  const { success, output: record } = v.safeParse(recordSchema, json);
  if (!success) {
    return { foreign: "no record of a failed invocation" };
  }

  const { requestId, functionArn, condition } = record.requestContext;
  const name = functionNameOf(functionArn);
  if (name !== functionName) {
    return { foreign: `an event of ${name}` };
  }
  // One queue may take on-success records, too.
  if (condition === "Success") {
    return { foreign: "an event that succeeded" };
  }

  const errorType = errorTypeOf(record.responsePayload);
  return {
    event: record.requestPayload,
    requestId,
    reason: errorType === undefined ? condition : `${condition}: ${errorType}`,
  };
}

/**
 * A function's name, without its version or alias.
 *
 * @param nameOrArn as Lambda's API takes it: its name or its ARN, whole or from the account on
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestParameters
 */
export function functionNameOf(nameOrArn: string): string {
  return nameOrArn.replace(/^.*:function:/, "").split(":")[0]!;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
