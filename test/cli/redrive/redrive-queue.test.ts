import { setImmediate as nextTurn } from "node:timers/promises";
import type { Invoke } from "../../../cli/aws/invoke-function";
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
    foreign: [],
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
  expect(report).toMatchObject({ succeeded: limit, stoppedBy: "limit" });
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

  expect(report.stoppedBy).toBe("interruption");
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
