import { inDependencyOrder } from "../../../cli/terraform/in-dependency-order";
import { turns } from "../../support/until";

/** Items by name, with the names of those they depend on. */
function items(dependencies: Record<string, string[]>) {
  return Object.entries(dependencies).map(([name, dependencies]) => ({
    name,
    dependencies,
  }));
}

/** Work that takes a moment and notes when it begins and ends. */
function recorder(failing: string[] = []) {
  const events: string[] = [];
  const running = { now: 0, most: 0 };
  const work = async ({ name }: { name: string }): Promise<void> => {
    running.now += 1;
    running.most = Math.max(running.most, running.now);
    events.push(`+${name}`);
    await turns();
    events.push(`-${name}`);
    running.now -= 1;
    if (failing.includes(name)) {
      throw new Error(`no ${name}`);
    }
  };
  return { events, running, work };
}

it("does at once what does not depend on each other", async () => {
  const record = recorder();

  const outcomes = await inDependencyOrder(items({ a: [], b: [], c: [] }), record.work);

  expect(record.running.most).toBe(3);
  expect(outcomes).toEqual([
    { name: "a", state: "done" },
    { name: "b", state: "done" },
    { name: "c", state: "done" },
  ]);
});

it("does an item after all that it depends on, whatever the order given", async () => {
  const record = recorder();

  await inDependencyOrder(items({ c: ["a", "b"], b: ["a"], a: [] }), record.work);

  expect(record.events).toEqual(["+a", "-a", "+b", "-b", "+c", "-c"]);
});

it("does no more at a time than it may", async () => {
  const record = recorder();

  await inDependencyOrder(items({ a: [], b: [], c: [], d: [], e: [] }), record.work, { parallelism: 2 });

  expect(record.running.most).toBe(2);
  expect(record.events).toHaveLength(10);
});

it("leaves alone what depends on a failure, and finishes the rest", async () => {
  const record = recorder(["b"]);

  const outcomes = await inDependencyOrder(items({ a: [], b: [], c: ["b"], d: ["c"], e: ["a"] }), record.work);

  expect(outcomes).toEqual([
    { name: "a", state: "done" },
    { name: "b", state: "failed", error: new Error("no b") },
    { name: "c", state: "skipped", because: "since b failed" },
    { name: "d", state: "skipped", because: "since c was not begun" },
    { name: "e", state: "done" },
  ]);
  expect(record.events).not.toContain("+c");
});

it("begins nothing more once aborted", async () => {
  const abort = new AbortController();

  const outcomes = await inDependencyOrder(
    items({ a: [], b: ["a"] }),
    () => {
      abort.abort();
      return Promise.resolve();
    },
    { signal: abort.signal },
  );

  expect(outcomes).toEqual([
    { name: "a", state: "done" },
    { name: "b", state: "skipped", because: "since it was interrupted" },
  ]);
});

it("refuses dependencies that are not there, all at once, before any work", async () => {
  const record = recorder();

  await expect(inDependencyOrder(items({ a: ["x"], b: ["y", "a"] }), record.work)).rejects.toThrow(
    "a depends on x, which is not among them.\nb depends on y, which is not among them.",
  );
  expect(record.events).toEqual([]);
});

it("refuses a circle", async () => {
  await expect(inDependencyOrder(items({ a: [], b: ["c"], c: ["b"] }), recorder().work)).rejects.toThrow(
    "b, c depend on each other in a circle.",
  );
});
