/**
 * Ends what a process started once that process is gone, even if it was killed: the one case in which it cannot do so
 * itself. It reads the lines "watch PID SIGNAL FINISH_MS GRACE_MS" (PID leads a process group) and "forget PID"; its
 * input ends with the process that started it.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const groups = new Map();

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [order, pid, name, finishMs, graceMs] = line.split(" ");
    if (order === "watch") {
      groups.set(Number(pid), { name, finishMs: Number(finishMs), graceMs: Number(graceMs) });
    } else {
      groups.delete(Number(pid));
    }
  })
  .on("close", () => {
    groups.forEach(end);
  });

async function end({ name, finishMs, graceMs }, pid) {
  if (!(await hasEnded(pid, finishMs))) {
    signal(pid, name);
    await hasEnded(pid, graceMs);
  }
  signal(pid, "SIGKILL");
}

/** @returns whether the group's leader ended within the time */
async function hasEnded(pid, withinMs) {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline && isRunning(pid)) {
    await sleep(50);
  }
  return !isRunning(pid);
}

/** A process that has ended stays in the list as a zombie where nobody waits for it, as in many containers. */
function isRunning(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    // Only Linux has such files.
    return process.platform !== "linux" && signal(pid, 0);
  }
}

/** @returns whether the group was there to be signalled */
function signal(pid, name) {
  try {
    return process.kill(-pid, name);
  } catch {
    return false;
  }
}
