import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A call of AWS's API. */
export interface AwsCall {
  /** As it is signed for: lambda, sqs, sts … */
  readonly service: string;
  readonly region: string;
  /** The operation, such as ReceiveMessage; of Lambda, which has none, method and path with the query. */
  readonly operation: string;
  /** What was sent: the JSON, or the parameters of a form. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** What is answered. */
export interface AwsAnswer {
  /** @default 200, or 400 for an error */
  readonly status?: number;
  /** AWS's name for the error. @default - no error */
  readonly error?: string;
  /** JSON, or a string or bytes as they are. @default {} */
  readonly body?: object | string | Uint8Array;
  /** Closes the connection instead. */
  readonly isLost?: boolean;
}

/** A stand-in for AWS's API: for what no emulator answers. */
export interface AwsApi {
  readonly url: string;
  /** What leads to it, and nowhere else. */
  readonly environment: Readonly<Record<string, string>>;
  readonly calls: readonly AwsCall[];
  stop(): Promise<void>;
}

/** @param answer what is answered to a call; to the others, that they are not allowed */
export async function startAwsApi(
  answer: (call: AwsCall) => AwsAnswer | undefined | Promise<AwsAnswer | undefined>,
): Promise<AwsApi> {
  const calls: AwsCall[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const { authorization = "", "x-amz-target": target } = request.headers;
      const [, region = "", service = ""] = /Credential=[^/]*\/\d+\/([^/]+)\/([^/]+)\//.exec(authorization) ?? [];
      const sent = await text(request);
      const form = sent.startsWith("Action=") ? Object.fromEntries(new URLSearchParams(sent)) : undefined;
      const operation = form?.Action ?? String(target ?? `${request.method} ${request.url}`).replace(/^\w+\./, "");
      const input = form ?? (JSON.parse(sent || "{}") as AwsCall["input"]);
      const call = { service, region, operation, input };
      calls.push(call);
      const {
        status,
        error,
        body = {},
        isLost,
      } = (await answer(call)) ?? { status: 403, error: "AccessDeniedException" };
      if (isLost) {
        request.socket.resetAndDestroy();
        return;
      }
      const errorText = form && error && `<ErrorResponse><Error><Code>${error}</Code></Error></ErrorResponse>`;
      const isRaw = typeof body === "string" || body instanceof Uint8Array;
      response
        .writeHead(status ?? (error === undefined ? 200 : 400), {
          "Content-Type": form ? "text/xml" : "application/json",
          ...(error !== undefined && { "x-amzn-errortype": error }),
        })
        .end(errorText ?? (isRaw ? body : JSON.stringify(body)));
    })();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_MAX_ATTEMPTS: "1",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    },
    calls,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
