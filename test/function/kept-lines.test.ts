import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { closeSync, constants, openSync, readSync } from "node:fs";
import * as path from "node:path";
// oxlint-disable-next-line no-restricted-imports -- no event reports that a pipe is full
import { setTimeout as sleep } from "node:timers/promises";
import { largeEvent, smallEvent } from "../../bench/lambda/events";
import { functionEnvironment } from "../../cli/local-lambda/function-environment";
import { RuntimeApi } from "../../cli/local-lambda/runtime-api";
import { runtimeClient } from "../../cli/local-lambda/runtime-clients";
import { unpack } from "../../cli/local-lambda/unpack";
import { createFunctionPackage } from "../../modules/package/function-package";
import { folderWith } from "../support/folder";
import { until } from "../support/until";
import type { Line } from "./support/lambda";

/**
 * The artifact as it is deployed, in a process that Lambda may freeze or end as soon as it has answered, with a pipe
 * as its stdout.
 */

const READS_AT_ONCE = 65_536;
const RUNTIME = "nodejs22.x";

let taskRoot: string;
let api: RuntimeApi;
let child: ChildProcess;
let pipe: number;
let text: string;

beforeAll(async () => {
  taskRoot = folderWith({});
  const { path: zip } = await createFunctionPackage({}, folderWith({}));
  unpack(zip, taskRoot);
});

beforeEach(async () => {
  text = "";
  const fifo = path.join(folderWith({}), "stdout");
  execFileSync("mkfifo", [fifo]);
  pipe = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  const output = openSync(fifo, "w");
  api = await RuntimeApi.start();
  const { args } = runtimeClient("built-in", ".", RUNTIME);
  child = spawn(process.execPath, args, {
    cwd: taskRoot,
    env: functionEnvironment(
      {
        environment: { EMAIL_LOG_DETAIL: "full" },
        functionName: "mail",
        functionVersion: "$LATEST",
        handler: "index.handler",
        logFormat: "JSON",
        logGroupName: "/aws/lambda/mail",
        logLevel: "INFO",
        memorySizeMb: 256,
        region: "us-east-1",
        runtime: RUNTIME,
        taskRoot,
        awsEndpoint: "http://127.0.0.1:9",
      },
      api.address,
    ),
    stdio: ["ignore", output, "inherit"],
  });
  closeSync(output);
  await api.asked();
});

afterEach(async () => {
  await end();
  await api.close();
  closeSync(pipe);
});

/** Hands an event over, and returns its request ID once it is answered. */
async function invoke(event: string): Promise<string> {
  const requestId = randomUUID();
  await api.asked();
  await api.invoke({
    requestId,
    functionArn: "arn:aws:lambda:us-east-1:123456789012:function:mail",
    deadlineMs: Date.now() + 60_000,
    traceId: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
    event,
  });
  return requestId;
}

async function end(): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
}

/** Takes what is in the pipe, and does not wait for more. */
function read(): void {
  const buffer = Buffer.alloc(READS_AT_ONCE);
  for (;;) {
    try {
      const bytes = readSync(pipe, buffer);
      if (bytes === 0) {
        return;
      }
      text += buffer.toString("latin1", 0, bytes);
    } catch (error) {
      expect(error).toHaveProperty("code", "EAGAIN");
      return;
    }
  }
}

async function readUntil(done: Promise<unknown>): Promise<void> {
  let isDone = false;
  const settled = done.finally(() => (isDone = true));
  await until(() => {
    read();
    return isDone;
  });
  await settled;
}

/** The request IDs of the function's lines. Each line has to be whole, also those in which Lambda names an error. */
function loggedIds(): unknown[] {
  read();
  expect(text).toMatch(/^$|\n$/);
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => "_aws" in line)
    .map((line) => line.function_request_id);
}

/** Whether it answers within a second. */
async function answersSoon(answer: Promise<unknown>): Promise<boolean> {
  return Promise.race([answer.then(() => true), sleep(1_000).then(() => false)]);
}

describe("a line of the deployed artifact", () => {
  it("is whole and there once before the answer leaves, when nobody reads for a while", async () => {
    const answer = invoke(largeEvent());
    expect(await answersSoon(answer)).toBe(false);

    await readUntil(answer);
    await end();

    expect(loggedIds()).toEqual([await answer]);
  });

  it("is there once for each event when the pipe fills up, and is read later", async () => {
    const answered: string[] = [];
    let waiting: Promise<string>;
    do {
      waiting = invoke(smallEvent());
      void waiting.then((id) => answered.push(id));
    } while (await answersSoon(waiting));
    const whileFull = [...answered];

    await readUntil(waiting);
    await end();

    expect(whileFull.length).toBeGreaterThan(10);
    expect(loggedIds()).toEqual(answered);
  });

  it("is there once when the process is frozen right after its answer, and continues with the next event", async () => {
    const ids: string[] = [];
    for (const event of [smallEvent(), largeEvent(), smallEvent()]) {
      const answer = invoke(event).then((id) => {
        child.kill("SIGSTOP");
        ids.push(id);
      });
      await readUntil(answer);
      expect(loggedIds()).toEqual(ids);
      child.kill("SIGCONT");
    }
    await end();

    expect(loggedIds()).toEqual(ids);
  });

  it.each([
    ["small", smallEvent()],
    ["large", largeEvent()],
    ["refused", "{}"],
  ])("is there once when the process is killed right after its answer: %s event", async (_size, event) => {
    const answer = invoke(event).then((requestId) => {
      child.kill("SIGKILL");
      return requestId;
    });
    await readUntil(answer);
    await end();

    expect(loggedIds()).toEqual([await answer]);
  });
});
