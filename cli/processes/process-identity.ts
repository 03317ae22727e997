import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as os from "node:os";

/** Identifies a process, although the system uses its number again. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When it started, in the system's own words. @default - the system does not report it */
  readonly started?: string;
}

/** Returns the identity of a running process of this machine. */
export function identityOf(pid: number): ProcessIdentity {
  return { host: os.hostname(), pid, started: startOf(pid) };
}

/** Returns whether a process has ended for certain: of another machine's nobody can know. */
export function hasEnded({ host, pid, started }: ProcessIdentity): boolean {
  if (host !== os.hostname()) {
    return false;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  // A zombie has ended, too: in many containers nobody waits for it, and it stays in the list.
  return (started !== undefined && startOf(pid) !== started) || /^[ZX]/.test(linuxFields(pid)?.[0] ?? "");
}

function startOf(pid: number): string | undefined {
  return linuxFields(pid)?.[19] ?? startFromPs(pid);
}

/** Returns the fields after the name, which may hold spaces and parentheses: state is the 1st, start the 20th. */
function linuxFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

function startFromPs(pid: number): string | undefined {
  try {
    const printed = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    return printed.trim() || undefined;
  } catch {
    return undefined;
  }
}
