import fs, { existsSync } from "node:fs";
import * as path from "node:path";
import { strToU8, zipSync } from "fflate";
import {
  type InvocationResult,
  type LocalLambda,
  type LocalLambdaOptions,
  startLocalLambda,
} from "../../../cli/local-lambda/local-lambda";
import { folderWith } from "../../support/folder";
import { hasEnded } from "../../support/running";
import { until } from "../../support/until";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * These tests hold for AWS's own client as well. To see it: install
 * aws-lambda-ric 3 in some folder and name that folder here.
 */
const { OFFICIAL_CLIENT_FROM } = process.env;
const itBuiltIn = OFFICIAL_CLIENT_FROM ? it.skip : it;

let lambda: LocalLambda | undefined;

afterEach(async () => {
  await lambda?.stop();
  lambda = undefined;
});

function zip(files: Record<string, string>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

/** Returns a function whose index.mjs is the given code. */
function create(code: string, options: Partial<LocalLambdaOptions> = {}): LocalLambda {
  return startLocalLambda({
    zip: zip({ "index.mjs": code }),
    client: OFFICIAL_CLIENT_FROM ? "official" : "built-in",
    clientFrom: OFFICIAL_CLIENT_FROM,
    ...options,
  });
}

/** Returns such a function that ends with the test. */
function start(code: string, options: Partial<LocalLambdaOptions> = {}): LocalLambda {
  lambda = create(code, options);
  return lambda;
}

/** Waits until the function has written a file. */
async function begun(file: string): Promise<void> {
  await until(() => existsSync(file));
}

async function invoke(
  code: string,
  options: Partial<LocalLambdaOptions> = {},
  event: unknown = {},
): Promise<InvocationResult> {
  return start(code, options).invoke(event);
}

/** Runs the handler that its event has. */
const HANDLER_OF_EVENT =
  "export const handler = (...given) => eval(given[0].handler)(given[0].event, ...given.slice(1));";

const shared = new Map<string, LocalLambda>();

afterAll(() => Promise.all([...shared.values()].map((it) => it.stop())));

/** Runs a handler in a process that others share, for what does not depend on how a process starts or ends. */
async function handle(
  handler: string,
  options: Partial<LocalLambdaOptions> = {},
  event: unknown = {},
): Promise<InvocationResult> {
  const key = JSON.stringify(options);
  if (!shared.has(key)) {
    shared.set(key, create(HANDLER_OF_EVENT, options));
  }
  return shared.get(key)!.invoke({ handler, event });
}

describe("an invocation", () => {
  it("hands the event to the handler and its result back", async () => {
    const result = await handle("async (event) => ({ got: event.subject })", {}, { subject: "Grüße 👋" });

    expect(result).toMatchObject({
      payload: { got: "Grüße 👋" },
      timedOut: false,
    });
    expect(result.requestId).toMatch(UUID);
    expect(result.error).toBeUndefined();
  });

  it("answers null for a handler that returns nothing", async () => {
    const { payload } = await handle("async () => {}");

    expect(payload).toBeNull();
  });

  it("gives the handler Lambda's context", async () => {
    const { payload, requestId } = await invoke(
      `export const handler = async (event, context) => ({
        ...context, remaining: context.getRemainingTimeInMillis(), keys: Object.keys(context).sort() });`,
      { functionName: "workmail", region: "eu-west-1", timeoutSeconds: 5 },
    );

    expect(payload).toEqual({
      awsRequestId: requestId,
      functionName: "workmail",
      functionVersion: "$LATEST",
      invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:workmail",
      memoryLimitInMB: "128",
      logGroupName: "/aws/lambda/workmail",
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\]local$/) as string,
      callbackWaitsForEmptyEventLoop: true,
      remaining: expect.any(Number) as number,
      keys: [
        "awsRequestId",
        "callbackWaitsForEmptyEventLoop",
        "clientContext",
        "done",
        "fail",
        "functionName",
        "functionVersion",
        "getRemainingTimeInMillis",
        "identity",
        "invokedFunctionArn",
        "logGroupName",
        "logStreamName",
        "memoryLimitInMB",
        "succeed",
        "tenantId",
      ],
    });
    const { remaining } = payload as { remaining: number };
    expect(remaining).toBeGreaterThan(4_000);
    expect(remaining).toBeLessThanOrEqual(5_000);
  });

  it("says which version runs, and where it logs, when these are given", async () => {
    const { payload, cloudWatchLogs } = await invoke(
      `export const handler = async (event, { functionVersion, logGroupName, logStreamName }) => [
        functionVersion, process.env.AWS_LAMBDA_FUNCTION_VERSION,
        logGroupName, process.env.AWS_LAMBDA_LOG_GROUP_NAME, logStreamName ];`,
      { functionVersion: "7", logGroupName: "/mail" },
    );

    expect(payload).toEqual([...["7", "7", "/mail", "/mail"], expect.stringMatching(/\/\[7\]local$/)]);
    expect(cloudWatchLogs[0]).toMatch(/^START RequestId: .* Version: 7$/);
  });

  it("measures the start once, and each event", async () => {
    const warm = start(
      "await new Promise((r) => setTimeout(r, 50)); export const handler = () => new Promise((r) => setTimeout(r, 30));",
    );

    const first = await warm.invoke({});
    const second = await warm.invoke({});

    expect(first.initMs).toBeGreaterThan(50);
    expect(second.initMs).toBeUndefined();
    expect(second.durationMs).toBeGreaterThanOrEqual(29);
    expect(second.durationMs).toBeLessThan(1_000);
  });

  it("reuses the process, and takes one event at a time", async () => {
    const handler = `async (event) => {
      globalThis.running ??= 0;
      globalThis.most = Math.max(globalThis.most ?? 0, ++globalThis.running);
      await new Promise((r) => setTimeout(r, 20));
      globalThis.running--;
      return { pid: process.pid, most: globalThis.most, event };
    }`;

    const results = await Promise.all([1, 2, 3].map((n) => handle(handler, {}, n)));

    const payloads = results.map(({ payload }) => payload as { pid: number; most: number; event: number });
    expect(payloads.map(({ event }) => event)).toEqual([1, 2, 3]);
    expect(new Set(payloads.map(({ pid }) => pid)).size).toBe(1);
    expect(payloads[2]!.most).toBe(1);
  });

  it("gives each event its own trace id", async () => {
    const { payload: first } = await handle("async () => process.env._X_AMZN_TRACE_ID");
    const { payload: second } = await handle("async () => process.env._X_AMZN_TRACE_ID");

    expect(first).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
    expect(second).not.toBe(first);
  });

  (process.platform === "linux" ? it : it.skip)("reports the most memory used", async () => {
    const small = await invoke("export const handler = async () => 1;");
    await lambda!.stop();
    const large = await invoke("export const handler = async () => { Buffer.alloc(100e6, 1); };", {
      memorySizeMb: 512,
    });

    expect(small.peakMemoryMb).toBeGreaterThan(20);
    expect(large.peakMemoryMb! - small.peakMemoryMb!).toBeGreaterThan(90);
  });
});

