import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const BASE = "/2018-06-01/runtime";

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST_RESPONSE_BYTES = 6_291_556;

/** One event for the function. */
export interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  /** When the function's time is over, in milliseconds since 1970. */
  readonly deadlineMs: number;
  /** The X-Ray tracing header. */
  readonly traceId: string;
  /** The event as JSON. */
  readonly event: string;
}

/** An error as the runtime reports it, and as the caller of the function gets it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** The stack, line by line. */
  readonly trace?: readonly string[];
}

/** The function's answer to an event; the payload is JSON. */
export type Answer = { readonly payload: string } | { readonly error: FunctionError };

/**
 * The HTTP interface between Lambda and the process that runs a function, for
 * one such process.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  readonly #server: Server;
  readonly #events = new EventEmitter();
  /** The runtime's request for an event, as long as there is none. */
  #waiting?: ServerResponse;
  #invocation?: Invocation;

  static async start(): Promise<RuntimeApi> {
    const api = new RuntimeApi();
    api.#server.listen(0, "127.0.0.1");
    await once(api.#server, "listening");
    return api;
  }

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#route(request, response);
    });
    // The function may be busy for longer than an idle connection is kept.
    this.#server.keepAliveTimeout = 0;
  }

  /** HOST:PORT, for AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    const { address, port } = this.#server.address() as AddressInfo;
    return `${address}:${port}`;
  }

  /** Waits until the runtime asks for an event. */
  async asked(): Promise<void> {
    if (this.#waiting === undefined) {
      await once(this.#events, "asked");
    }
  }

  /** Waits until the runtime reports that it cannot start. */
  async startFailed(): Promise<FunctionError> {
    const [error] = (await once(this.#events, "start-failed")) as [FunctionError];
    return error;
  }

  /** Hands an event to the runtime, which must have asked for one. */
  async invoke(invocation: Invocation): Promise<Answer> {
    const response = this.#waiting;
    if (response === undefined) {
      throw new Error("The runtime has not asked for an event.");
    }
    this.#waiting = undefined;
    this.#invocation = invocation;
    const answered = once(this.#events, "answered") as Promise<[Answer]>;
    response
      .writeHead(200, {
        "Content-Type": "application/json",
        "Lambda-Runtime-Aws-Request-Id": invocation.requestId,
        "Lambda-Runtime-Deadline-Ms": invocation.deadlineMs,
        "Lambda-Runtime-Invoked-Function-Arn": invocation.functionArn,
        "Lambda-Runtime-Trace-Id": invocation.traceId,
      })
      .end(invocation.event);
    const [answer] = await answered;
    return answer;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = `${request.method} ${request.url}`;
    if (route === `GET ${BASE}/invocation/next`) {
      this.#waiting = response;
      this.#events.emit("asked");
      return;
    }
    const body = await bodyOf(request);
    if (route === `POST ${BASE}/init/error`) {
      this.#events.emit("start-failed", JSON.parse(body.toString()));
      reply(response, 202, { status: "OK" });
      return;
    }
    const [, id, kind] = /^POST .*\/invocation\/([^/]+)\/(response|error)$/.exec(route) ?? [];
    if (id === undefined) {
      reply(response, 404, {
        errorType: "NotFound",
        errorMessage: `${route} is not part of the Runtime API`,
      });
    } else if (id !== this.#invocation?.requestId) {
      reply(response, 400, {
        errorType: "InvalidRequestID",
        errorMessage: "Invalid request ID",
      });
    } else if (body.length > LARGEST_RESPONSE_BYTES) {
      const errorMessage = `Response payload size exceeded maximum allowed payload size (${LARGEST_RESPONSE_BYTES} bytes).`;
      this.#answer({
        error: { errorType: "Function.ResponseSizeTooLarge", errorMessage },
      });
      reply(response, 413, {
        errorType: "RequestEntityTooLarge",
        errorMessage,
      });
    } else {
      const payload = body.toString();
      this.#answer(kind === "response" ? { payload } : { error: JSON.parse(payload) as FunctionError });
      reply(response, 202, { status: "OK" });
    }
  }

  #answer(answer: Answer): void {
    this.#invocation = undefined;
    this.#events.emit("answered", answer);
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}
