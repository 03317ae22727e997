import { cpSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { build, type BuildOptions } from "esbuild";
import { findTerraform } from "../cli/terraform/binary";
import { WORKMAIL_REGIONS } from "../modules/workmail";
import { CDKTF_CLI_VERSION, cdktfCli } from "../scripts/cdktf-cli";
import { copyProject } from "../scripts/project-copy";
import type { Bench, Group } from "./group";
import { runCommand } from "./measure/command";
import type { Figures } from "./measure/figures";
import { interleave, type Variant } from "./measure/interleave";
import { peerEnvironment, peerFile, PEERS, peerVersion, projectVersion } from "./measure/peers";
import { barChart, growthChart } from "./report/plots";
import { digits } from "./report/section";

/** The ways to get from sources to what is deployed, three Regions each. */
const WAYS = [
  ["floor", "Floor: node, esbuild, zip, three ready JSON files"],
  ["ours", "**`npm run synth`** (`node cli/synth.js`)"],
  ["ours-first", "the same, first run: the app itself is bundled, too"],
  ["cdktf", "`cdktf synth`, the same app"],
  ["cdk-app", "AWS CDK, `node app.js`"],
  ["cdk", "AWS CDK, `cdk synth`"],
  ["serverless", "Serverless Framework (osls), `package` for each Region"],
  ["validate", "HCL by hand, `terraform validate`"],
] as const;

/** How many stacks: the largest number takes a quick run too long. */
function stackCounts(quick: boolean): number[] {
  return quick ? [3, 30] : [3, 30, 300];
}

const GROWTH = [
  ["ours", "this project"],
  ["cdk-app", "AWS CDK, `node app.js`"],
] as const;

export const synth: Group = { measure, report };

async function measure(bench: Bench): Promise<void> {
  const { quick, folder, figures, versions, log } = bench;
  const { product, version, validate } = await handWrittenHcl(folder);
  for (const name of ["aws-cdk", "aws-cdk-lib", "osls", "serverless-esbuild"]) {
    versions[name] = peerVersion(name);
  }
  for (const name of ["esbuild", "cdktf", "@cdktf/provider-aws"]) {
    versions[name] = projectVersion(name);
  }
  versions["cdktf-cli"] = CDKTF_CLI_VERSION;
  versions[product] = version;

  const project = path.join(folder, "project");
  copyProject(project);
  const here = { cwd: project, env: peerEnvironment() };
  const app: Command = ["node", "cli/synth.js"];
  const ready = path.join(folder, "ready");
  await runCommand(app, here);
  cpSync(path.join(project, "cdktf.out", "stacks"), ready, { recursive: true });

  const timed: Record<(typeof WAYS)[number][0], () => Promise<number>> = {
    floor: time(
      [
        "node",
        path.join(__dirname, "programs", "synth-floor.js"),
        path.join(project, "function", "src", "handler.ts"),
        ready,
        path.join(folder, "floor"),
      ],
      here,
    ),
    ours: time(app, here),
    "ours-first": async () => {
      rmSync(path.join(project, "dist", "app"), { recursive: true });
      return time(app, here)();
    },
    cdktf: time([cdktfCli(), "synth", "--output", "cli"], here),
    "cdk-app": cdkApp(project, folder, 3),
    cdk: time(
      [
        "node",
        peerFile("aws-cdk", "bin", "cdk"),
        "synth",
        "--quiet",
        "--no-notices",
        "--output",
        path.join(folder, "cdk-cli"),
      ],
      { cwd: path.join(PEERS, "cdk"), env: peerEnvironment() },
    ),
    serverless: serverlessPackages(folder, quick ? ["us-east-1"] : WORKMAIL_REGIONS),
    validate,
  };
  log("synth of three Regions");
  await interleave(
    WAYS.map(([id]) => oneFigure(`synth/${id}`, timed[id])),
    figures,
    { rounds: quick ? 1 : 10, warmUps: quick ? 0 : 1, log },
  );

  log("growth with the number of stacks");
  const growthApp = await bundleGrowthApp(project);
  await interleave(
    stackCounts(quick).flatMap((stacks) => [
      oneFigure(
        `growth/ours/${stacks}`,
        time(["node", growthApp], {
          cwd: project,
          env: peerEnvironment({
            STACKS: String(stacks),
            CDKTF_OUTDIR: path.join(folder, "growth"),
          }),
        }),
      ),
      oneFigure(`growth/cdk-app/${stacks}`, cdkApp(project, folder, stacks)),
    ]),
    figures,
    { rounds: quick ? 1 : 5, warmUps: 0, log },
  );
}

type Command = readonly [string, ...string[]];

function oneFigure(id: string, run: () => Promise<number>): Variant {
  return {
    name: id,
    figures: { [id]: "s" },
    run: async () => ({ [id]: await run() }),
  };
}

function time(command: Command, options: Parameters<typeof runCommand>[1]) {
  return async () => (await runCommand(command, options)).seconds;
}

function cdkApp(project: string, folder: string, stacks: number) {
  return time(["node", "app.js"], {
    cwd: path.join(PEERS, "cdk"),
    env: peerEnvironment({
      PROJECT: project,
      STACKS: String(stacks),
      CDK_OUTDIR: path.join(folder, "cdk-app"),
    }),
  });
}

/** One command for each Region, one after the other: it knows one Region a run. */
function serverlessPackages(folder: string, regions: readonly string[]) {
  return async () => {
    let seconds = 0;
    for (const region of regions) {
      seconds += await time(
        [
          "node",
          peerFile("osls", "bin", "serverless.js"),
          "package",
          "--region",
          region,
          "--package",
          path.join(folder, "serverless", region),
        ],
        { cwd: path.join(PEERS, "serverless"), env: peerEnvironment() },
      )();
    }
    return seconds;
  };
}

async function handWrittenHcl(folder: string) {
  const root = path.join(folder, "hcl");
  cpSync(path.join(PEERS, "hcl"), root, { recursive: true });
  const terraform = await findTerraform({
    env: process.env,
    workFolder: folder,
  });
  const options = {
    cwd: root,
    env: peerEnvironment(terraform.providers.environment),
  };
  await runCommand([terraform.binary, "init", "-input=false"], options);
  return {
    ...terraform,
    validate: time([terraform.binary, "validate"], options),
  };
}

/** As cli/synth.js bundles main.ts; its cost does not grow with the stacks. */
export async function bundleGrowthApp(project: string): Promise<string> {
  const outfile = path.join(project, "dist", "growth-app.js");
  mkdirSync(path.dirname(outfile), { recursive: true });
  const { APP_BUNDLE } = createRequire(__filename)("../cli/app-bundle.js") as { readonly APP_BUNDLE: BuildOptions };
  await build({
    entryPoints: [path.join(__dirname, "programs", "growth-app.ts")],
    outfile,
    absWorkingDir: project,
    bundle: true,
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    ...APP_BUNDLE,
  });
  return outfile;
}

function report(figures: Figures, quick: boolean) {
  const counts = stackCounts(quick);
  return {
    title: "Synth",
    method:
      "Wall time of a whole command on Node.js 22, from the sources of three Regions to the deployable files, with the handler bundled and zipped. `npm run synth` keeps a bundle of the app, which the first run creates. The AWS CDK app is plain JavaScript, so that no compiler is counted, and its CLI does not check for notices or send telemetry. `terraform validate` neither bundles nor zips anything.",
    tables: [
      {
        head: ["Three Regions", "Time", "× ours"],
        rows: WAYS.map(([id, label]) => [
          label,
          { figure: `synth/${id}` },
          { figure: `synth/${id}`, times: "synth/ours" },
        ]),
      },
      {
        head: ["Stacks", ...counts.map(String)],
        rows: GROWTH.map(([id, label]) => [label, ...counts.map((stacks) => ({ figure: `growth/${id}/${stacks}` }))]),
      },
    ],
    goals: [
      {
        what: "Synth of three Regions against `cdk synth`",
        goal: "at most 1/10",
        measured: figures.ratio("synth/cdk", "synth/ours"),
        met: (times: number) => times >= 10,
        show: (times: number) => `1/${digits(times)}`,
      },
      {
        what: "Synth of three Regions against the floor",
        goal: "at most 2 ×",
        measured: figures.ratio("synth/ours", "synth/floor"),
        met: (times: number) => times <= 2,
      },
      ...(quick
        ? []
        : [
            {
              what: "Synth of 300 stacks against AWS CDK",
              goal: "at most 1/5",
              measured: figures.ratio("growth/cdk-app/300", "growth/ours/300"),
              met: (times: number) => times >= 5,
              show: (times: number) => `1/${digits(times)}`,
            },
          ]),
    ],
    plots: [
      barChart(figures, {
        name: "synth",
        title: "Synth of three Regions, seconds",
        bars: WAYS.map(([id, label]) => ({ id: `synth/${id}`, label })),
        ours: "synth/ours",
      }),
      growthChart(figures, {
        name: "growth",
        title: "Synth by number of stacks, seconds",
        lines: GROWTH.map(([id, label]) => ({
          label,
          points: counts.map((stacks) => ({
            at: stacks,
            id: `growth/${id}/${stacks}`,
          })),
        })),
      }),
    ],
  };
}