describe("the ways to answer", () => {
  const cases: [string, string, unknown][] = [
    ["callback", "(e, c, callback) => callback(null, 1)", 1],
    ["a second callback", "(e, c, cb) => { cb(null, 1); cb(null, 2); }", 1],
    ["context.succeed", "(e, context) => context.succeed(2)", 2],
    ["context.done", "(e, context) => context.done(null, 3)", 3],
    ["nothing", "() => {}", null],
    ["a thenable", "() => ({ then: (resolve) => resolve(4) })", 4],
  ];
  it.each(cases)("%s", async (_, handler, payload) => {
    const result = await handle(handler);

    expect(result.error).toBeUndefined();
    expect(result.payload).toBe(payload);
  });

  it("a callback waits until the event loop is empty", async () => {
    const { logs } = await handle(
      `(e, c, callback) => {
         setTimeout(() => process.stdout.write("late\\n"), 50);
         callback(null, 1);
       }`,
    );

    expect(logs).toEqual(["late"]);
  });

  it("a callback does not wait when it should not", async () => {
    const { durationMs, payload } = await invoke(
      `export const handler = (e, context, callback) => {
         context.callbackWaitsForEmptyEventLoop = false;
         setTimeout(() => {}, 2000);
         callback(null, 1);
       };`,
    );

    expect(payload).toBe(1);
    expect(durationMs).toBeLessThan(1_000);
  });

  describe("on nodejs24.x", () => {
    const runtime = "nodejs24.x";

    itBuiltIn.each(["succeed", "done", "fail"])("has no context.%s", async (name) => {
      const { error, payload } = await handle(`(event, context) => { context.${name}(null); }`, { runtime });
      expect(payload).toBeUndefined();
      expect(error).toMatchObject({ errorType: "TypeError", errorMessage: `context.${name} is not a function` });
    });

    itBuiltIn.each([
      ["a promise", "async () => 1"],
      ["a value", "() => 1"],
    ])("answers with %s", async (_, handler) => {
      expect(await handle(handler, { runtime })).toMatchObject({ payload: 1 });
    });

    itBuiltIn("passes no callback to a handler that would take one as the rest", async () => {
      const { payload } = await handle("(...given) => given.length", { runtime });
      expect(payload).toBe(2);
    });
  });

  itBuiltIn("nodejs24.x refuses a handler with a callback", async () => {
    const { error } = await invoke("export const handler = (event, context, callback) => callback();", {
      runtime: "nodejs24.x",
    });

    expect(error).toMatchObject({
      errorType: "Runtime.CallbackHandlerDeprecated",
      errorMessage: expect.stringContaining("removed support for callback-based function handlers") as string,
    });
  });
});

