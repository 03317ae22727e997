import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { startLocalLambda } from "../../../cli/local-lambda/local-lambda";
import { createFunctionPackage } from "../../../modules/package/function-package";
import { sample } from "../../function/support/events";
import { type AwsProxy, startAwsProxy } from "../../support/aws-proxy";
import { startLambdaEndpoint } from "../../support/lambda-endpoint";
import { failureOf } from "../compare";
import type { Random } from "../random";
import { type Findings, type Kill, type Scenario, SIGNALS } from "../scenario";
import type { World } from "../world";

const REGION = "eu-west-1";
const FUNCTION = "workmail-email-events";
const GOOD = 60;
const BAD = 3;
const FOREIGN = 2;
/** The command's default. */
const CONCURRENCY = 5;

let artifact: Promise<string> | undefined;

/** Sends failed events through the function again, and is killed. */
export const redrive: Scenario = {
  name: "redrive",
  description: `sends ${GOOD + BAD} failed events through the function again, and is killed`,
  runs: 100,
  shortRuns: 3,
  async run(world, _, random): Promise<Findings> {
    artifact ??= newArtifact(world);
    const lambda = startLocalLambda({ zip: await artifact, functionName: FUNCTION, region: REGION, logFormat: "JSON" });
    const queue = await Queue.create(world);
    const run = new RedriveRun(queue, random);
    const endpoint = await startLambdaEndpoint({
      [FUNCTION]: async (event) => {
        const { invocationId } = event as { readonly invocationId: string };
        run.begins(invocationId);
        await sleep(random.whole(0, 30));
        const result = await lambda.invoke(event);
        run.ends(invocationId, result.error === undefined);
        return result;
      },
    });
    try {
      await queue.fill();
      const args = ["redrive", "--json", "--region", REGION, "--queue", queue.url, "--function", FUNCTION];
      const env = { AWS_ENDPOINT_URL_LAMBDA: endpoint.url, AWS_ENDPOINT_URL_SQS: queue.proxy.endpoint.href };
      const first = world.launch(args, { env });
      run.killOnce(first.child);
      await first.ended;
      await run.hasEnded();
      await queue.endLease();
      const again = await world.run(args, { env });
      return { ...(await run.findings()), failed: failureOf("redrive", again, [2]) };
    } finally {
      await endpoint.stop();
      await lambda.stop();
      await queue.stop();
    }
  },
};

async function newArtifact(world: World): Promise<string> {
  const { path: zip } = await createFunctionPackage({}, mkdtempSync(path.join(path.dirname(world.folder), "package-")));
  return zip;
}

/** A run that is killed, and what the function got. */
class RedriveRun {
  readonly #handled = new Map<string, number>();
  readonly #begun = new Set<string>();
  readonly #kills: Kill[] = [];
  /** Events whose handling and deletion a SIGKILL came between. */
  #inFlight: readonly string[] = [];
  readonly #atEvent: number;
  readonly #afterMs: number;
  #kill: (moment: string) => void = () => undefined;

  constructor(
    private readonly queue: Queue,
    private readonly random: Random,
  ) {
    this.#atEvent = random.whole(1, GOOD + BAD);
    this.#afterMs = random.whole(0, 25);
  }

