import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether a process runs. A dead one that nobody has waited for yet does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/status`;
  return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, "utf8"));
}

/** Waits until a process has ended, which takes a moment after the signal; at most ten seconds. */
export async function hasEnded(pid: number): Promise<boolean> {
  const deadline = Date.now() + 10_000;
  while (isRunning(pid) && Date.now() < deadline) {
    await sleep(20);
  }
  return !isRunning(pid);
}