describe("the handler string", () => {
  const files = {
    "index.mjs": "export const handler = async () => 'mjs';",
    "common.js": "exports.api = { v1: { handler: async () => 'nested' } };",
    "old.cjs": "exports.handler = async () => 'cjs';",
    "esm/package.json": '{ "type": "module" }',
    "esm/app.js": "export const handler = async () => 'esm js';",
    "both.js": "exports.handler = async () => 'js first';",
    "both.mjs": "export const handler = async () => 'mjs first';",
    "node_modules/library/index.js": "exports.handler = async () => 'node_modules';",
  };
  const found: [string, string][] = [
    ["index.handler", "mjs"],
    ["common.api.v1.handler", "nested"],
    ["old.handler", "cjs"],
    ["esm/app.handler", "esm js"],
    ["both.handler", "js first"],
    ["library.handler", "node_modules"],
  ];
  it.each(found)("%s finds %s", async (handler, payload) => {
    const result = await invoke("", { zip: zip(files), handler });

    expect(result.payload).toBe(payload);
  });

  const lost: [string, string, string | RegExp][] = [
    ["missing.handler", "Runtime.ImportModuleError", /^Error: Cannot find module 'missing'/],
    ["index.other", "Runtime.HandlerNotFound", "index.other is undefined or not exported"],
    ["common.api", "Runtime.HandlerNotFound", "common.api is not a function"],
    ["index", "Runtime.MalformedHandlerName", "Bad handler"],
    [
      "../index.handler",
      "Runtime.MalformedHandlerName",
      "'../index.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
    ],
  ];
  it.each(lost)("%s is a %s", async (handler, errorType, errorMessage) => {
    const { error, payload } = await invoke("", { zip: zip(files), handler });

    expect(payload).toBeUndefined();
    expect(error).toMatchObject({
      errorType,
      errorMessage: typeof errorMessage === "string" ? errorMessage : (expect.stringMatching(errorMessage) as string),
    });
  });

  it("that leads to code with a syntax error is said so", async () => {
    const { error } = await invoke("export const handler = async () => {{;");

    expect(error).toMatchObject({
      errorType: "Runtime.UserCodeSyntaxError",
      errorMessage: "SyntaxError: Unexpected end of input",
    });
  });
});

