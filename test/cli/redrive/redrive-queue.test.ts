import { setImmediate as nextTurn } from "node:timers/promises";
import { AnswerLost, type Invoke } from "../../../cli/aws/invoke-function";
import type { MessageLease, QueueMessage } from "../../../cli/redrive/leased-queue";
import { RedriveFailed, type RedriveOptions, redriveQueue } from "../../../cli/redrive/redrive-queue";

/** A queue in memory. */
class MemoryQueue implements MessageLease {
  readonly visible: QueueMessage[];
  readonly held = new Set<QueueMessage>();

  constructor(bodies: readonly string[]) {
    this.visible = bodies.map((body, index) => ({ id: `id-${index}`, body }));
  }

  async take(most: number): Promise<QueueMessage[]> {
    await nextTurn();
    const taken = this.visible.splice(0, Math.min(most, 10));
    taken.forEach((message) => this.held.add(message));
    return taken;
  }

  async count(): Promise<number | undefined> {
    await nextTurn();
    return this.visible.length + this.held.size;
  }

  async delete(message: QueueMessage): Promise<void> {
    await nextTurn();
    this.held.delete(message);
  }

  async giveBack(): Promise<void> {
    await nextTurn();
    this.visible.push(...this.held);
    this.held.clear();
  }
}

function record(event: unknown, errorType = "TypeError"): string {
  return JSON.stringify({
    version: "1.0",
    requestContext: {
      requestId: `request-of-${String(event)}`,
      functionArn: "arn:aws:lambda:us-east-1:123456789012:function:name",
      condition: "RetriesExhausted",
      approximateInvokeCount: 3,
    },
    requestPayload: event,
    responsePayload: { errorType },
  });
}

function records(count: number) {
  return Array.from({ length: count }, (_, index) => record(index));
}

function redrive(queue: MemoryQueue, options: Partial<RedriveOptions> & { readonly invoke: Invoke }) {
  return redriveQueue({ queue, functionName: "name", ...options });
}

/** A function that succeeds, or fails for some events; `events` are those it got. */
function invoker(fails: (event: unknown) => boolean = () => false) {
  const events: unknown[] = [];
  const invoke: Invoke = async (event) => {
    events.push(event);
    await nextTurn();
    return fails(event) ? { errorType: "RangeError", requestId: `again-${String(event)}` } : undefined;
  };
  return { events, invoke };
}

it("invokes the function with each event once and empties the queue", async () => {
  const queue = new MemoryQueue(records(25));
  const { events, invoke } = invoker();

  const report = await redrive(queue, { invoke });

  expect(events.sort()).toEqual([...Array(25).keys()].sort());
  expect(queue.visible).toEqual([]);
  expect(report).toEqual({
    failedEvents: 25,
    reasons: {
      "RetriesExhausted: TypeError": { count: 25, requestId: "request-of-0" },
    },
    succeeded: 25,
    failedAgain: 0,
    failedAgainReasons: {},
    answerLost: [],
    foreign: [],
    left: 0,
    stoppedBy: undefined,
  });
});

it("tries what fails again once, says why, and leaves it in the queue", async () => {
  const queue = new MemoryQueue(records(12));
  const { events, invoke } = invoker((event) => event === 3 || event === 11);

  const report = await redrive(queue, { invoke });

  expect(events).toHaveLength(12);
  expect(queue.visible.map(({ id }) => id)).toEqual(["id-3", "id-11"]);
  expect(report).toMatchObject({
    succeeded: 10,
    failedAgain: 2,
    failedAgainReasons: { RangeError: { count: 2, requestId: "again-3" } },
  });
});

it("counts the reasons apart", async () => {
  const queue = new MemoryQueue([record(0, "TypeError"), record(1, "RangeError"), record(2, "TypeError")]);

  const { reasons } = await redrive(queue, invoker());

  expect(reasons).toEqual({
    "RetriesExhausted: TypeError": { count: 2, requestId: "request-of-0" },
    "RetriesExhausted: RangeError": { count: 1, requestId: "request-of-1" },
  });
});

it("names foreign messages, hands them to nobody and leaves them in the queue", async () => {
  const queue = new MemoryQueue(["no", record(1), "[]"]);
  const { events, invoke } = invoker();

  const report = await redrive(queue, { invoke });

  expect(events).toEqual([1]);
  expect(queue.visible.map(({ id }) => id)).toEqual(["id-0", "id-2"]);
  expect(report.foreign).toEqual([
    { messageId: "id-0", what: "not JSON" },
    { messageId: "id-2", what: "no record of a failed invocation" },
  ]);
});

