import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A call on its way to the emulator. */
interface ProxiedCall {
  /** Method and path, with the query. */
  readonly url: string;
  readonly body: string;
  /** The operation of a service that has its name in a header, such as AmazonSQS.ReceiveMessage. */
  readonly target: string;
}

/** Sees each call, and can keep it from the emulator. */
export interface ProxyOptions {
  /** Called before a call is passed on. If it returns false, the emulator does not get the call. */
  readonly onCall?: (call: ProxiedCall) => boolean | void;
  /** Called when the emulator has answered, before the client gets the answer. If it returns false, that gets none. */
  readonly onAnswer?: (
    call: ProxiedCall,
    answer: { readonly status: number; readonly body: string },
  ) => boolean | void | Promise<boolean | void>;
}

/** A proxy between a client and the emulator. */
export interface AwsProxy {
  readonly endpoint: URL;
  stop(): Promise<void>;
}

/** Starts a proxy on a free port of this machine. */
export async function startAwsProxy(target: URL, options: ProxyOptions): Promise<AwsProxy> {
  const server = createServer((incoming, answer) => {
    passOn(incoming, answer, target, options).catch(() => incoming.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: new URL(`http://127.0.0.1:${port}`),
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function passOn(
  incoming: IncomingMessage,
  answer: ServerResponse,
  target: URL,
  { onCall, onAnswer }: ProxyOptions,
): Promise<void> {
  const sent = await buffer(incoming);
  const { method, url, headers } = incoming;
  const call = { url: `${method} ${url}`, body: sent.toString(), target: String(headers["x-amz-target"] ?? "") };
  if (onCall?.(call) === false) {
    throw new Error("The call is kept from the emulator.");
  }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(new URL(url!, target), { method, headers }, resolve).once("error", reject).end(sent);
  });
  const received = await buffer(response);
  const status = response.statusCode!;
  if ((await onAnswer?.(call, { status, body: received.toString() })) === false) {
    throw new Error("The answer is kept from the client.");
  }
  const kept = Object.entries(response.headers).filter(([name]) => name !== "transfer-encoding");
  // The client may be gone.
  answer.on("error", () => undefined);
  answer.writeHead(status, { ...Object.fromEntries(kept), "content-length": received.length }).end(received);
}
