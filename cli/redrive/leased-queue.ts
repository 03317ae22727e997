import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { askAws, AwsRefusal } from "../aws/ask-aws";

/** A message, taken from a queue. */
export interface QueueMessage {
  readonly id: string;
  readonly body: string;
}

/** Messages taken from a queue, which nobody else gets until they are given back. */
export interface MessageLease {
  /**
   * Takes messages that this lease has not had yet.
   *
   * @param most 1 or more; fewer may come while there are more
   * @returns none when the queue delivers none now, which does not mean that it is empty
   */
  take(most: number): Promise<QueueMessage[]>;
  /**
   * Counts the messages in the queue, also those that somebody has taken, as far as SQS knows: a change needs some
   * seconds to appear.
   *
   * @returns undefined when the credentials may not ask
   */
  count(): Promise<number | undefined>;
  /** Removes a message from the queue for good. */
  delete(message: QueueMessage): Promise<void>;
  /** Gives back what was taken and not deleted: others see it at once. */
  giveBack(): Promise<void>;
}

/** SQS's limit for one call. */
const BATCH = 10;
/** Calls at a time that extend or end leases. */
const PARALLEL_CALLS = 10;
/** Long polling asks all of SQS's servers: without, "none" may mean nothing. */
const WAIT_SECONDS = 2;
const DEFAULT_VISIBILITY_SECONDS = 300;
/** The attributes of a queue that count its messages: no message is in two of them. */
const COUNTS = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const;

/**
 * A lease on messages of an SQS queue. They are hidden for some minutes, again
 * and again as long as it is kept, so that a process that dies keeps nothing
 * from anybody for longer than that.
 *
 * SQS may hand out a message twice. One that this lease already had is not taken again: only its receipt is
 * renewed, or, if it was deleted, it is deleted again.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export class QueueLease implements MessageLease {
  readonly #receipts = new Map<string, string>();
  readonly #deleted = new Set<string>();
  readonly #visibilitySeconds: number;
  readonly #timer: NodeJS.Timeout;
  #extension: Promise<void> = Promise.resolve();
  #failure?: { readonly error: unknown };

  constructor(
    private readonly sqs: SQSClient,
    private readonly queueUrl: string,
    options: {
      /** Seconds until others see the messages of a process that died. @default 300 */
      readonly visibilitySeconds?: number;
    } = {},
  ) {
    this.#visibilitySeconds = options.visibilitySeconds ?? DEFAULT_VISIBILITY_SECONDS;
    const halfTime = (this.#visibilitySeconds * 1000) / 2;
    this.#timer = setInterval(() => this.#extend(), halfTime).unref();
  }

  /** @throws AwsRefusal, also for what went wrong when the lease was extended */
  async take(most: number): Promise<QueueMessage[]> {
    for (;;) {
      if (this.#failure) {
        throw this.#failure.error;
      }
      const { Messages = [] } = await this.#ask("sqs:ReceiveMessage", () =>
        this.sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: this.queueUrl,
            MaxNumberOfMessages: Math.min(most, BATCH),
            VisibilityTimeout: this.#visibilitySeconds,
            WaitTimeSeconds: WAIT_SECONDS,
          }),
        ),
      );
      const taken: QueueMessage[] = [];
      for (const { MessageId, ReceiptHandle, Body } of Messages) {
        const message = { id: MessageId!, body: Body! };
        const isNew = !this.#receipts.has(message.id) && !this.#deleted.has(message.id);
        this.#receipts.set(message.id, ReceiptHandle!);
        if (isNew) {
          taken.push(message);
        } else if (this.#deleted.has(message.id)) {
          await this.delete(message);
        }
      }
      if (taken.length > 0 || Messages.length === 0) {
        return taken;
      }
    }
  }

  async count(): Promise<number | undefined> {
    try {
      const { Attributes = {} } = await this.#ask("sqs:GetQueueAttributes", () =>
        this.sqs.send(new GetQueueAttributesCommand({ QueueUrl: this.queueUrl, AttributeNames: [...COUNTS] })),
      );
      return COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    } catch (error) {
      if (error instanceof AwsRefusal && error.ofThisAction) {
        return undefined;
      }
      throw error;
    }
  }

  async delete({ id }: QueueMessage): Promise<void> {
    await this.#ask("sqs:DeleteMessage", () =>
      this.sqs.send(
        new DeleteMessageCommand({
          QueueUrl: this.queueUrl,
          ReceiptHandle: this.#receipts.get(id),
        }),
      ),
    );
    this.#receipts.delete(id);
    this.#deleted.add(id);
  }

  async giveBack(): Promise<void> {
    clearInterval(this.#timer);
    await this.#extension;
    await this.#hideFor(0);
    this.#receipts.clear();
  }

  #extend(): void {
    this.#extension = this.#extension
      .then(() => this.#hideFor(this.#visibilitySeconds))
      .catch((error: unknown) => {
        this.#failure = { error };
      });
  }

  /**
   * A message that SQS refuses to change has returned to the queue already, as
   * each does 12 hours after it was received.
   */
  async #hideFor(seconds: number): Promise<void> {
    const held = [...this.#receipts.values()];
    for (const group of chunks(held, BATCH * PARALLEL_CALLS)) {
      await Promise.all(
        chunks(group, BATCH).map((receipts) =>
          this.#ask("sqs:ChangeMessageVisibility", () =>
            this.sqs.send(
              new ChangeMessageVisibilityBatchCommand({
                QueueUrl: this.queueUrl,
                Entries: receipts.map((receipt, index) => ({
                  Id: String(index),
                  ReceiptHandle: receipt,
                  VisibilityTimeout: seconds,
                })),
              }),
            ),
          ),
        ),
      );
    }
  }

  async #ask<Answer>(action: string, ask: () => Promise<Answer>): Promise<Answer> {
    return askAws(action, await this.sqs.config.region(), ask);
  }
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
