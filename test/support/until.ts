import { setTimeout as sleep } from "node:timers/promises";

/** Waits for a condition. Only the time limit of the test ends it: a busy machine exceeds every shorter one. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await sleep(10);
  }
}

/** Waits until this process has handled everything that is ready, so many times. */
export async function turns(count = 1): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
