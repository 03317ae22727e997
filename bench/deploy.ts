import { cpSync, mkdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { startEmulator } from "../cli/emulator/emulator";
import { zipOf } from "../cli/emulator/sandbox";
import { sandboxEnvironment } from "../cli/processes/sandbox-environment";
import { findTerraform, type Terraform } from "../cli/terraform/binary";
import { terraformIn } from "../cli/terraform/folder";
import { deployStacks, destroyStacks, readStacks, type Stack } from "../cli/terraform/stacks";
import { CDKTF_CLI_VERSION, cdktfCli } from "../scripts/cdktf-cli";
import { copyProject } from "../scripts/project-copy";
import type { Bench, Group } from "./group";
import { runCommand } from "./measure/command";
import type { Figures } from "./measure/figures";
import { interleave } from "./measure/interleave";
import { peerEnvironment, PEERS } from "./measure/peers";
import { barChart } from "./report/plots";
import { digits } from "./report/section";

const PHASES = [
  ["init", "Init"],
  ["plan", "Plan"],
  ["deploy", "First deploy"],
  ["again", "Plan, nothing to change"],
  ["destroy", "Destroy"],
] as const;

type Phase = (typeof PHASES)[number][0];

/** The work of a design in each phase. It may have no init of its own. */
type Steps = Record<Exclude<Phase, "init">, () => Promise<unknown>> & {
  readonly init?: () => Promise<unknown>;
};

/** The dependencies of a design. */
interface Place {
  /** A copy of the project, synthesized. */
  readonly project: string;
  readonly stacks: readonly Stack[];
  readonly terraform: Terraform;
  /** Leads to an emulator with nothing in it. */
  readonly env: NodeJS.ProcessEnv;
}

const ALL_DESIGNS = [
  ["ours", "**One stack a Region, all at once**", atOnce],
  ["in-turn", "the same stacks, one after the other", inTurn],
  ["cdktf", "the same stacks, `cdktf deploy '*'`", byCdktfCli],
  ["one-state", "HCL by hand, one state, three providers", oneState],
] as const;

/** A quick run does without those that add minutes and no code of their own. */
function designs(quick: boolean) {
  return ALL_DESIGNS.filter(([id]) => !quick || id === "ours" || id === "one-state");
}

export const deploy: Group = { measure, report };

async function measure(bench: Bench): Promise<void> {
  const { quick, folder, figures, versions, log } = bench;
  const terraform = await findTerraform({
    env: process.env,
    workFolder: folder,
  });
  versions[terraform.product] = terraform.version;
  versions["cdktf-cli"] = CDKTF_CLI_VERSION;
  versions.moto = await motoVersion();

  const variants = designs(quick).map(([id, , design]) => ({
    name: id,
    figures: Object.fromEntries(phasesOf(id).map(([phase]) => [figureId(id, phase), "s" as const])),
    run: () => runDesign(id, design, { folder, terraform, quick, log }),
  }));
  if (quick) {
    // They show that they work, not how long they take.
    await Promise.all(variants.map((variant) => interleave([variant], figures, { rounds: 1, warmUps: 0, log })));
  } else {
    await interleave(variants, figures, { rounds: 3, warmUps: 0, log });
  }
}

/** moto_server does not print a version, but its Python does. */
export async function motoVersion(): Promise<string> {
  const code = "from importlib.metadata import version; print(version('moto'))";
  const { stdout } = await runCommand(["python3", "-c", code], {
    cwd: __dirname,
    env: process.env,
  });
  return stdout.trim();
}

function figureId(design: string, phase: Phase): string {
  return `deploy/${design}/${phase}`;
}

/** The CLI's diff and deploy bring their init with them. */
function phasesOf(design: string) {
  return PHASES.filter(([phase]) => design !== "cdktf" || phase !== "init");
}

async function runDesign(
  id: string,
  design: (place: Place) => Steps,
  {
    folder,
    terraform,
    quick,
    log,
  }: {
    readonly folder: string;
    readonly terraform: Terraform;
    readonly quick: boolean;
    readonly log: (line: string) => void;
  },
): Promise<Record<string, number>> {
  const project = path.join(folder, id);
  rmSync(project, { recursive: true, force: true });
  copyProject(project);
  const emulator = await startEmulator({ env: peerEnvironment() });
  try {
    const env = sandboxEnvironment(emulator.endpoint, peerEnvironment());
    await runCommand(["node", "cli/synth.js"], { cwd: project, env });
    const all = readStacks(path.join(project, "cdktf.out"));
    const stacks = quick ? all.slice(0, 1) : all;
    const steps = design({ project, stacks, terraform, env });
    const times: Record<string, number> = {};
    for (const [phase] of phasesOf(id)) {
      const start = performance.now();
      await steps[phase]?.();
      times[figureId(id, phase)] = (performance.now() - start) / 1000;
      log(`${id}: ${phase} ${digits(times[figureId(id, phase)]!)} s`);
    }
    return times;
  } finally {
    await emulator.stop();
  }
}

function atOnce({ stacks, ...options }: Place): Steps {
  const each = (step: "init" | "plan") => () =>
    Promise.all(stacks.map(({ folder }) => terraformIn(folder, options)[step]()));
  return {
    init: each("init"),
    plan: each("plan"),
    deploy: () => deployStacks(asCloned(stacks), options),
    again: each("plan"),
    destroy: () => destroyStacks(stacks, options),
  };
}

function inTurn({ stacks, ...options }: Place): Steps {
  const each = (step: "init" | "plan") => async () => {
    for (const { folder } of stacks) {
      await terraformIn(folder, options)[step]();
    }
  };
  return {
    init: each("init"),
    plan: each("plan"),
    deploy: () => deployStacks(asCloned(stacks), { ...options, parallelism: 1 }),
    again: each("plan"),
    destroy: () => destroyStacks(stacks, { ...options, parallelism: 1 }),
  };
}

/** Returns the options for the lock step of the CDKTF CLI, which asks the registry even if a mirror takes its place. */
export function lockOptions({ providers }: Terraform): string[] {
  return providers.kind === "default" ? [] : ["--skip-provider-lock"];
}

function byCdktfCli({ project, stacks, terraform, env }: Place): Steps {
  const cdktf = (...args: string[]) =>
    runCommand([cdktfCli(), ...args], {
      cwd: project,
      env: { ...env, ...terraform.providers.environment },
    });
  const names = stacks.map(({ name }) => name);
  const lock = lockOptions(terraform);
  // It shows the plan of one stack at a time.
  const diff = async () => {
    for (const name of names) {
      await cdktf("diff", name, ...lock);
    }
  };
  return {
    plan: diff,
    deploy: async () => {
      asCloned(stacks);
      await cdktf("deploy", ...names, "--auto-approve", ...lock);
    },
    again: diff,
    destroy: () => cdktf("destroy", ...names, "--auto-approve"),
  };
}

function oneState({ project, stacks: [stack], terraform, env }: Place): Steps {
  const folder = path.join(project, "hcl");
  mkdirSync(folder);
  cpSync(path.join(PEERS, "hcl"), folder, { recursive: true });
  const root = terraformIn(folder, {
    terraform,
    env: { ...env, TF_VAR_filename: path.resolve(zipOf(stack!)) },
  });
  return {
    init: () => root.init(),
    plan: () => root.plan(),
    deploy: async () => {
      asCloned([{ folder }]);
      await root.init();
      await root.apply();
    },
    again: () => root.plan(),
    destroy: () => root.destroy(),
  };
}

/** Deletes the output of init, so that a deploy begins as in a fresh clone. */
function asCloned<T extends Pick<Stack, "folder">>(stacks: readonly T[]): readonly T[] {
  for (const { folder } of stacks) {
    for (const name of [".terraform", ".terraform.lock.hcl"]) {
      rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
  return stacks;
}

function report(figures: Figures, quick: boolean) {
  return {
    title: "Deploy",
    method:
      "Three Regions on moto, each design with its own empty emulator, Terraform, and the AWS provider from a folder on this machine. _First deploy_ is init and apply of a fresh clone, without the plan before it. The figures of the CDKTF CLI include its synth, and its plans include init.",
    tables: [
      {
        head: ["Three Regions", ...PHASES.map(([, label]) => label)],
        rows: designs(quick).map(([id, label]) => [
          label,
          ...PHASES.map(([phase]) =>
            phasesOf(id).some(([own]) => own === phase) ? { figure: figureId(id, phase) } : "in the others",
          ),
        ]),
      },
    ],
    goals: quick
      ? []
      : [
          {
            what: "First deploy of three Regions against one after the other",
            goal: "at most 0.4 ×",
            measured: figures.ratio(figureId("ours", "deploy"), figureId("in-turn", "deploy")),
            met: (times: number) => times <= 0.4,
          },
        ],
    plots: [
      barChart(figures, {
        name: "deploy",
        title: "First deploy of three Regions, seconds",
        bars: designs(quick).map(([id, label]) => ({
          id: figureId(id, "deploy"),
          label,
        })),
        ours: figureId("ours", "deploy"),
      }),
    ],
  };
}
