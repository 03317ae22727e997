import { existsSync, readFileSync } from "node:fs";
import { until } from "./until";

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

/** Waits until a process has ended, which takes a moment after the signal. */
export async function hasEnded(pid: number): Promise<boolean> {
  await until(() => !isRunning(pid));
  return true;
}
