import { readdirSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { startEmulator } from "../cli/emulator/emulator";
import { sandboxEnvironment } from "../cli/processes/sandbox-environment";
import { findTerraform, type Terraform } from "../cli/terraform/binary";
import { terraformEnvironment } from "../cli/terraform/run";
import { CDKTF_CLI_VERSION, cdktfCli } from "../scripts/cdktf-cli";
import { copyProject } from "../scripts/project-copy";
import { lockOptions, motoVersion } from "./deploy";
import type { Bench, Group } from "./group";
import { runCommand } from "./measure/command";
import type { Figures } from "./measure/figures";
import { interleave } from "./measure/interleave";
import { peerEnvironment } from "./measure/peers";

type Command = readonly [string, ...string[]];

const OURS: Command = ["node", "cli/workmail-lambda.js", "deploy", "--auto-approve"];

/** Whole commands, as a person runs them: each synthesizes, plans, and applies. */
const WAYS = [
  ["ours", "**`workmail-lambda deploy`, three Regions**"],
  ["alone", "`workmail-lambda deploy`, only one Region"],
  ["cdktf", "`cdktf deploy '*'`, three Regions"],
] as const;

type Way = (typeof WAYS)[number][0];

/** Terraform's own part, in every deployment that compares the settings with AWS. */
const PLANS = "redeploy/plans/again";

export const redeploy: Group = { measure, report };

function figureId(way: Way, phase: "first" | "again"): string {
  return `redeploy/${way}/${phase}`;
}

/** A quick run does without those that add a minute and no code of their own. */
function waysOf(quick: boolean) {
  return WAYS.filter(([way]) => !quick || way === "alone");
}

async function measure({ quick, folder, figures, versions, log }: Bench): Promise<void> {
  const terraform = await findTerraform({ env: process.env, workFolder: folder });
  versions[terraform.product] = terraform.version;
  versions["cdktf-cli"] = CDKTF_CLI_VERSION;
  versions.moto = await motoVersion();
  await interleave(
    waysOf(quick).map(([way]) => ({
      name: way,
      figures: {
        [figureId(way, "first")]: "s" as const,
        [figureId(way, "again")]: "s" as const,
        ...(way === "ours" ? { [PLANS]: "s" as const } : {}),
      },
      run: () => deployTwice(way, { folder, terraform, quick }),
    })),
    figures,
    { rounds: quick ? 1 : 2, warmUps: 0, log },
  );
}

async function deployTwice(
  way: Way,
  { folder, terraform, quick }: { readonly folder: string; readonly terraform: Terraform; readonly quick: boolean },
): Promise<Record<string, number>> {
  const project = path.join(folder, way);
  rmSync(project, { recursive: true, force: true });
  copyProject(project);
  if (way === "alone") {
    const regions = { "us-east-1": { organizationIds: ["m-11111111111111111111111111111111"] } };
    // Terraform's AWS provider waits 25 seconds for a queue.
    const settings = quick ? { regions, failureQueue: false } : { regions };
    writeFileSync(path.join(project, "workmail.json"), JSON.stringify(settings));
  }
  const emulator = await startEmulator({ env: peerEnvironment() });
  try {
    const env = { ...sandboxEnvironment(emulator.endpoint, peerEnvironment()), ...terraform.providers.environment };
    const command = way === "cdktf" ? cdktfDeploy(terraform) : OURS;
    const first = await runCommand(command, { cwd: project, env });
    const again = await runCommand(command, { cwd: project, env });
    return {
      [figureId(way, "first")]: first.seconds,
      [figureId(way, "again")]: again.seconds,
      ...(way === "ours" ? { [PLANS]: await planAll(project, terraform, env) } : {}),
    };
  } finally {
    await emulator.stop();
  }
}

/** Returns the seconds of one plan for each stack, all at once, in the folders and the environment of a deployment. */
async function planAll(project: string, terraform: Terraform, env: NodeJS.ProcessEnv): Promise<number> {
  const stacks = path.join(project, "cdktf.out", "stacks");
  const start = performance.now();
  await Promise.all(
    readdirSync(stacks).map((stack) =>
      runCommand([terraform.binary, "plan", "-input=false", "-detailed-exitcode", "-no-color"], {
        cwd: path.join(stacks, stack),
        env: terraformEnvironment({ terraform, env }),
      }),
    ),
  );
  return (performance.now() - start) / 1000;
}

function cdktfDeploy(terraform: Terraform): Command {
  return [cdktfCli(), "deploy", "*", "--auto-approve", ...lockOptions(terraform)];
}

function report(figures: Figures, quick: boolean) {
  // A quick run has no floor, and neither have results that are older than it.
  const hasFloor = figures.figure(PLANS) !== undefined;
  return {
    title: "Deploy again",
    method: `Whole commands as a person runs them on moto, each with its own empty emulator: synthesis, init, plan, and apply. The second run has nothing to change.${hasFloor ? " The floor is Terraform's own part of it, in folders that are initialized: any command that compares three states with AWS takes that long." : ""}`,
    tables: [
      {
        head: ["Command", "First deploy", "Again, nothing to change"],
        rows: [
          ...(hasFloor ? [["Floor: `terraform plan` of the three Regions at once", "", { figure: PLANS }]] : []),
          ...waysOf(quick).map(([way, label]) => [
            label,
            { figure: figureId(way, "first") },
            { figure: figureId(way, "again") },
          ]),
        ],
      },
    ],
    goals: quick
      ? []
      : [
          {
            what: "Deploy of three Regions without a change, against `cdktf deploy '*'`",
            goal: "at most 0.4 ×",
            measured: figures.ratio(figureId("ours", "again"), figureId("cdktf", "again")),
            met: (times: number) => times <= 0.4,
          },
          {
            what: "First deploy of three Regions against only one",
            goal: "at most 1.2 ×",
            measured: figures.ratio(figureId("ours", "first"), figureId("alone", "first")),
            met: (times: number) => times <= 1.2,
          },
        ],
    plots: [],
  };
}
