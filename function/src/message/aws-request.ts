import { setTimeout as delay } from "node:timers/promises";
import { MessageError } from "./errors";
import { signed, type UnsignedRequest } from "./sign";

/** A request to AWS. */
export interface AwsRequest<Result> extends UnsignedRequest {
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
  /** Reads the response of a request that succeeded. A connection that breaks meanwhile makes it a new attempt. */
  readonly read: (response: Response) => Promise<Result>;
}

/** The SDK's first pause, which each attempt doubles, and a random part of which is taken. */
const PAUSE_MS = 100;

/**
 * Sends a signed request, and repeats it as the SDK does: when no answer comes, on server errors, and when throttled,
 * in 3 attempts unless AWS_MAX_ATTEMPTS says otherwise. Credentials and Region are those of the environment that Lambda
 * gives a function.
 *
 * @throws {MessageError} when AWS refuses the request
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const awsRequest = async <Result>(request: AwsRequest<Result>): Promise<Result> => {
  const attempts = Number(process.env.AWS_MAX_ATTEMPTS) || 3;
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(request);
    } catch (error) {
      if (request.signal?.aborted || attempt >= attempts || !isTransient(error)) {
        throw error;
      }
    }
    await delay(Math.random() * PAUSE_MS * 2 ** attempt, undefined, { signal: request.signal });
  }
};

const send = async <Result>(request: AwsRequest<Result>): Promise<Result> => {
  const { url, method, body, signal, read } = request;
  const response = await fetch(url, { method, body, signal, headers: signed(request) });
  if (response.ok) {
    return read(response);
  }
  const text = await response.text();
  // REST-JSON has the code in a header, S3 in XML.
  const code = response.headers.get("x-amzn-errortype") ?? /<Code>(.*?)</.exec(text)?.[1] ?? "";
  throw new MessageError(/^\w+/.exec(code)?.[0] ?? "Error", response.status);
};

/** Returns whether another attempt may succeed. If a connection fails, fetch throws a TypeError. */
const isTransient = (error: unknown): boolean =>
  error instanceof MessageError
    ? error.status >= 500 || error.status === 429 || /Throttl|TooManyRequests|SlowDown|RequestTimeout/.test(error.code)
    : (error as Error).name === "TypeError";