describe("a failure", () => {
  it("is reported with type, message and trace", async () => {
    const { error, payload, timedOut } = await invoke(
      "export const handler = async () => { throw new RangeError('too far'); };",
    );

    expect(payload).toBeUndefined();
    expect(timedOut).toBe(false);
    expect(error).toMatchObject({
      errorType: "RangeError",
      errorMessage: "too far",
    });
    expect(error!.trace).toEqual(
      expect.arrayContaining(["RangeError: too far", expect.stringMatching(/index\.mjs:1/)]),
    );
  });

  it.each([
    ["thrown at once", "() => { throw new Error('x'); }", "Error", "x"],
    ["callback", "(e, c, cb) => cb(new TypeError('x'))", "TypeError", "x"],
    ["context.fail", "(e, c) => c.fail(new Error('x'))", "Error", "x"],
    ["no error object", "async () => { throw 'x'; }", "string", "x"],
    ["no JSON", "async () => { const a = {}; a.a = a; return a; }", "Error", "Unable to stringify response body"],
  ])("%s", async (_, handler, errorType, errorMessage) => {
    const { error } = await handle(handler);

    expect(error).toMatchObject({ errorType, errorMessage });
  });

  it("leaves the process for the next event", async () => {
    const { payload: before } = await handle("async () => process.pid");
    await handle("async () => { throw new Error('x'); }");
    const { payload: after } = await handle("async () => process.pid");

    expect(after).toBe(before);
  });

  it("of the module itself ends the start", async () => {
    const { error, durationMs } = await invoke("throw new Error('no table');");

    expect(error).toMatchObject({
      errorType: "Error",
      errorMessage: "no table",
    });
    expect(durationMs).toBe(0);
  });

  it("that nobody caught is reported, and the next event gets a new process", async () => {
    const broken = start(
      `export const handler = async (event) => {
         if (event.reject) { Promise.reject(new Error("lost")); await new Promise(() => setTimeout(() => {}, 9e3)); }
         return process.pid;
       };`,
    );

    const { payload: before } = await broken.invoke({});
    const { error } = await broken.invoke({ reject: true });
    const after = await broken.invoke({});

    expect(error).toMatchObject({
      errorType: "Runtime.UnhandledPromiseRejection",
      errorMessage: "Error: lost",
    });
    expect(after.payload).not.toBe(before);
    expect(after.initMs).toBeGreaterThan(0);
  });

  it.each([
    ["process.exit(1)", "Runtime exited with error: exit status 1"],
    ["process.exit(0)", "Runtime exited without providing a reason"],
    ["process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})", "Runtime exited with error: signal: killed"],
  ])("%s is an exit error", async (code, message) => {
    const { error, requestId } = await invoke(`export const handler = async () => { ${code}; };`);

    expect(error).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: `RequestId: ${requestId} Error: ${message}`,
    });
  });

  it("follows a response that is too large for Lambda", async () => {
    const { error } = await handle("async () => 'x'.repeat(6_291_556)");

    expect(error).toEqual({
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    });
  });
});

describe("the limits", () => {
  it("ends a function that is too slow, and the next event gets a new process", async () => {
    // As an endless loop it stops the whole process, and takes no processor time.
    const slow = start(
      `export const handler = async (event) => {
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, event.hang ? Infinity : 0);
         return process.pid;
       };`,
      { timeoutSeconds: 1 },
    );

    const { payload: before } = await slow.invoke({});
    const { error, timedOut, durationMs, requestId } = await slow.invoke({
      hang: true,
    });
    const { payload: after } = await slow.invoke({});

    expect(timedOut).toBe(true);
    expect(error).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    });
    expect(durationMs).toBeGreaterThanOrEqual(990);
    expect(after).not.toBe(before);
    expect(after).toEqual(expect.any(Number));
  });

  it("ends a function whose heap grows over its memory", async () => {
    const code = `export const handler = async () => {
      const rows = [];
      while (rows.length < 200) rows.push(new Array(100_000).fill(1.5));
      return rows.length;
    };`;

    const { error } = await invoke(code);
    await lambda!.stop();
    const { payload } = await invoke(code, { memorySizeMb: 512 });

    expect(error!.errorMessage).toMatch(/Runtime exited with error: signal:/);
    expect(payload).toBe(200);
  });

  it("kills a function whose memory outside of the heap grows over it, and the next event gets a new process", async () => {
    const greedy = start(
      "export const handler = async (event) => { globalThis.kept = Buffer.alloc(event.mb * 2 ** 20, 1); return process.pid; };",
    );

    const { payload: before } = await greedy.invoke({ mb: 1 });
    const killed = await greedy.invoke({ mb: 300 });
    const { payload: after } = await greedy.invoke({ mb: 1 });

    expect(killed.error).toEqual({
      errorType: "Runtime.OutOfMemory",
      errorMessage: `RequestId: ${killed.requestId} Error: Runtime exited with error: signal: killed`,
    });
    expect(killed.payload).toBeUndefined();
    expect(killed.peakMemoryMb).toBeGreaterThan(128);
    expect(after).not.toBe(before);
    expect(after).toEqual(expect.any(Number));
  });

  it("refuses what Lambda has not", () => {
    expect(() => start("", { memorySizeMb: 64, timeoutSeconds: 901 })).toThrow(
      "'memorySizeMb' must be 128 to 10240, got: 64\n'timeoutSeconds' must be 1 to 900, got: 901",
    );
  });
});

