import { AnswerLost, type Invoke } from "../aws/invoke-function";
import { type FailedEvent, readFailureRecord } from "./failure-record";
import type { MessageLease, QueueMessage } from "./leased-queue";

/** The options of a redrive. */
export interface RedriveOptions {
  /** The queue that the function's on-failure records are in. */
  readonly queue: MessageLease;
  /** Name of the function whose failed events are in the queue. */
  readonly functionName: string;
  /** Runs the function again. */
  readonly invoke: Invoke;
  /** Invocations at a time, and lost answers in a row that do not end it. @default 5 */
  readonly concurrency?: number;
  /** The most failed events that are taken. @default - all */
  readonly limit?: number;
  /** Look at the events, run nothing, and leave all in the queue. @default false */
  readonly dryRun?: boolean;
  /** Takes no further event; those at work are finished. */
  readonly signal?: AbortSignal;
  /** Called with the report so far, after each message. */
  readonly onProgress?: (report: RedriveReport) => void;
}

/** The results of the messages that were taken from the queue. */
export interface RedriveReport {
  /** Failed events that were looked at; each was tried unless it was a dry run or an error came between. */
  readonly failedEvents: number;
  /** Why they had failed. */
  readonly reasons: Reasons;
  /** The function has handled them now, and they are out of the queue. */
  readonly succeeded: number;
  /** They are in the queue again. */
  readonly failedAgain: number;
  /** Why they failed again. */
  readonly failedAgainReasons: Reasons;
  /** Messages that are in the queue again, although the function may have handled their events: no answer arrived. */
  readonly answerLost: readonly MessageNote[];
  /** Messages that are no failed events of the function, left in the queue. */
  readonly foreign: readonly MessageNote[];
  /** Messages in the queue that were not looked at, as far as SQS knows. Undefined if it could not be asked. */
  readonly left?: number;
  /** Whether it ended before the queue had no more to give, and by what. */
  readonly stoppedBy?: "limit" | "interruption" | "error";
}

/** A message and a note about it. */
interface MessageNote {
  readonly messageId: string;
  readonly what: string;
}

/** How often each reason occurred, with one invocation whose log shows more. */
export type Reasons = Readonly<Record<string, { readonly count: number; readonly requestId: string }>>;

/** The redrive could not continue. Unfinished events are in the queue; the cause says why. */
export class RedriveFailed extends Error {
  override readonly name = "RedriveFailed";

  constructor(
    readonly report: RedriveReport,
    override readonly cause: unknown,
    /** Whether the events that it had taken are visible again, and not only when their lease ends. */
    readonly gaveBack: boolean,
  ) {
    super(textOf(cause));
  }
}

/** SQS may deliver nothing while it has messages. While its count says so, it is asked again, so many times at most. */
const EMPTY_ANSWERS = 5;
const CONCURRENCY = 5;

/**
 * Takes failed events out of a queue and invokes the function again. Events that succeed are deleted immediately.
 * Events that fail again, and messages that are not failed events of the function, return to the queue only at the
 * end: each message is tried once.
 *
 * It can be stopped at any time and started again: nothing is lost. An event is
 * handled twice only when its deletion did not reach the queue after it had
 * succeeded (the process was killed or the network failed between the two), or
 * when SQS delivers it twice, which it may do at any time. The same holds for
 * WorkMail's own calls: a function for which once too often matters turns on
 * deduplication, which recognizes the event by its invocationId.
 *
 * @throws RedriveFailed when the queue or the function cannot be reached
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
 */
export async function redriveQueue(options: RedriveOptions): Promise<RedriveReport> {
  const { queue, concurrency = CONCURRENCY } = options;
  const run = new Run(options);
  const { report } = run;
  const events = run.failedEvents();
  // Each to its end: what is at work must not be given back.
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, () => run.work(events)));
  const [back] = await Promise.allSettled([queue.giveBack()]);
  const failed = [...ends, back].find((end) => end.status === "rejected");
  const gaveBack = back.status === "fulfilled";
  if (failed) {
    report.stoppedBy = "error";
    report.left = gaveBack ? await run.countLeft().catch(() => undefined) : undefined;
    throw new RedriveFailed(report, failed.reason, gaveBack);
  }
  report.left ??= await run.countLeft().catch(() => undefined);
  if (report.stoppedBy === "interruption" && report.left === 0) {
    report.stoppedBy = undefined;
  }
  return report;
}