  /** Ends the command a few milliseconds after it has got to a random event. */
  killOnce(child: { kill(signal: Kill["signal"]): boolean; readonly exitCode: number | null }): void {
    const signal = this.random.pick(SIGNALS);
    this.#kill = (moment) => {
      if (this.#kills.length === 0 && child.exitCode === null && child.kill(signal)) {
        this.#kills.push({ signal, moment });
      }
    };
  }

  /** Notes what the dead process was at work with. */
  async hasEnded(): Promise<void> {
    // Its last message may still be on its way.
    await sleep(200);
    if (this.#kills.some(({ signal }) => signal === "SIGKILL")) {
      this.#inFlight = [...this.#begun].filter((id) => !this.queue.deleted.has(id));
    }
  }

  begins(id: string): void {
    this.#begun.add(id);
    if (this.#begun.size === this.#atEvent) {
      setTimeout(() => this.#kill(`${this.#afterMs} ms after event ${this.#atEvent}`), this.#afterMs);
    }
  }

  ends(id: string, succeeded: boolean): void {
    if (succeeded) {
      this.#handled.set(id, (this.#handled.get(id) ?? 0) + 1);
    }
  }

  async findings(): Promise<Findings> {
    const left = await this.queue.length();
    const repeated = [...this.#handled].filter(([, times]) => times > 1).map(([id]) => id);
    const good = Array.from({ length: GOOD }, (_, index) => `good-${index}`);
    const explained = repeated.filter((id) => this.#inFlight.includes(id));
    return {
      kills: this.#kills,
      lost: [
        ...good.filter((id) => !this.#handled.has(id)),
        ...(left < BAD + FOREIGN ? [`${BAD + FOREIGN - left} messages that have to stay in the queue`] : []),
      ],
      doubled: [
        ...repeated.filter((id) => !explained.includes(id)),
        ...(left > BAD + FOREIGN ? [`${left - BAD - FOREIGN} messages that are still in the queue`] : []),
        ...(explained.length > CONCURRENCY ? [`${explained.length} events that were at work at once`] : []),
      ],
      touched: [],
      repeated: explained.length,
    };
  }
}

/** The queue of failed events, with what passes on its way there. */
class Queue {
  /** The events whose deletion has reached the queue. */
  readonly deleted = new Set<string>();
  readonly #idByReceipt = new Map<string, string>();

  private constructor(
    private readonly sqs: SQSClient,
    readonly url: string,
    readonly proxy: AwsProxy,
  ) {}

  static async create(world: World): Promise<Queue> {
    const sqs = new SQSClient({ ...world.client, region: REGION });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `failures-${randomUUID()}` }));
    const seen: { queue?: Queue } = {};
    const proxy = await startAwsProxy(world.endpoint, {
      onAnswer: ({ target, body }, answer) => seen.queue!.#sees(target, body, answer.body),
    });
    seen.queue = new Queue(sqs, QueueUrl!, proxy);
    return seen.queue;
  }

  #sees(target: string, sent: string, received: string): void {
    if (target === "AmazonSQS.ReceiveMessage") {
      const { Messages = [] } = JSON.parse(received) as { Messages?: { ReceiptHandle: string; Body: string }[] };
      for (const { ReceiptHandle, Body } of Messages) {
        const [, id = ""] = /"invocationId":"([^"]*)"/.exec(Body) ?? [];
        this.#idByReceipt.set(ReceiptHandle, id);
      }
    } else if (target === "AmazonSQS.DeleteMessage") {
      const { ReceiptHandle } = JSON.parse(sent) as { ReceiptHandle: string };
      this.deleted.add(this.#idByReceipt.get(ReceiptHandle)!);
    }
  }

  /** Fills it with events that will succeed, events that will fail again, and something else. */
  async fill(): Promise<void> {
    const bodies = [
      ...Array.from({ length: GOOD }, (_, index) =>
        record({ ...sample("outbound-2019"), invocationId: `good-${index}` }),
      ),
      ...Array.from({ length: BAD }, (_, index) => record({ invocationId: `bad-${index}`, envelope: null })),
      ...Array.from({ length: FOREIGN }, () => "something else"),
    ];
    for (let start = 0; start < bodies.length; start += 10) {
      const entries = bodies.slice(start, start + 10);
      const Entries = entries.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await this.sqs.send(new SendMessageBatchCommand({ QueueUrl: this.url, Entries }));
    }
  }

  /** Makes what a dead process has taken visible again, as SQS does after five minutes. */
  async endLease(): Promise<void> {
    for (const [ReceiptHandle, id] of this.#idByReceipt) {
      if (!this.deleted.has(id)) {
        const command = new ChangeMessageVisibilityCommand({ QueueUrl: this.url, ReceiptHandle, VisibilityTimeout: 0 });
        // It is visible already.
        await this.sqs.send(command).catch(() => undefined);
      }
    }
  }

  /** Returns how many messages there are, visible or not. */
  async length(): Promise<number> {
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.url,
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      }),
    );
    return Object.values(Attributes ?? {}).reduce((sum, value) => sum + Number(value), 0);
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    this.sqs.destroy();
  }
}

/** The message that Lambda writes to the queue when the function has failed with an event. */
function record(event: unknown): string {
  return JSON.stringify({
    version: "1.0",
    requestContext: {
      requestId: randomUUID(),
      functionArn: `arn:aws:lambda:${REGION}:123456789012:function:${FUNCTION}:$LATEST`,
      condition: "RetriesExhausted",
    },
    requestPayload: event,
  });
}
