/** The program inside the local Lambda: it fetches events from the Runtime API and hands them to the handler, as the
 * clients in Lambda's runtimes (aws-lambda-ric 3, and 4 from nodejs24.x on) do. It needs nothing but Node, where those
 * need a compiler to be installed. Response streaming is left out: WorkMail does not use it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { createRequire } from "node:module";
import { logError, patchConsole, setRequestId } from "./lambda-console.mjs";
import { loadHandler } from "./load-handler.mjs";
import { CallbackHandlerDeprecated, errorBody, UnhandledPromiseRejection } from "./runtime-errors.mjs";

// An import would load undici, 20 ms, for an export of node:http that nothing here needs.
const http = createRequire(import.meta.url)("node:http");
const { AWS_LAMBDA_RUNTIME_API, AWS_EXECUTION_ENV, LAMBDA_TASK_ROOT, _HANDLER } = process.env;
/** From Node.js 24 on, only the value that a handler returns is its answer. */
const HAS_CALLBACKS = Number(/nodejs(\d+)/.exec(AWS_EXECUTION_ENV)?.[1] ?? 22) < 24;
const agent = new http.Agent({ keepAlive: true });

/** Where an error goes that nobody caught: that of the start first, then that of the invocation at hand. */
let errorPath = "init/error";

/** Called when nothing is left to wait for. */
let whenIdle = () => undefined;

patchConsole();
process.on("beforeExit", () => whenIdle());
process.on("uncaughtException", (error) => {
  end("Uncaught Exception", error, 129);
});
process.on("unhandledRejection", (reason) => {
  const error = new UnhandledPromiseRejection(String(reason));
  end("Unhandled Promise Rejection", error, 128);
});
start().catch((error) => end("Uncaught Exception", error, 129));

async function start() {
  const handler = await loadHandler(LAMBDA_TASK_ROOT, _HANDLER);
  if (handler.length >= 3 && !HAS_CALLBACKS) {
    throw new CallbackHandlerDeprecated(
      "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
    );
  }
  for (;;) {
    await handleNext(handler);
  }
}

async function handleNext(handler) {
  const { headers, body } = await request("GET", "invocation/next");
  const id = headers["lambda-runtime-aws-request-id"];
  errorPath = `invocation/${id}/error`;
  setRequestId(id);
  setTraceId(headers["lambda-runtime-trace-id"]);
  try {
    const context = contextOf(headers);
    const result = HAS_CALLBACKS
      ? await invoke(handler, JSON.parse(body), context)
      : await handler(JSON.parse(body), context);
    await request("POST", `invocation/${id}/response`, serialized(result));
  } catch (error) {
    logError("Invoke Error", error);
    await request("POST", errorPath, JSON.stringify(errorBody(error)));
  }
}

function setTraceId(traceId) {
  if (traceId === undefined) {
    delete process.env._X_AMZN_TRACE_ID;
  } else {
    process.env._X_AMZN_TRACE_ID = traceId;
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf(headers) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const json = (text) => text && JSON.parse(text);
  return {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    clientContext: json(headers["lambda-runtime-client-context"]),
    identity: json(headers["lambda-runtime-cognito-identity"]),
    tenantId: headers["lambda-runtime-aws-tenant-id"],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** The handler's result, whichever of its ways it takes to give one: the first counts. */
function invoke(handler, event, data) {
  return new Promise((resolve, reject) => {
    const done = (error, result) => (error == null ? resolve(result) : reject(error));
    const context = {
      callbackWaitsForEmptyEventLoop: true,
      done,
      succeed: (result) => done(null, result),
      fail: (error) => done(error ?? "handled"),
      ...data,
    };
    // A handler that neither promises nor calls back has answered null when it has nothing left to do.
    whenIdle = () => resolve(null);
    let called = false;
    const callback = (error, result) => {
      if (called) {
        return;
      }
      called = true;
      if (error == null && context.callbackWaitsForEmptyEventLoop) {
        whenIdle = () => resolve(result);
      } else {
        done(error, result);
      }
    };
    const returned = handler(event, context, callback);
    if (typeof returned?.then === "function") {
      returned.then(resolve, reject);
    }
  });
}

function serialized(result) {
  try {
    return JSON.stringify(result === undefined ? null : result);
  } catch {
    throw new Error("Unable to stringify response body");
  }
}

/** Reports what nobody caught, and ends: Lambda then starts a new process. */
function end(what, error, exitCode) {
  logError(what, error);
  request("POST", errorPath, JSON.stringify(errorBody(error))).finally(() => process.exit(exitCode));
}

function request(method, route, body) {
  const [hostname, port] = AWS_LAMBDA_RUNTIME_API.split(":");
  const path = `/2018-06-01/runtime/${route}`;
  return new Promise((resolve) => {
    http
      .request({ agent, hostname, port, path, method }, (response) => {
        const chunks = [];
        response
          .on("data", (chunk) => chunks.push(chunk))
          .on("end", () => {
            resolve({
              headers: response.headers,
              body: Buffer.concat(chunks).toString(),
            });
          });
      })
      // The other side is gone: there is nobody left to work for or to tell.
      .on("error", () => process.exit(1))
      .end(body);
  });
}
