import { chmodSync, readdirSync, rmSync, utimesSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { copyProject } from "../scripts/project-copy";
import type { Bench, Group } from "./group";
import { runCommand } from "./measure/command";
import type { Figures } from "./measure/figures";
import { peerEnvironment, peerFile, PEERS, peerVersion, projectVersion } from "./measure/peers";

/** The conditions that must not change the zip of the same sources. */
const CONDITIONS = [
  ["again", "a second build in the same folder, seconds later"],
  ["folder", "another folder"],
  ["space", "a folder with a space in its name"],
  ["umask", "a checkout and a build under umask 077"],
  ["touched", "sources with another modification time"],
] as const;

type Condition = (typeof CONDITIONS)[number][0] | "first";

const UMASK: Record<Condition, string> = {
  first: "022",
  again: "022",
  folder: "022",
  space: "022",
  umask: "077",
  touched: "022",
};

/** The tools that create a zip of the same handler. */
const MAKERS = [
  ["ours", "**This project**", buildOurs],
  ["cdk", "AWS CDK asset, zipped as for `cdk deploy`", buildCdk],
  ["cdktf", "CDKTF's `AssetType.ARCHIVE`", buildArchive],
] as const;

export const artifact: Group = { measure, report };

async function measure(bench: Bench): Promise<void> {
  const { folder, figures, versions, log } = bench;
  versions.cdktf = projectVersion("cdktf");
  versions["aws-cdk-lib"] = peerVersion("aws-cdk-lib");
  versions["@aws-cdk/cdk-assets-lib"] = peerVersion("@aws-cdk/cdk-assets-lib");
  // They are compared, not timed: all at once.
  await Promise.all(
    MAKERS.map(async ([id, , build]) => {
      try {
        const first = await build(prepare(folder, id, "first"), UMASK.first);
        // The times in a zip are two seconds apart: a later build shows them.
        await sleep(2_500);
        await Promise.all(
          CONDITIONS.map(async ([condition]) => {
            const checkout = prepare(folder, id, condition);
            const zip = await build(checkout, UMASK[condition]).catch((error: Error) =>
              log(`${id}, ${condition}: ${error.message}`),
            );
            const same = zip === first;
            figures.add(figureId(id, condition), "yes or no", Number(same));
          }),
        );
      } catch (error) {
        log(`${id} failed: ${(error as Error).message}`);
      }
    }),
  );
}

function figureId(maker: string, condition: Condition): string {
  return `identical/${maker}/${condition}`;
}

/** The project's sources, copied or changed as the condition says. */
function prepare(folder: string, maker: string, condition: Condition): string {
  const first = path.join(folder, maker, "first");
  if (condition === "again") {
    for (const output of ["dist", "bundle", "output"]) {
      rmSync(path.join(first, output), { recursive: true, force: true });
    }
    return first;
  }
  const name = condition === "space" ? "with a space" : condition;
  const checkout = path.join(folder, maker, name);
  copyProject(checkout);
  for (const file of sourceFiles(checkout)) {
    if (condition === "umask") {
      chmodSync(file, 0o600);
    }
    if (condition === "touched") {
      utimesSync(file, 1e9, 1e9);
    }
  }
  return checkout;
}

function sourceFiles(checkout: string): string[] {
  return readdirSync(path.join(checkout, "function"), {
    recursive: true,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Runs a command in a checkout; what it prints last, which is a hash. */
async function outputOf(
  command: readonly string[],
  checkout: string,
  umask: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { stdout } = await runCommand(["sh", "-c", `umask ${umask} && exec "$@"`, "sh", ...command], {
    cwd: checkout,
    env: peerEnvironment(env),
  });
  return stdout.trim();
}

/** Returns the last line that a command prints. */
async function hashBy(...given: Parameters<typeof outputOf>): Promise<string> {
  return (await outputOf(...given)).split("\n").at(-1)!;
}

async function buildOurs(checkout: string, umask: string): Promise<string> {
  const json = await outputOf(["node", "cli/workmail-lambda.js", "build", "--json"], checkout, umask);
  return (JSON.parse(json) as { codeSha256: string }).codeSha256;
}

async function buildCdk(checkout: string, umask: string): Promise<string> {
  const assembly = path.join(checkout, "output");
  const app = path.join(PEERS, "cdk", "app.js");
  await hashBy(["node", app], checkout, umask, {
    PROJECT: checkout,
    CDK_OUTDIR: assembly,
  });
  const hash = path.join(PEERS, "cdk", "hash-assets.js");
  return hashBy(["node", hash, assembly], checkout, umask);
}

/** Of a folder that esbuild has bundled the handler into. */
async function buildArchive(checkout: string, umask: string): Promise<string> {
  await hashBy(
    [
      peerFile(".bin", "esbuild"),
      "function/src/handler.ts",
      "--bundle",
      "--minify",
      "--format=esm",
      "--platform=node",
      "--target=node22",
      "--outfile=bundle/index.mjs",
    ],
    checkout,
    umask,
  );
  const archive = path.join(__dirname, "programs", "cdktf-archive.js");
  return hashBy(["node", archive, path.join(checkout, "bundle"), "output"], checkout, umask);
}

function report(figures: Figures) {
  return {
    title: "Artifact",
    method:
      "Does the zip of unchanged sources have the same bytes? `CodeSha256` is a hash of the zip, so a zip with different bytes shows as a change of the function. CDKTF's own archive does not work in a folder with a space.",
    tables: [
      {
        head: ["The same bytes after", ...MAKERS.map(([, label]) => label)],
        rows: CONDITIONS.map(([condition, label]) => [
          label,
          ...MAKERS.map(([id]) => ({ figure: `identical/${id}/${condition}` })),
        ]),
      },
    ],
    goals: [
      {
        what: "The same zip in every one of these cases",
        goal: `${CONDITIONS.length} of ${CONDITIONS.length}`,
        measured: CONDITIONS.reduce<number | undefined>((sum, [condition]) => {
          const same = figures.median(`identical/ours/${condition}`);
          return sum === undefined || same === undefined ? undefined : sum + same;
        }, 0),
        met: (identical: number) => identical === CONDITIONS.length,
        show: (identical: number) => `${identical} of ${CONDITIONS.length}`,
      },
    ],
    plots: [],
  };
}
