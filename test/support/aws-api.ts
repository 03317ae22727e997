import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A call of AWS's API. */
export interface AwsCall {
  /** As it is signed for: lambda, sqs, sts … */
  readonly service: string;
  readonly region: string;
  /** The operation, such as ReceiveMessage; of Lambda, which has none, method and path with the query. */
  readonly operation: string;
  /** The input that was sent: the JSON, or the parameters of a form. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** The answer. */
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
  /** The variables that lead to it, and nowhere else. */
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
      const call = callOf(request, await text(request));
      calls.push(call);
      const given = (await answer(call)) ?? { status: 403, error: "AccessDeniedException" };
      if (given.isLost) {
        request.socket.resetAndDestroy();
      } else {
        send(response, given, FORM_SERVICES.includes(call.service));
      }
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

/** They take forms and answer XML. The second version of SES has the same name, and takes JSON. */
const FORM_SERVICES = ["sts", "iam", "sns", "ses"];

function callOf({ headers, method, url }: IncomingMessage, sent: string): AwsCall {
  const [, region = "", service = ""] =
    /Credential=[^/]*\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  if (FORM_SERVICES.includes(service) && !url?.startsWith("/v2/")) {
    const input = Object.fromEntries(new URLSearchParams(sent));
    return { service, region, operation: input.Action ?? "", input };
  }
  const target = headers["x-amz-target"] ?? `${method} ${url}`;
  const input = JSON.parse(sent || "{}") as AwsCall["input"];
  return { service, region, operation: String(target).replace(/^\w+\./, ""), input };
}

function send(response: ServerResponse, { status, error, body = {} }: AwsAnswer, isForm: boolean): void {
  response.writeHead(status ?? (error === undefined ? 200 : 400), {
    "Content-Type": isForm ? "text/xml" : "application/json",
    ...(error !== undefined && { "x-amzn-errortype": error }),
  });
  if (isForm && error !== undefined) {
    response.end(`<ErrorResponse><Error><Code>${error}</Code></Error></ErrorResponse>`);
  } else {
    response.end(typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body));
  }
}
