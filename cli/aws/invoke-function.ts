import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { AwsRefusal, wordsOf } from "./ask-aws";
import { withAws } from "./clients";

/** The function ran and failed. */
interface InvocationFailure {
  /** The type of its error, or Lambda's word if it reported none. */
  readonly errorType: string;
  /** ID of the invocation, by which its log is found. */
  readonly requestId: string;
}

/**
 * Runs a function with an event and waits for its end.
 *
 * @param answered gets what the function returns, if it succeeds
 * @returns how it failed; undefined when it succeeded
 * @throws AnswerLost when nobody knows whether it ran
 * @throws the SDK's error when it did not run
 */
export type Invoke = (event: unknown, answered?: (payload: unknown) => void) => Promise<InvocationFailure | undefined>;

/** The function may have handled the event: Lambda got it, and the answer did not arrive. */
export class AnswerLost extends AwsRefusal {
  constructor({ message, $response }: Error & { readonly $response?: { readonly statusCode?: number } }) {
    const reason = $response?.statusCode === undefined ? message : `HTTP ${$response.statusCode}`;
    super(`Lambda's answer was lost (${reason}): the function may have handled the event.`, true);
  }
}

/**
 * Runs work that invokes a function of a Region through Lambda's API,
 * synchronously: only so the caller learns what became of the event, and only so
 * a failure makes no further record.
 *
 * An invocation is repeated only when the function did not run: Lambda throttled
 * it, or no connection was made. The SDK would repeat it when the answer is lost,
 * too, and the function would handle the event again.
 *
 * @param functionName name or ARN, of an alias too
 * @param attempts how often it is tried, with a wait of up to 20 seconds between; from the beginning again after
 *   another invocation has got through
 * @param signal ends the wait: the function did not run, and the error is the signal's reason
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function withInvoke<Result>(
  {
    region,
    functionName,
    attempts = 1,
    signal,
  }: { region: string; functionName: string; attempts?: number; signal?: AbortSignal },
  work: (invoke: Invoke) => Promise<Result>,
): Promise<Result> {
  let answers = 0;
  return withAws(
    region,
    (aws) =>
      work(async (event, answered) => {
        for (let attempt = 1, seen = answers; ; attempt += 1) {
          try {
            const failure = await invokeOnce(aws.get(LambdaClient), functionName, event, answered);
            answers += 1;
            return failure;
          } catch (error) {
            if (seen < answers) {
              [attempt, seen] = [1, answers];
            }
            if (attempt >= attempts || !hasNotRun(error as ServiceError)) {
              throw isAnswerLost(error as ServiceError) ? new AnswerLost(error as Error) : error;
            }
            await sleep(Math.random() * Math.min(20_000, 100 * 2 ** attempt), undefined, { signal }).catch(() => {
              throw signal?.reason;
            });
          }
        }
      }),
    { maxAttempts: 1 },
  );
}

async function invokeOnce(
  lambda: LambdaClient,
  FunctionName: string,
  event: unknown,
  answered?: (payload: unknown) => void,
): Promise<InvocationFailure | undefined> {
  const { FunctionError, Payload, $metadata } = await lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: "RequestResponse", Payload: JSON.stringify(event) }),
  );
  const payload = JSON.parse(Payload?.transformToString() || "null") as unknown;
  if (FunctionError === undefined) {
    answered?.(payload);
    return undefined;
  }
  return { errorType: errorTypeOf(payload) ?? FunctionError, requestId: $metadata.requestId ?? "unknown" };
}

interface ServiceError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** No connection was made, so nothing was sent. */
const NOT_CONNECTED = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

function hasNotRun(error: ServiceError): boolean {
  return error.$metadata?.httpStatusCode === 429 || isNotConnected(error);
}

function isNotConnected(error: Error): boolean {
  return wordsOf(error).some((it) => it !== undefined && NOT_CONNECTED.includes(it));
}

/** Errors of these statuses that Lambda names mean that the function could not run. */
function isAnswerLost(error: ServiceError): boolean {
  const { name, $metadata } = error;
  const status = $metadata?.httpStatusCode;
  if (name === "CredentialsProviderError" || isNotConnected(error)) {
    return false;
  }
  return status === undefined || (status >= 500 && (name === "ServiceException" || !name.endsWith("Exception")));
}

/**
 * Returns the type of a function's error, by its payload. Undefined if there is none, or it is not a name: it could
 * be anything, even an address.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
export function errorTypeOf(payload: unknown): string | undefined {
  const { errorType } = (payload ?? {}) as { errorType?: unknown };
  return typeof errorType === "string" && /^[\w.]{1,100}$/.test(errorType) ? errorType : undefined;
}
