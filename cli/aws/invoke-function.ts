import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";

/** The function ran and failed. */
export interface InvocationFailure {
  /** The type of its error, or Lambda's word where it told none. */
  readonly errorType: string;
  /** Id of the invocation, by which its log is found. */
  readonly requestId: string;
}

/**
 * Runs a function with an event and waits for its end.
 *
 * @returns how it failed; undefined when it succeeded
 * @throws when the function could not be run
 */
export type Invoke = (event: unknown) => Promise<InvocationFailure | undefined>;

/**
 * Runs a function through Lambda's API, synchronously: only so the caller learns
 * what became of the event, and only so a failure makes no further record.
 *
 * @param functionName name or ARN, of an alias too
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function invokeFunction(lambda: LambdaClient, functionName: string): Invoke {
  return async (event) => {
    const { FunctionError, Payload, $metadata } = await lambda.send(
      new InvokeCommand({
        FunctionName: functionName,
        InvocationType: "RequestResponse",
        Payload: JSON.stringify(event),
      }),
    );
    if (FunctionError === undefined) {
      return undefined;
    }
    const payload = JSON.parse(Payload?.transformToString() || "null") as unknown;
    return {
      errorType: errorTypeOf(payload) ?? FunctionError,
      requestId: $metadata.requestId ?? "unknown",
    };
  };
}

/**
 * The type of a function's error, by its payload. Undefined when it tells none
 * or what it tells is no name: it could be anything, even an address.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
export function errorTypeOf(payload: unknown): string | undefined {
  const { errorType } = (payload ?? {}) as { errorType?: unknown };
  return typeof errorType === "string" && /^[\w.]{1,100}$/.test(errorType) ? errorType : undefined;
}
