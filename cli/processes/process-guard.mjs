/**
 * Ends what a process started once that process is gone, even if it was killed: the one case in which it cannot do so
 * itself. It reads "watch PID" and "forget PID" lines (PID leads a process group); its input ends with the process that
 * started it.
 */
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const GRACE_MS = 10_000;
const groups = new Set();

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [order, pid] = line.split(" ");
    if (order === "watch") {
      groups.add(Number(pid));
    } else {
      groups.delete(Number(pid));
    }
  })
  .on("close", async () => {
    // Terraform ends what it is doing and saves its state when asked.
    groups.forEach((pid) => signal(pid, "SIGTERM"));
    const deadline = Date.now() + GRACE_MS;
    while ([...groups].some((pid) => signal(pid, 0)) && Date.now() < deadline) {
      await sleep(50);
    }
    groups.forEach((pid) => signal(pid, "SIGKILL"));
  });

/** @returns whether the group was there to be signalled */
function signal(pid, name) {
  try {
    return process.kill(-pid, name);
  } catch {
    return false;
  }
}
