import { readdirSync, readFileSync } from "node:fs";

/** Returns the peak memory of a running process in MiB. */
export function peakMemory(pid: number): number {
  return kibibytes(`/proc/${pid}/status`, "VmHWM") / 1024;
}

/** Returns the memory in MiB of a process and of all that it has started. Pages that they share count once. */
export function treeMemory(root: number): number {
  const children = new Map<number, number[]>();
  for (const pid of readdirSync("/proc").map(Number).filter(Boolean)) {
    const parent = parentOf(pid);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (const pid of tree) {
    tree.push(...(children.get(pid) ?? []));
  }
  return tree.reduce((sum, pid) => sum + kibibytes(`/proc/${pid}/smaps_rollup`, "Pss"), 0) / 1024;
}

function parentOf(pid: number): number {
  const [, parent] = /\) \S (\d+) /.exec(read(`/proc/${pid}/stat`)) ?? [];
  return Number(parent);
}

function kibibytes(file: string, name: string): number {
  const [, value = 0] = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(read(file)) ?? [];
  return Number(value);
}

/** Returns nothing for a process that has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
