import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** How AWS refuses: `frozen` and `rejected` to replace the content, `missing` to give it, as after 24 hours. */
export type MessageDoubleError = "frozen" | "rejected" | "missing";

/** The contents and answers of the double. */
export interface MessageDoubleOptions {
  /** The messages in MIME by their `messageId`. */
  readonly messages: { readonly [messageId: string]: Uint8Array };
  /** @default - none: it gives and takes content */
  readonly error?: MessageDoubleError;
  /** Where requests go that are none about a message, such as `http://127.0.0.1:5000`. @default - they get a 501 */
  readonly forwardTo?: string;
}

/** A running double. */
export interface MessageDouble {
  /** Environment variables with which a handler calls the double instead of AWS. */
  readonly environment: { readonly [name: string]: string };
  /** The replaced contents by `messageId`. */
  readonly replaced: ReadonlyMap<string, Uint8Array>;
  /** Method and path of each request so far. */
  readonly requests: readonly string[];
  /** Ends it with all connections. */
  stop(): Promise<void>;
}

const BUCKET = "updated-content";

/**
 * Starts a double of WorkMail's Message Flow API and of S3's PutObject on this machine, on a free port.
 *
 * @example
 * const double = await startMessageDouble({ messages: { [event.messageId]: readFileSync("mail.eml") } });
 * Object.assign(process.env, double.environment);
 */
export const startMessageDouble = async ({
  messages,
  error,
  forwardTo,
}: MessageDoubleOptions): Promise<MessageDouble> => {
  const objects = new Map<string, Uint8Array>();
  const replaced = new Map<string, Uint8Array>();
  const requests: string[] = [];

  const get = (messageId: string): Reply => {
    const content = Object.hasOwn(messages, messageId) && error !== "missing" ? messages[messageId] : undefined;
    return content ? { status: 200, body: content } : refusal(404, "ResourceNotFoundException");
  };

  const replace = (messageId: string, body: Buffer): Reply => {
    if (!Object.hasOwn(messages, messageId) || error === "missing") {
      return refusal(404, "ResourceNotFoundException");
    }
    if (error) {
      return refusal(400, error === "frozen" ? "MessageFrozen" : "MessageRejected");
    }
    const content = objects.get(locationIn(body));
    if (content === undefined) {
      return refusal(400, "InvalidContentLocation");
    }
    replaced.set(messageId, content);
    return { status: 200, body: "{}" };
  };

  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const { method = "", url = "" } = request;
    const path = url.split("?")[0]!;
    const body = await buffer(request);
    const [, messageId] = /^\/messages\/([^/]+)$/.exec(path) ?? [];
    if (messageId && /^(GET|POST)$/.test(method)) {
      return method === "GET" ? get(messageId) : replace(messageId, body);
    }
    if (method === "PUT" && path.startsWith(`/${BUCKET}/`)) {
      objects.set(path.slice(1), body);
      return { status: 200, body: "" };
    }
    return forwardTo ? forward(forwardTo, request, body) : refusal(501, "NotImplemented");
  };

  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request).then(
      (reply) => send(response, reply),
      () => send(response, refusal(502, "BadGateway")),
    );
  });
  await new Promise<void>((listening, failed) => server.once("error", failed).listen(0, "127.0.0.1", listening));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: {
      AWS_ENDPOINT_URL_WORKMAILMESSAGEFLOW: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
      UPDATED_CONTENT_BUCKET: BUCKET,
    },
    replaced,
    requests,
    stop: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
};

interface Reply {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body: string | Uint8Array;
}

const send = (response: ServerResponse, { status, headers, body }: Reply): void => {
  response.writeHead(status, headers).end(body);
};

const refusal = (status: number, code: string): Reply => ({
  status,
  headers: { "x-amzn-errortype": code },
  body: JSON.stringify({ message: code }),
});

/** Returns `bucket/key` of PutRawMessageContent's body; empty when it names none. */
const locationIn = (body: Buffer): string => {
  try {
    const { content } = JSON.parse(body.toString()) as {
      content?: { s3Reference?: { bucket?: string; key?: string } };
    };
    return `${content?.s3Reference?.bucket}/${content?.s3Reference?.key}`;
  } catch {
    return "";
  }
};

const forward = async (endpoint: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Reply> => {
  // fetch sets its own.
  const others = Object.entries(headers).filter(([name]) => !/^(content-length|connection)$/.test(name));
  const response = await fetch(new URL(url!, endpoint), {
    method,
    headers: Object.fromEntries(others) as Record<string, string>,
    body: body.length > 0 ? new Uint8Array(body) : undefined,
  });
  return {
    status: response.status,
    headers: { "content-type": response.headers.get("content-type") ?? "application/octet-stream" },
    body: new Uint8Array(await response.arrayBuffer()),
  };
};
