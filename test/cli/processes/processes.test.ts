import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { type OwnProcess, startProcess, stopProcessGroup } from "../../../cli/processes/processes";
import { bundled } from "../../support/bundled";
import { folderWith } from "../../support/folder";
import { hasEnded, isRunning } from "../../support/running";
import { until } from "../../support/until";

const SLEEPERS = "sleep 60 & echo $!; wait";

async function start(script: string): Promise<OwnProcess> {
  return startProcess("/bin/sh", ["-c", script], {
    env: process.env,
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** The first line that a process prints. */
async function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  const [line] = (await once(createInterface({ input }), "line")) as [string];
  return line;
}

it("reports how the process ended", async () => {
  const { ended } = await start("exit 3");

  expect(await ended).toEqual({ code: 3, signal: null });
});

it("runs it in a group of its own", async () => {
  const { child, pid, ended } = await start("ps -o pgid= -p $$");

  expect(Number(await firstLine(child.stdout!))).toBe(pid);
  await ended;
});

it("fails when there is no such command", async () => {
  await expect(startProcess("/no/such/command", [], { env: {}, stdio: [] })).rejects.toThrow(
    "spawn /no/such/command ENOENT",
  );
});

it("stops the process with its children, and again without harm", async () => {
  const parent = await start(SLEEPERS);
  const sleeper = Number(await firstLine(parent.child.stdout!));
  expect(isRunning(sleeper)).toBe(true);

  const end = await parent.stop();

  expect(end).toEqual({ code: null, signal: "SIGTERM" });
  expect(await hasEnded(sleeper)).toBe(true);
  expect(await parent.stop()).toEqual(end);
});

it("kills what does not end when asked", async () => {
  const stubborn = await start("trap '' TERM; echo ready; while :; do sleep 0.05; done");
  await firstLine(stubborn.child.stdout!);

  expect(await stubborn.stop("SIGTERM", 100)).toEqual({
    code: null,
    signal: "SIGKILL",
  });
});

it("leaves no children behind when the process ends by itself", async () => {
  const parent = await start("sleep 60 & echo $!");
  const sleeper = Number(await firstLine(parent.child.stdout!));

  await parent.ended;

  expect(await hasEnded(sleeper)).toBe(true);
});

describe("when the process that started it is killed", () => {
  const processes = bundled("cli/processes/processes.ts");

  /** Has another Node start processes, and kills that Node. */
  async function startAndDie(outlives: boolean, ...scripts: string[]): Promise<number[]> {
    const options = { stdio: ["ignore", "pipe", "ignore"], outlives, ending: { graceMs: 200 } };
    const script = `
      const { startProcess } = require(${JSON.stringify(processes)});
      const start = async (script) => {
        const { child } = await startProcess("/bin/sh", ["-c", script], { env: process.env, ...${JSON.stringify(options)} });
        return new Promise((resolve) => child.stdout.once("data", (text) => resolve(Number(text))));
      };
      Promise.all(${JSON.stringify(scripts)}.map(start)).then((pids) => console.log(JSON.stringify(pids)));`;
    const starter = spawn(process.execPath, ["--eval", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pids = JSON.parse(await firstLine(starter.stdout)) as number[];
    starter.kill("SIGKILL");
    await once(starter, "close");
    return pids;
  }

  it("the guard ends it, with its children and every other one, and kills what does not end when asked", async () => {
    const pids = await startAndDie(
      false,
      "echo $$; exec sleep 60",
      SLEEPERS,
      "trap '' TERM; echo $$; while :; do sleep 0.05; done",
    );

    expect(await Promise.all(pids.map(hasEnded))).toEqual([true, true, true]);
  });

  it("the guard lets it finish its work first, whose output no pipe ends", async () => {
    const file = path.join(folderWith({}), "done");
    const script = `
      const { runProgram } = require(${JSON.stringify(bundled("cli/processes/run-program.ts"))});
      const work = 'echo begun; sleep 0.5; echo still; echo finished > "$0"';
      runProgram("/bin/sh", ["-c", work, process.argv[1]], {
        env: process.env,
        finishMs: 10_000,
        onLine: (line) => console.log(line),
      });`;
    const starter = spawn(process.execPath, ["--eval", script, file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    expect(await firstLine(starter.stdout)).toBe("begun");
    starter.kill("SIGKILL");
    await once(starter, "close");
    expect(existsSync(file)).toBe(false);
    await until(() => existsSync(file));
  });

  it("goes on when it is meant to, until it is stopped", async () => {
    const [pid] = (await startAndDie(true, "echo $$; exec sleep 60")) as [number];
    // As long as the guard of another one takes.
    const [other] = (await startAndDie(false, "echo $$; exec sleep 60")) as [number];
    expect(await hasEnded(other)).toBe(true);
    expect(isRunning(pid)).toBe(true);

    await stopProcessGroup(pid, 200);

    expect(await hasEnded(pid)).toBe(true);
  });
});