it("only looks in a dry run", async () => {
  const queue = new MemoryQueue([...records(15), "no"]);
  const { events, invoke } = invoker();

  const report = await redrive(queue, { invoke, dryRun: true });

  expect(events).toEqual([]);
  expect(queue.visible).toHaveLength(16);
  expect(report).toMatchObject({
    failedEvents: 15,
    succeeded: 0,
    failedAgain: 0,
    foreign: [{ messageId: "id-15" }],
  });
});

it.each([0, 1, 10, 12])("takes no more than the limit of %i events", async (limit) => {
  const queue = new MemoryQueue(["no", ...records(20)]);
  const { events, invoke } = invoker();

  const report = await redrive(queue, { invoke, limit });

  expect(events).toHaveLength(limit);
  expect(queue.visible).toHaveLength(21 - limit);
  expect(report).toMatchObject({ succeeded: limit, stoppedBy: "limit", left: 20 - limit + (limit > 0 ? 0 : 1) });
});

it.each([1, 3, 8])("runs %i invocations at a time", async (concurrency) => {
  let running = 0;
  let most = 0;
  const invoke: Invoke = async () => {
    most = Math.max(most, ++running);
    for (let turns = 0; turns < 20; turns += 1) {
      await nextTurn();
    }
    running -= 1;
    return undefined;
  };

  await redrive(new MemoryQueue(records(30)), { invoke, concurrency });

  expect(most).toBe(concurrency);
});

it("finishes what is at work when it is interrupted, gives back the rest, and goes on in the next run", async () => {
  const queue = new MemoryQueue(records(40));
  const interruption = new AbortController();
  const { events, invoke } = invoker();

  const report = await redrive(queue, {
    invoke: (event) => {
      if (events.length === 14) {
        interruption.abort();
      }
      return invoke(event);
    },
    signal: interruption.signal,
  });

  expect(report).toMatchObject({ stoppedBy: "interruption", left: 40 - events.length });
  expect(report.succeeded).toBe(events.length);
  expect(events.length).toBeLessThan(15 + 5);
  expect(queue.visible).toHaveLength(40 - events.length);

  await redrive(queue, { invoke });
  expect(queue.visible).toEqual([]);
  expect(new Set(events).size).toBe(40);
  expect(events).toHaveLength(40);
});

it("stops when the function cannot be run, and loses nothing", async () => {
  const queue = new MemoryQueue(records(30));
  const { events, invoke } = invoker();
  const denied = new Error("not authorized to perform: lambda:InvokeFunction");

  const failure = await redrive(queue, {
    invoke: async (event) => {
      if (event === 7) {
        throw denied;
      }
      return invoke(event);
    },
  }).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(RedriveFailed);
  const { message, cause, report } = failure as RedriveFailed;
  expect(message).toBe("not authorized to perform: lambda:InvokeFunction");
  expect(cause).toBe(denied);
  expect(report).toMatchObject({
    succeeded: events.length,
    left: 30 - events.length,
    stoppedBy: "error",
  });
  expect(events.length).toBeLessThan(20);
  expect(queue.visible).toHaveLength(30 - events.length);
});

it("says which event comes again because it could not be deleted", async () => {
  class Undeletable extends MemoryQueue {
    override delete(): Promise<void> {
      return Promise.reject(new Error("connection lost"));
    }
  }

  const failure = redrive(new Undeletable(records(1)), invoker());

  await expect(failure).rejects.toMatchObject({
    message:
      "The event of message id-0 was handled and could not be deleted from the queue, so that it will be handled again: connection lost",
    report: { succeeded: 0, failedAgain: 0 },
  });
});

it("reports its progress after each message", async () => {
  const seen: number[] = [];

  await redrive(new MemoryQueue([...records(3), "no"]), {
    ...invoker(),
    concurrency: 1,
    onProgress: ({ succeeded, foreign }) => {
      seen.push(succeeded + foreign.length);
    },
  });

  expect(seen).toEqual([1, 2, 3, 4]);
});

