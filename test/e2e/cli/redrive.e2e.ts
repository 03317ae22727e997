import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { type Emulator, startEmulator } from "../../../cli/emulator/emulator";
import { type LocalLambda, startLocalLambda } from "../../../cli/local-lambda/local-lambda";
import { sandboxEnvironment } from "../../../cli/processes/sandbox-environment";
import { QueueLease } from "../../../cli/redrive/leased-queue";
import { redriveQueue, type RedriveReport } from "../../../cli/redrive/redrive-queue";
import { createFunctionPackage } from "../../../modules/package/function-package";
import { folderWith } from "../../support/folder";
import { type LambdaEndpoint, startLambdaEndpoint } from "../../support/lambda-endpoint";
import { runCommand } from "../../support/run-command";

/**
 * npm run redrive as a person runs it: SQS is the emulator's, and what it
 * invokes is the artifact that is deployed, behind Lambda's Invoke API.
 */

const region = "eu-west-1";
const functionName = "workmail-email-events";
const sample = JSON.parse(readFileSync("function/events/outbound-2019.json", "utf8")) as Record<string, unknown>;

let emulator: Emulator;
let sqs: SQSClient;
let queueUrl: string;
let lambda: LocalLambda;
let endpoint: LambdaEndpoint;
/** The invocationId of each event that the function has got. */
let invoked: string[] = [];
let onInvoke: () => void = () => undefined;

function newClient(): SQSClient {
  return new SQSClient({
    region,
    endpoint: emulator.endpoint.href,
    credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
  });
}

beforeAll(async () => {
  emulator = await startEmulator();
  sqs = newClient();
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `${functionName}-failures` }));
  queueUrl = QueueUrl!;
  const artifact = await createFunctionPackage({}, folderWith({}));
  lambda = startLocalLambda({
    zip: artifact.path,
    functionName,
    region,
    logFormat: "JSON",
  });
  endpoint = await startLambdaEndpoint({
    [functionName]: (event) => {
      invoked.push((event as { invocationId: string }).invocationId);
      onInvoke();
      return lambda.invoke(event);
    },
  });
});

beforeEach(async () => {
  invoked = [];
  onInvoke = () => undefined;
  await sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl }));
});

afterAll(async () => {
  await endpoint.stop();
  await lambda.stop();
  sqs.destroy();
  await emulator.stop();
});

/** The message that Lambda writes to the queue when the function has failed with an event. */
function record(event: unknown): string {
  return JSON.stringify({
    version: "1.0",
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: `arn:aws:lambda:${region}:123456789012:function:${functionName}:$LATEST`,
      condition: "RetriesExhausted",
      approximateInvokeCount: 3,
    },
    requestPayload: event,
    responseContext: {
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: "Unhandled",
    },
    responsePayload: {
      errorType: "Sandbox.Timedout",
      errorMessage: "Error: Task timed out after 10.00 seconds",
    },
  });
}

function email(invocationId: string) {
  return { ...sample, invocationId };
}
/** An event that the artifact refuses. */
function broken(invocationId: string) {
  return { invocationId, envelope: null };
}

async function send(bodies: readonly string[]): Promise<void> {
  for (let start = 0; start < bodies.length; start += 10) {
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: bodies.slice(start, start + 10).map((MessageBody, index) => ({
          Id: String(index),
          MessageBody,
        })),
      }),
    );
  }
}

/** How many messages others can see, and how many are hidden from them. */
async function inQueue() {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages),
    hidden: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
  };
}

function redrive(
  options: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  onStart?: (child: ChildProcess) => void,
) {
  return runCommand(
    [
      process.execPath,
      ...["cli/workmail-lambda.js", "redrive", "--region", region],
      ...["--queue", queueUrl, "--function", functionName],
      ...options,
    ],
    {
      env: {
        ...sandboxEnvironment(emulator.endpoint),
        AWS_ENDPOINT_URL_LAMBDA: endpoint.url,
        ...env,
      },
      onStart,
    },
  );
}

