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
  /** Invocations at a time. @default 5 */
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
  /** Messages that are no failed events of the function, left in the queue. */
  readonly foreign: readonly {
    readonly messageId: string;
    readonly what: string;
  }[];
  /** Whether it ended before the queue had no more to give, and by what. */
  readonly stoppedBy?: "limit" | "interruption" | "error";
}

/** How often each reason occurred, with one invocation whose log shows more. */
export type Reasons = Readonly<Record<string, { readonly count: number; readonly requestId: string }>>;

/** The redrive could not continue. Unfinished events are in the queue; the cause says why. */
export class RedriveFailed extends Error {
  override readonly name = "RedriveFailed";

  constructor(
    readonly report: RedriveReport,
    override readonly cause: unknown,
  ) {
    super(textOf(cause));
  }
}

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
export async function redriveQueue({
  queue,
  functionName,
  invoke,
  concurrency = 5,
  limit = Infinity,
  dryRun = false,
  signal,
  onProgress,
}: RedriveOptions): Promise<RedriveReport> {
  const report = {
    failedEvents: 0,
    reasons: {} as Reasons,
    succeeded: 0,
    failedAgain: 0,
    failedAgainReasons: {} as Reasons,
    foreign: [] as RedriveReport["foreign"][number][],
    stoppedBy: undefined as RedriveReport["stoppedBy"],
  };

  async function* failedEvents(): AsyncGenerator<[QueueMessage, FailedEvent]> {
    for (;;) {
      const wanted = limit - report.failedEvents;
      const messages = wanted > 0 ? await queue.take(wanted) : [];
      for (const message of messages) {
        if (signal?.aborted) {
          break;
        }
        const record = readFailureRecord(message.body, functionName);
        if ("foreign" in record) {
          report.foreign.push({ messageId: message.id, what: record.foreign });
          onProgress?.(report);
        } else {
          report.failedEvents += 1;
          count(report.reasons, record.reason, record.requestId);
          yield [message, record];
        }
      }
      if (signal?.aborted) {
        report.stoppedBy = "interruption";
      } else if (wanted <= 0) {
        report.stoppedBy = "limit";
      }
      if (report.stoppedBy || messages.length === 0) {
        return;
      }
    }
  }

  const events = failedEvents();
  const work = async () => {
    for await (const [message, { event }] of events) {
      if (!dryRun) {
        const failure = await run(invoke, message, event);
        if (failure === undefined) {
          await remove(queue, message);
          report.succeeded += 1;
        } else {
          report.failedAgain += 1;
          count(report.failedAgainReasons, failure.errorType, failure.requestId);
        }
      }
      onProgress?.(report);
    }
  };
  // Each to its end: what is at work must not be given back.
  const ends = await Promise.allSettled([...Array.from({ length: concurrency }, work)]);
  ends.push(...(await Promise.allSettled([queue.giveBack()])));

  const failed = ends.find((end) => end.status === "rejected");
  if (failed) {
    report.stoppedBy = "error";
    throw new RedriveFailed(report, failed.reason);
  }
  return report;
}

async function run(invoke: Invoke, { id }: QueueMessage, event: unknown) {
  try {
    return await invoke(event);
  } catch (error) {
    throw error instanceof AnswerLost
      ? new Error(`Message ${id}: ${error.message} Next: check its log, then delete the message, or run this again.`)
      : error;
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