describe("the environment", () => {
  const ENVIRONMENT = "export const handler = async () => process.env;";

  it("is the function's own and Lambda's, and nothing of the caller's", async () => {
    process.env.LOCAL_LAMBDA_TEST = "of the caller";
    try {
      const { payload } = await invoke(ENVIRONMENT, {
        environment: { EMAIL_LOG_DETAIL: "full" },
        functionName: "workmail",
        region: "us-west-2",
        logFormat: "JSON",
      });

      const environment = payload as Record<string, string>;
      expect(Object.keys(environment).sort()).toEqual([
        "AWS_ACCESS_KEY_ID",
        "AWS_CONFIG_FILE",
        "AWS_DEFAULT_REGION",
        "AWS_EC2_METADATA_DISABLED",
        "AWS_ENDPOINT_URL",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_FORMAT",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_LEVEL",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_SHARED_CREDENTIALS_FILE",
        "EMAIL_LOG_DETAIL",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
        "LANG",
        "PATH",
        "TZ",
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
      ]);
      expect(environment).toMatchObject({
        AWS_ACCESS_KEY_ID: "local",
        AWS_ENDPOINT_URL: "http://127.0.0.1:9/",
        AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
        AWS_LAMBDA_FUNCTION_NAME: "workmail",
        AWS_LAMBDA_LOG_FORMAT: "JSON",
        AWS_LAMBDA_LOG_LEVEL: "INFO",
        AWS_REGION: "us-west-2",
        EMAIL_LOG_DETAIL: "full",
        TZ: ":UTC",
        _HANDLER: "index.handler",
      });
    } finally {
      delete process.env.LOCAL_LAMBDA_TEST;
    }
  });

  it("sends calls to AWS to the emulator that is given", async () => {
    const { payload } = await invoke(ENVIRONMENT, {
      endpoint: "http://127.0.0.1:4566",
    });

    expect(payload).toMatchObject({
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566/",
    });
  });

  it("refuses AWS as the emulator", () => {
    expect(() => start("", { endpoint: "https://lambda.us-east-1.amazonaws.com" })).toThrow(
      "lambda.us-east-1.amazonaws.com belongs to AWS",
    );
  });

  it("refuses what Lambda reserves, all at once", () => {
    expect(() => start("", { environment: { AWS_REGION: "x", A: "1", _HANDLER: "x" } })).toThrow(
      "The function's environment sets what Lambda reserves for itself: AWS_REGION, _HANDLER.",
    );
  });

  it("runs in the function's folder, in UTC", async () => {
    const { payload } = await handle(
      "async () => [process.cwd() === process.env.LAMBDA_TASK_ROOT, new Date(0).getTimezoneOffset()]",
    );

    expect(payload).toEqual([true, 0]);
  });

  it("does not let require load ES modules, as Lambda's Node does not", async () => {
    const files = zip({
      "index.cjs": "exports.handler = async () => require('./lib.mjs').a;",
      "lib.mjs": "export const a = 1;",
    });

    const { error } = await invoke("", { zip: files });
    await lambda!.stop();
    const { payload } = await invoke("", {
      zip: files,
      environment: { NODE_OPTIONS: "--experimental-require-module" },
    });

    expect(error!.errorMessage).toMatch(/require\(\) of ES Module/);
    expect(payload).toBe(1);
  });
});

