import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { InvocationResult } from "../../cli/local-lambda/local-lambda";

/** Lambda's Invoke API on this machine: what an SDK's client takes for Lambda. */
export interface LambdaEndpoint {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * @param functions by name, what runs them
 * @param otherwise the emulator that has what is asked besides: it runs no functions
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function startLambdaEndpoint(
  functions: Readonly<Record<string, (event: unknown) => Promise<InvocationResult>>>,
  otherwise?: URL,
): Promise<LambdaEndpoint> {
  const server = createServer((request, response) => {
    void (async () => {
      const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url!) ?? [];
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
      }
      if (name === undefined) {
        await passOn(request, Buffer.concat(chunks), otherwise!, response);
        return;
      }
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

async function passOn(
  { url, method, headers }: IncomingMessage,
  body: Buffer,
  to: URL,
  response: ServerResponse,
): Promise<void> {
  const kept = Object.entries(headers).filter(([name]) => !["host", "connection", "content-length"].includes(name));
  const answer = await fetch(new URL(url!, to), {
    method,
    headers: Object.fromEntries(kept) as Record<string, string>,
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const text = await answer.text();
  const names = ["content-type", "x-amzn-errortype", "x-amzn-requestid"];
  response
    .writeHead(
      answer.status,
      Object.fromEntries(
        names.flatMap((name) => {
          const value = answer.headers.get(name);
          return value === null ? [] : [[name, value]];
        }),
      ),
    )
    .end(text);
}
