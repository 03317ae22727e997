import * as os from "node:os";

/** Where figures were measured: what changes them, and nothing that names the machine. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
}

export function thisMachine(): Machine {
  const cores = os.cpus();
  return {
    processor: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.arch()}`,
  };
}

export function describeMachine(machine: Machine): string {
  const { processor, cores, memoryGiB, system } = machine;
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}`;
}