/** The work on one queue, and what came of it so far. */
class Run {
  readonly report = {
    failedEvents: 0,
    reasons: {} as Reasons,
    succeeded: 0,
    failedAgain: 0,
    failedAgainReasons: {} as Reasons,
    answerLost: [] as MessageNote[],
    foreign: [] as MessageNote[],
    left: undefined as number | undefined,
    stoppedBy: undefined as RedriveReport["stoppedBy"],
  };
  /** Messages that were taken and not deleted. */
  #held = 0;
  /** Answers that were lost since the last one that arrived. */
  #lostInARow = 0;

  constructor(private readonly options: RedriveOptions) {}

  /** Takes failed events until there are no more, or no more are wanted. */
  async *failedEvents(): AsyncGenerator<[QueueMessage, FailedEvent]> {
    const { queue, limit = Infinity, signal } = this.options;
    const { report } = this;
    for (let empty = 0; empty < EMPTY_ANSWERS;) {
      const wanted = limit - report.failedEvents;
      if (signal?.aborted || wanted <= 0) {
        report.stoppedBy = signal?.aborted ? "interruption" : "limit";
        return;
      }
      const messages = await queue.take(wanted);
      this.#held += messages.length;
      for (const message of messages) {
        if (signal?.aborted) {
          break;
        }
        const record = this.#read(message);
        if (record) {
          yield [message, record];
        }
      }
      empty = messages.length > 0 ? 0 : empty + 1;
      if (empty > 0 && (await this.#hasAll())) {
        return;
      }
    }
  }

  /** Invokes the function with events, one after the other. */
  async work(events: AsyncIterable<[QueueMessage, FailedEvent]>): Promise<void> {
    const { dryRun, onProgress } = this.options;
    for await (const [message, { event }] of events) {
      if (!dryRun) {
        await this.#tryAgain(message, event).catch((error: unknown) => this.#goOnAfter(error, message));
      }
      onProgress?.(this.report);
    }
  }

  /**
   * Counts the messages in the queue that were not looked at.
   *
   * @returns undefined when SQS may not be asked
   */
  async countLeft(): Promise<number | undefined> {
    const { queue, dryRun } = this.options;
    const { failedEvents, failedAgain, answerLost, foreign } = this.report;
    const seen = foreign.length + (dryRun ? failedEvents : failedAgain + answerLost.length);
    const inQueue = await queue.count();
    return inQueue === undefined ? undefined : Math.max(0, inQueue - seen);
  }

  /** Returns the failed event in a message, if there is one. */
  #read({ id, body }: QueueMessage): FailedEvent | undefined {
    const { functionName, onProgress } = this.options;
    const { report } = this;
    const record = readFailureRecord(body, functionName);
    if ("foreign" in record) {
      report.foreign.push({ messageId: id, what: record.foreign });
      onProgress?.(report);
      return undefined;
    }
    report.failedEvents += 1;
    count(report.reasons, record.reason, record.requestId);
    return record;
  }

  /** Returns whether the queue has no messages but those of this run, or may not be asked. */
  async #hasAll(): Promise<boolean> {
    const inQueue = await this.options.queue.count();
    if (inQueue === undefined) {
      return true;
    }
    const hasAll = inQueue <= this.#held;
    this.report.left = hasAll ? 0 : undefined;
    return hasAll;
  }

  async #tryAgain(message: QueueMessage, event: unknown): Promise<void> {
    const { report } = this;
    const failure = await this.options.invoke(event);
    this.#lostInARow = 0;
    if (failure === undefined) {
      await remove(this.options.queue, message);
      this.#held -= 1;
      report.succeeded += 1;
    } else {
      report.failedAgain += 1;
      count(report.failedAgainReasons, failure.errorType, failure.requestId);
    }
  }

  /** Continues after a lost answer, unless the next are lost, too: one broken connection must not stop the rest. */
  #goOnAfter(error: unknown, message: QueueMessage): void {
    const { concurrency = CONCURRENCY, signal } = this.options;
    if (error instanceof AnswerLost) {
      this.report.answerLost.push({ messageId: message.id, what: error.message });
      this.#lostInARow += 1;
    }
    const goesOn = error instanceof AnswerLost ? this.#lostInARow <= concurrency : error === signal?.reason;
    if (!goesOn) {
      throw error;
    }
  }
}

async function remove(queue: MessageLease, message: QueueMessage) {
  try {
    await queue.delete(message);
  } catch (error) {
    throw new Error(
      `The event of message ${message.id} was handled and could not be deleted from the queue, so that it will be handled again: ${textOf(error)}`,
      { cause: error },
    );
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function count(reasons: Reasons, reason: string, requestId: string): void {
  const counted = reasons[reason];
  Object.assign(reasons, {
    [reason]: { requestId, ...counted, count: (counted?.count ?? 0) + 1 },
  });
}