describe("the logs", () => {
  const json = async (handler: string, options = {}) => {
    const { logs, requestId } = await handle(handler, {
      logFormat: "JSON",
      ...options,
    });
    return {
      requestId,
      lines: logs.map((line) => JSON.parse(line) as Record<string, unknown>),
    };
  };

  it("wrap what goes through the console, in JSON", async () => {
    const { lines, requestId } = await json("async () => { console.log({ to: 2 }); console.warn('%d of %d', 1, 2); }");

    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;
    expect(lines).toEqual([
      { timestamp, level: "INFO", requestId, message: { to: 2 } },
      { timestamp, level: "WARN", requestId, message: "1 of 2" },
    ]);
  });

  it("describe an error, in JSON", async () => {
    const { lines } = await json(
      "async () => { console.error(new TypeError('a')); console.error('b', new RangeError('c')); }",
    );

    expect(lines).toMatchObject([
      {
        level: "ERROR",
        message: { errorType: "TypeError", errorMessage: "a" },
      },
      { level: "ERROR", errorType: "RangeError", errorMessage: "c" },
    ]);
    expect(lines[1]!.message).toMatch(/^b RangeError: c/);
    expect(lines[1]!.stackTrace).toEqual(expect.arrayContaining(["RangeError: c"]));
  });

  it("hold the error that ended an invocation", async () => {
    const { lines } = await json("async () => { throw new Error('x'); }");

    expect(lines).toMatchObject([{ level: "ERROR", message: { errorType: "Error", errorMessage: "x" } }]);
  });

  it("start at the level that is set, INFO by default", async () => {
    const code = "async () => { console.debug(1); console.info(2); console.error(3); }";

    const { lines: usual } = await json(code);
    const { lines: all } = await json(code, { logLevel: "DEBUG" });
    const { lines: errors } = await json(code, { logLevel: "ERROR" });

    expect(usual.map(({ message }) => message)).toEqual([2, 3]);
    expect(all.map(({ message }) => message)).toEqual([1, 2, 3]);
    expect(errors.map(({ message }) => message)).toEqual([3]);
  });

  it("leave what is written to standard output as it is", async () => {
    const { logs } = await handle(
      `async () => { process.stdout.write('{"_aws":{}}\\n'); process.stderr.write('raw\\n'); }`,
      { logFormat: "JSON" },
    );

    expect(logs).toEqual(['{"_aws":{}}', "raw"]);
  });

  it("are lines with tabs, as text", async () => {
    const { logs, requestId } = await invoke(
      "console.log('start'); export const handler = async () => { console.log('two\\nlines'); };",
    );

    expect(logs).toEqual([
      expect.stringMatching(/^[\d-]+T[\d:.]+Z\tundefined\tINFO\tstart$/),
      expect.stringMatching(new RegExp(`^[\\d-]+T[\\d:.]+Z\t${requestId}\tINFO\ttwo\rlines$`)),
    ]);
  });

  it("belong to one invocation each, the start's to the first", async () => {
    const warm = start(
      "process.stdout.write('start\\n'); export const handler = async (event) => { process.stdout.write(event + '\\n'); };",
    );

    const first = await warm.invoke("one");
    const second = await warm.invoke("two");

    expect(first.logs).toEqual(["start", "one"]);
    expect(second.logs).toEqual(["two"]);
  });

  it("keep what a process wrote before it died", async () => {
    const { logs } = await invoke(
      "export const handler = async () => { process.stdout.write('last words\\n'); process.exit(1); };",
    );

    expect(logs).toEqual(["last words"]);
  });
});

describe("stop", () => {
  // Other test files have folders in the same place meanwhile.
  const created = jest.spyOn(fs, "mkdtempSync");
  const left = () => created.mock.results.map(({ value }) => String(value)).filter((folder) => existsSync(folder));

  beforeEach(() => created.mockClear());
  afterAll(() => created.mockRestore());

  it("leaves no process and no file, and may be called again", async () => {
    const local = start("export const handler = async () => ({ pid: process.pid, folder: process.cwd() });");
    const { payload } = await local.invoke({});
    const { pid, folder } = payload as { pid: number; folder: string };
    expect(left()).toContain(path.dirname(folder));

    await local.stop();
    await local.stop();

    expect(left()).toEqual([]);
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("ends what is running, children of the function too", async () => {
    const started = path.join(folderWith({}), "started");
    const local = start(
      `import { spawn } from "node:child_process";
       import { writeFileSync } from "node:fs";
       export const handler = async ({ started }) => {
         console.log(spawn("sleep", ["60"]).pid);
         writeFileSync(started, "");
         await new Promise(() => setInterval(() => {}, 1000));
       };`,
    );
    const running = local.invoke({ started });
    await begun(started);

    await local.stop();

    const { error, logs } = await running;
    const child = Number(logs[0]!.split("\t")[3]);
    expect(error!.errorMessage).toMatch(/signal: killed$/);
    expect(child).toBeGreaterThan(0);
    expect(await hasEnded(child)).toBe(true);
  });

  it("refuses events afterwards", async () => {
    const local = start("export const handler = async () => 1;");
    await local.stop();

    await expect(local.invoke({})).rejects.toThrow("The local Lambda has been stopped.");
  });

  it("leaves nothing when the zip cannot be used", () => {
    expect(() => start("", { zip: Buffer.from("no zip") })).toThrow(
      "The function's zip is not a zip archive (it has no central directory).",
    );

    expect([created.mock.results.length, left()]).toEqual([1, []]);
  });
});
