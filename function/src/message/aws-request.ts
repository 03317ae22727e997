import type { IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { MessageError } from "./errors";
import { signed, type UnsignedRequest } from "./sign";

/** A request to AWS. */
export interface AwsRequest extends UnsignedRequest {
  readonly signal?: AbortSignal;
}

/** Reads the response of a request that succeeded. */
type Read<Result> = (response: IncomingMessage) => Promise<Result>;

/**
 * Sends a signed request, and repeats it as the SDK does: when no answer comes, on server errors, and when throttled,
 * in 3 attempts unless AWS_MAX_ATTEMPTS says otherwise. Credentials and Region are those of the environment that Lambda
 * gives a function.
 *
 * @param read A connection that breaks meanwhile makes it a new attempt.
 * @throws {MessageError} when AWS refuses the request
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const awsRequest = async <Result>(request: AwsRequest, read: Read<Result>): Promise<Result> => {
  const attempts = Number(process.env.AWS_MAX_ATTEMPTS) || 3;
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(request, read);
    } catch (error) {
      request.signal?.throwIfAborted();
      if (attempt >= attempts || !isTransient(error)) {
        throw error;
      }
    }
    // As the SDK: a random part of a pause that each attempt doubles. An aborted signal ends the next attempt at once.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 100 * 2 ** attempt));
  }
};

/** Returns the whole body of a response. */
export const bodyOf = async (response: IncomingMessage): Promise<Buffer<ArrayBuffer>> =>
  Buffer.concat((await response.toArray()) as Buffer[]);

const send = async <Result>(request: AwsRequest, read: Read<Result>): Promise<Result> => {
  const { url, method, body, signal } = request;
  const headers = signed(request);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    // fetch would take twice the time for the first request of an environment, and so would an import of node:http:
    // it reads each export, and WebSocket among them loads what fetch needs. Only a double of AWS has no TLS.
    const start = url.startsWith("https") ? httpsRequest : process.getBuiltinModule("node:http").request;
    start(url, { method, signal, headers }, resolve).on("error", reject).end(body);
  });
  const status = response.statusCode!;
  if (status < 300) {
    return read(response);
  }
  // REST-JSON has the code in a header, S3 in XML.
  const text = `${String(response.headers["x-amzn-errortype"] ?? "")}|${String(await bodyOf(response))}`;
  throw new MessageError(/^\w+|(?<=<Code>)\w+/.exec(text)?.[0] ?? "Error", status);
};

/** Returns whether another attempt may succeed. The errors of a connection have a code, too. */
const isTransient = (error: unknown): unknown => {
  const { code, status = 500 } = error as { readonly code?: string; readonly status?: number };
  return code && (status >= 500 || status === 429 || /Throttl|TooManyRequests|SlowDown|RequestTimeout/.test(code));
};