function ids(count: number, prefix: string) {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

function reportIn(stdout: string): RedriveReport {
  const { regions } = JSON.parse(stdout) as {
    regions: Record<string, RedriveReport>;
  };
  return regions[region]!;
}

describe("npm run redrive", () => {
  it("takes thousands of events through the artifact, interrupted and started again: each once, none lost", async () => {
    const good = ids(2_000, "good");
    const bad = ids(40, "bad");
    await send([
      ...good.slice(0, 700).map((id) => record(email(id))),
      ...bad.map((id) => record(broken(id))),
      "something else",
      ...good.slice(700).map((id) => record(email(id))),
    ]);

    const first = await redrive(["--json"], {}, (child) => {
      onInvoke = () => {
        if (invoked.length === 900) {
          child.kill("SIGINT");
        }
      };
    });
    const firstReport = reportIn(first.stdout);
    expect(first.code).toBe(130);
    expect(firstReport.stoppedBy).toBe("interruption");
    expect(firstReport.succeeded + firstReport.failedAgain).toBe(invoked.length);
    expect(invoked.length).toBeLessThan(1_000);
    expect(await inQueue()).toEqual({
      visible: 2_041 - firstReport.succeeded,
      hidden: 0,
    });

    const second = await redrive(["--json"]);
    const secondReport = reportIn(second.stdout);
    expect(second.code).toBe(2);
    expect(secondReport).toMatchObject({
      failedAgain: 40,
      failedAgainReasons: { WorkMailEventError: { count: 40 } },
      foreign: [{ what: "not JSON" }],
    });
    expect(firstReport.succeeded + secondReport.succeeded).toBe(2_000);
    expect(invoked.filter((id) => id.startsWith("good")).sort()).toEqual([...good].sort());
    expect(await inQueue()).toEqual({ visible: 41, hidden: 0 });
  });

  it("shows counts, reasons and ids, no address and no subject", async () => {
    await send([
      ...ids(7, "good").map((id) => record(email(id))),
      ...ids(2, "bad").map((id) => record({ ...sample, ...broken(id) })),
      JSON.stringify(sample),
    ]);

    const { code, stdout, stderr } = await redrive();

    expect(code).toBe(2);
    expect(stdout).toMatch(
      new RegExp(`
${region}
  failed events: 9
    9 x RetriesExhausted: Sandbox.Timedout, for example request [0-9a-f-]{36}
  succeeded now, and out of the queue: 7
  failed again, and back in the queue: 2
    2 x WorkMailEventError, for example request [0-9a-f-]{36}
  no failed events of the function, and left alone: 1
    [0-9a-f-]{36}: no record of a failed invocation

Next: find the reasons \\(npx workmail-lambda logs --filter [^\\n]+\\), then npm run redrive -- --region ${region} --queue \\S+ --function \\S+
$`),
    );
    expect(stdout + stderr).not.toMatch(/@|Hello From Amazon WorkMail/);
  });

  it("says after a kill how many events are still hidden, and does not end as done", async () => {
    const good = ids(30, "good");
    await send(good.map((id) => record(email(id))));
    const killed = await redrive([], {}, (child) => {
      onInvoke = () => {
        if (invoked.length === 3) {
          child.kill("SIGKILL");
        }
      };
    });
    expect(killed.code).toBeNull();
    const { hidden } = await inQueue();
    expect(hidden).toBeGreaterThan(0);

    const next = await redrive();

    expect(next.code).toBe(2);
    expect(next.stdout).toContain(`  left in the queue, and not looked at: about ${hidden}\n`);
    expect(next.stdout).toContain("\nNext: in five minutes, npm run redrive -- ");
  });

  it("run twice at once, handles each event once, and neither ends as done while the other has events", async () => {
    const good = ids(60, "good");
    await send(good.map((id) => record(email(id))));

    const runs = await Promise.all([redrive(["--json"]), redrive(["--json"])]);

    expect([...invoked].sort()).toEqual([...good].sort());
    const reports = runs.map(({ stdout }) => reportIn(stdout));
    expect(reports.reduce((sum, { succeeded }) => sum + succeeded, 0)).toBe(60);
    expect(runs.map(({ code }) => code)).toEqual(reports.map(({ left }) => (left === 0 ? 0 : 2)));
    expect(await inQueue()).toEqual({ visible: 0, hidden: 0 });
  });

  it("changes nothing in a dry run", async () => {
    await send(ids(25, "good").map((id) => record(email(id))));

    const result = await redrive(["--dry-run", "--json"]);

    expect(result).toSucceed();
    const { stdout } = result;
    expect(JSON.parse(stdout)).toMatchObject({
      dryRun: true,
      regions: {
        [region]: {
          failedEvents: 25,
          reasons: { "RetriesExhausted: Sandbox.Timedout": { count: 25 } },
          succeeded: 0,
        },
      },
    });
    expect(invoked).toEqual([]);
    expect(await inQueue()).toEqual({ visible: 25, hidden: 0 });
  });

  it("takes no more than the limit", async () => {
    await send(ids(25, "good").map((id) => record(email(id))));

    const result = await redrive(["--limit", "12"]);

    expect(result).toSucceed();
    expect(invoked).toHaveLength(12);
    expect(await inQueue()).toEqual({ visible: 13, hidden: 0 });
  });

  it("stops when the function cannot be run, and leaves all in the queue", async () => {
    await send(ids(30, "good").map((id) => record(email(id))));
    const empty = await startLambdaEndpoint({});

    const { code, stdout, stderr } = await redrive([], {
      AWS_ENDPOINT_URL_LAMBDA: empty.url,
    });
    await empty.stop();

    expect(code).toBe(1);
    expect(stdout).toContain("  failed events, until the error: ");
    expect(stderr).toContain(
      `It could not go on; what was not finished is in the queue: Function not found: ${functionName}\n`,
    );
    expect(await inQueue()).toEqual({ visible: 30, hidden: 0 });
  });

  it("says what goes together", async () => {
    const { code, stderr } = await redrive(["--region", "us-east-1"]);

    expect(code).toBe(1);
    expect(stderr).toBe(
      "--queue, --function and one --region belong together: a queue's events are those of one function.\n",
    );
  });
});

describe("a lease", () => {
  const lease = (visibilitySeconds: number) => new QueueLease(sqs, queueUrl, { visibilitySeconds });

  it("hides its messages from others for as long as the work takes, and no event is handled twice", async () => {
    await send(ids(3, "slow").map((id) => record(email(id))));
    const handled: unknown[] = [];
    const work = (visibilitySeconds: number) =>
      redriveQueue({
        queue: lease(visibilitySeconds),
        functionName,
        invoke: async (event) => {
          handled.push(event);
          await sleep(3_000);
          return undefined;
        },
      });

    const [one] = await Promise.all([work(1), sleep(1_500).then(() => work(1))]);

    expect(one.succeeded).toBe(3);
    expect(handled).toHaveLength(3);
    expect(await inQueue()).toEqual({ visible: 0, hidden: 0 });
  });

  it("loses nothing when the process dies: its messages come back by themselves", async () => {
    await send(ids(3, "good").map((id) => record(email(id))));
    const script = `
      const { SQSClient } = require("@aws-sdk/client-sqs");
      const { QueueLease } = require("./cli/redrive/leased-queue");
      new QueueLease(new SQSClient({}), process.argv[1], { visibilitySeconds: 2 })
        .take(10)
        .then((messages) => {
          console.log(messages.length);
          process.kill(process.pid, "SIGKILL");
        });`;
    const dead = await runCommand([process.execPath, "--import", "tsx", "-e", script, queueUrl], {
      env: { ...sandboxEnvironment(emulator.endpoint), AWS_REGION: region },
    });
    expect(dead).toMatchObject({ code: null, stdout: "3\n" });

    await sleep(2_500);
    const next = lease(30);
    expect(await next.take(10)).toHaveLength(3);
    await next.giveBack();
  });

  /** A client that reports the receipts it gets, and whose deletions can get lost on their way. */
  function watched() {
    const client = newClient();
    const receipts: string[] = [];
    const state = { receipts, losesDeletions: false };
    client.middlewareStack.add(
      (next) => async (call) => {
        const input = call.input as { ReceiptHandle?: string };
        if (state.losesDeletions && "ReceiptHandle" in input) {
          return { output: { $metadata: {} }, response: {} };
        }
        const result = await next(call);
        const { Messages = [] } = result.output as {
          Messages?: { ReceiptHandle: string }[];
        };
        receipts.push(...Messages.map(({ ReceiptHandle }) => ReceiptHandle));
        return result;
      },
      { step: "initialize" },
    );
    return { client, state };
  }

  /** Makes SQS deliver a message again, as it may do at any time. */
  async function deliverAgain(receipt: string): Promise<void> {
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receipt,
        VisibilityTimeout: 0,
      }),
    );
  }

  it("does not take a message again that SQS delivers twice, and can still delete it", async () => {
    await send([record(email("once"))]);
    const { client, state } = watched();
    const held = new QueueLease(client, queueUrl);
    const [message] = await held.take(10);

    await deliverAgain(state.receipts[0]!);

    expect(await held.take(10)).toEqual([]);
    expect(state.receipts).toHaveLength(2);
    await held.delete(message!);
    await held.giveBack();
    expect(await inQueue()).toEqual({ visible: 0, hidden: 0 });
  });

  it("deletes a message once more that SQS delivers after its deletion", async () => {
    await send([record(email("once"))]);
    const { client, state } = watched();
    const held = new QueueLease(client, queueUrl);
    const [message] = await held.take(10);
    state.losesDeletions = true;
    await held.delete(message!);
    state.losesDeletions = false;

    await deliverAgain(state.receipts[0]!);

    expect(await held.take(10)).toEqual([]);
    expect(await inQueue()).toEqual({ visible: 0, hidden: 0 });
    await held.giveBack();
  });

  it("gives back what was not deleted, at once", async () => {
    await send(ids(25, "good").map((id) => record(email(id))));
    const held = lease(300);
    const messages = [...(await held.take(10)), ...(await held.take(99))];
    await held.delete(messages[0]!);
    expect(await inQueue()).toEqual({ visible: 5, hidden: 19 });

    await held.giveBack();

    expect(await inQueue()).toEqual({ visible: 24, hidden: 0 });
  });

  it("reports when the queue cannot be reached", async () => {
    const held = new QueueLease(sqs, `${queueUrl}-gone`);

    await expect(held.take(1)).rejects.toThrow(/does not exist/);
    await held.giveBack();
  });
});
