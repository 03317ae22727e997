/**
 * Runs one handler in this process, event after event, and sends its parent
 * the microseconds that each has taken: JSON.parse and handler, awaited.
 *
 * node warm-worker.mjs BUNDLE EVENT MILLISECONDS CLOCK: wall, or cpu for the time that the process had the processor
 */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

type Handler = (event: unknown, context: object) => Promise<unknown>;

const CONTEXT = {
  awsRequestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:workmail-email-events",
  memoryLimitInMB: "256",
  getRemainingTimeInMillis: () => 10_000,
};

async function main(bundle: string, eventFile: string, milliseconds: number, clock: string) {
  const { handler } = (await import(pathToFileURL(bundle).href)) as {
    handler: Handler;
  };
  const event = readFileSync(eventFile, "utf8");
  // Until the compiler has seen enough of it, then for the record.
  await run(handler, event, milliseconds);
  const before = process.cpuUsage();
  const { events, wallMs } = await run(handler, event, milliseconds);
  const { user, system } = process.cpuUsage(before);
  process.send!((clock === "cpu" ? user + system : wallMs * 1000) / events);
}

async function run(handler: Handler, event: string, milliseconds: number) {
  let events = 0;
  const start = performance.now();
  let end = start;
  while (end - start < milliseconds) {
    for (let turn = 0; turn < 10; turn++) {
      await handler(JSON.parse(event), CONTEXT);
    }
    events += 10;
    end = performance.now();
  }
  return { events, wallMs: end - start };
}

const [bundle, eventFile, milliseconds, clock] = process.argv.slice(2);
void main(bundle!, eventFile!, Number(milliseconds), clock!);
