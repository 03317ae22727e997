import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { InvocationResult } from "../../tools/local-lambda/local-lambda";

/** Lambda's Invoke API on this machine: what an SDK's client takes for Lambda. */
export interface LambdaEndpoint {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * @param functions by name, what runs them
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function startLambdaEndpoint(
  functions: Readonly<
    Record<string, (event: unknown) => Promise<InvocationResult>>
  >,
): Promise<LambdaEndpoint> {
  const server = createServer((request, response) => {
    void (async () => {
      const [, name = ""] =
        /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url!) ??
        [];
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const run = functions[decodeURIComponent(name)];
      if (run === undefined) {
        response
          .writeHead(404, { "x-amzn-ErrorType": "ResourceNotFoundException" })
          .end(JSON.stringify({ Message: `Function not found: ${name}` }));
        return;
      }
      const event: unknown = JSON.parse(Buffer.concat(chunks).toString());
      const { requestId, payload, error } = await run(event);
      response
        .writeHead(200, {
          "x-amzn-RequestId": requestId,
          ...(error && { "X-Amz-Function-Error": "Unhandled" }),
        })
        .end(JSON.stringify(error ?? payload));
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
