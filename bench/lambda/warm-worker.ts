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
  const now = clock === "cpu" ? processorTime : () => performance.now();
  await run(handler, event, milliseconds, now);
  process.send!(await run(handler, event, milliseconds, now));
}

/** The milliseconds for which this process has had a processor. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function run(handler: Handler, event: string, milliseconds: number, now: () => number) {
  let events = 0;
  const start = now();
  let end = start;
  while (end - start < milliseconds) {
    for (let turn = 0; turn < 10; turn++) {
      await handler(JSON.parse(event), CONTEXT);
    }
    events += 10;
    end = now();
  }
  return ((end - start) / events) * 1000;
}

const [bundle, eventFile, milliseconds, clock] = process.argv.slice(2);
void main(bundle!, eventFile!, Number(milliseconds), clock!);
