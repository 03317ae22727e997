import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { buildSync } from "esbuild";
import { folderWith } from "../support/folder";
import { sample } from "./support/events";
import { CONTEXT, ENVIRONMENT, type Line } from "./support/lambda";

/** Handlers in a process whose stdout is a pipe, as in Lambda, and whose reader can be slow. */

const PROGRAM = `
import { createHandler } from ${JSON.stringify(path.resolve("function/src/create-handler"))};
const handlers = {
  observed: createHandler(() => "done"),
  logging: createHandler((_email, { logger }) => logger.info("x".repeat(1_000_000))),
  failing: createHandler(() => { throw new Error("down"); }),
};
process.on("message", async ({ handler, event }) => {
  if (handler === undefined) {
    process.send("asked");
    return;
  }
  await handlers[handler](event, ${JSON.stringify(CONTEXT)}).catch(() => undefined);
  process.send("answered");
});`;

let bundle: string;
let child: ChildProcess;

beforeAll(() => {
  const folder = folderWith({ "program.ts": PROGRAM });
  bundle = path.join(folder, "program.mjs");
  buildSync({
    entryPoints: [path.join(folder, "program.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
  });
});

function start() {
  child = spawn(process.execPath, [bundle], {
    env: { ...process.env, ...ENVIRONMENT, EMAIL_LOG_DETAIL: "full" },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
}

afterEach(() => child.kill("SIGKILL"));

/** An event that a pipe of 64 KiB cannot take at once. */
const LARGE = { ...sample("outbound-2019"), futureField: "x".repeat(1_000_000) };

describe("an answer", () => {
  it.each([
    ["observed", LARGE, ["Email processed"]],
    ["failing", LARGE, ["Email failed"]],
    ["logging", sample("outbound-2019"), ["x".repeat(1_000_000), "Email processed"]],
  ])("waits until a reader that stalls has taken each line: %s", async (handler, event, messages) => {
    start();
    child.send({ handler, event });
    await once(child.stdout!, "readable");
    // Messages arrive in their order: an answer that did not wait would come first.
    child.send({});
    expect((await once(child, "message"))[0]).toBe("asked");

    let text = "";
    child.stdout!.on("data", (chunk: Buffer) => (text += chunk.toString()));
    await once(child, "message");
    // Freezes the environment, as Lambda may as soon as the answer is there.
    child.kill("SIGKILL");
    await once(child, "close");

    expect(
      text
        .split("\n")
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as Line).message),
    ).toEqual(messages);
  });

  it("leaves at once when the pipe takes the line", async () => {
    start();
    child.send({ handler: "observed", event: sample("outbound-2019") });

    expect((await once(child, "message"))[0]).toBe("answered");
  });
});
