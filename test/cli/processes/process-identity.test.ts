import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { hasEnded, identityOf } from "../../../cli/processes/process-identity";
import { until } from "../../support/until";

it("takes a running process for running, and another one of its number for ended", () => {
  const identity = identityOf(process.pid);
  expect(hasEnded(identity)).toBe(false);
  expect(hasEnded({ ...identity, started: "then" })).toBe(true);
  expect(hasEnded({ ...identity, host: "elsewhere", started: "then" })).toBe(false);
});

const onLinux = existsSync("/proc/self/stat") ? it : it.skip;

onLinux("takes a process that has ended for ended, even if nobody waits for it", async () => {
  // The shell becomes a program that does not wait for the shell's children.
  const parent = spawn("/bin/sh", ["-c", "sleep 1 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
  const [pid] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
  const identity = identityOf(Number(pid));
  expect(hasEnded(identity)).toBe(false);
  await until(() => hasEnded(identity));
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  parent.kill("SIGKILL");
});