describe("a queue that delivers nothing while it has messages", () => {
  /** SQS's answers: how many messages it delivers each time, until it delivers all. */
  function slowQueue(bodies: readonly string[], answers: number[]) {
    return new (class extends MemoryQueue {
      override take(most: number): Promise<QueueMessage[]> {
        return super.take(Math.min(most, answers.shift() ?? most));
      }
    })(bodies);
  }

  it("is asked again until it has no more", async () => {
    const queue = slowQueue(records(25), [10, 0, 0, 0, 0, 3, 0, 0]);
    const report = await redrive(queue, invoker());
    expect(report).toMatchObject({ succeeded: 25, left: 0 });
    expect(queue.visible).toEqual([]);
  });

  it("is left after five answers in a row without a message, and the report says how many it has", async () => {
    const queue = slowQueue(records(25), [10, 0, 0, 0, 0, 0]);
    const report = await redrive(queue, invoker());
    expect(report).toMatchObject({ succeeded: 10, left: 15, stoppedBy: undefined });
  });

  it("may have messages that another process has: they are counted, and its own are not", async () => {
    const queue = new (class extends MemoryQueue {
      override async count() {
        return (await super.count())! + 7;
      }
    })(["no", ...records(12)]);
    const report = await redrive(
      queue,
      invoker((event) => event === 3),
    );
    expect(report).toMatchObject({ succeeded: 11, failedAgain: 1, foreign: [{ messageId: "id-0" }], left: 7 });
  });

  it("is believed to be empty where it may not be asked, and the report does not say that nothing is left", async () => {
    const queue = new (class extends MemoryQueue {
      override count() {
        return Promise.resolve(undefined);
      }
    })(records(3));
    expect(await redrive(queue, invoker())).toMatchObject({ succeeded: 3, left: undefined });
  });

  it("ends soon after an interruption", async () => {
    const interruption = new AbortController();
    const queue = new (class extends MemoryQueue {
      takes = 0;
      override async take(most: number) {
        this.takes += 1;
        interruption.abort();
        return this.takes > 1 ? super.take(most) : [];
      }
    })(records(3));
    const report = await redrive(queue, { ...invoker(), signal: interruption.signal });
    expect(report).toMatchObject({ failedEvents: 0, left: 3, stoppedBy: "interruption" });
    expect(queue.takes).toBe(1);
  });
});

it("was not interrupted when the last event was already at work", async () => {
  const interruption = new AbortController();
  const { invoke } = invoker();
  const report = await redrive(new MemoryQueue(records(1)), {
    invoke: (event) => {
      interruption.abort();
      return invoke(event);
    },
    signal: interruption.signal,
  });
  expect(report).toMatchObject({ succeeded: 1, left: 0, stoppedBy: undefined });
});

it("leaves an event in the queue that was still throttled when it was interrupted, and reports no error", async () => {
  const interruption = new AbortController();
  const queue = new MemoryQueue(records(2));
  const report = await redrive(queue, {
    invoke: () => {
      interruption.abort();
      return Promise.reject(interruption.signal.reason as Error);
    },
    concurrency: 1,
    signal: interruption.signal,
  });
  expect(report).toMatchObject({ succeeded: 0, failedAgain: 0, left: 2, stoppedBy: "interruption" });
  expect(queue.visible).toHaveLength(2);
});

describe("an answer that is lost", () => {
  const lost = () => new AnswerLost(new Error("socket hang up"));

  it("keeps the other events from nothing: its event is in the queue again, and named", async () => {
    const queue = new MemoryQueue(records(30));
    const { events, invoke } = invoker();
    const report = await redrive(queue, {
      invoke: (event) => (event === 4 || event === 20 ? Promise.reject(lost()) : invoke(event)),
    });
    expect(events).toHaveLength(28);
    expect(queue.visible.map(({ id }) => id)).toEqual(["id-4", "id-20"]);
    const what = "Lambda's answer was lost (socket hang up): the function may have handled the event.";
    expect(report).toMatchObject({
      succeeded: 28,
      failedAgain: 0,
      answerLost: [
        { messageId: "id-4", what },
        { messageId: "id-20", what },
      ],
      left: 0,
      stoppedBy: undefined,
    });
  });

  it.each([1, 5])("ends it when all are lost: after one more than the %i at work", async (concurrency) => {
    const queue = new MemoryQueue(records(100));
    let invocations = 0;
    const failure = await redrive(queue, {
      invoke: () => {
        invocations += 1;
        return Promise.reject(lost());
      },
      concurrency,
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RedriveFailed);
    const { report } = failure as RedriveFailed;
    expect(report).toMatchObject({ succeeded: 0, stoppedBy: "error", left: 100 - report.answerLost.length });
    expect(report.answerLost).toHaveLength(invocations);
    expect(invocations).toBeGreaterThan(concurrency);
    expect(invocations).toBeLessThanOrEqual(2 * concurrency);
    expect(queue.visible).toHaveLength(100);
  });
});
