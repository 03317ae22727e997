import { spawnSync } from "node:child_process";
import type { Stryker } from "@stryker-mutator/core";
import { Argument, Command } from "commander";
import { fail, UserError } from "../modules/user-error";
import { type Area, AREAS } from "../test/mutation/areas";
import { inPercent, type MutationRun, scoreOf, writeMutationPage } from "./generate/mutation-page";

new Command("npm run test:mutation --")
  .description("Changes the code in one place at a time (StrykerJS), and fails if too few changes fail a test.")
  .addArgument(new Argument("[areas...]", "what to mutate").choices(Object.keys(AREAS)).default(Object.keys(AREAS)))
  .option("--changed", "mutate only the files that differ from the main branch, or from the previous commit on it")
  .option("--write", "write the scores to docs/explanation/mutation-testing.md")
  .action(main)
  .parseAsync()
  .catch(fail);

async function main(names: readonly string[], options: { readonly changed?: true; readonly write?: true }) {
  const changed = options.changed && changedFiles();
  if (changed && !changed.base) {
    console.log("SKIPPED: there is no earlier commit to compare with. Next: git fetch --unshallow");
    return;
  }
  const runs: MutationRun[] = [];
  for (const name of names) {
    const area = AREAS[name]!;
    const files = changed ? area.files.filter((file) => changed.files.has(file)) : area.files;
    if (files.length === 0) {
      console.log(`${name}: SKIPPED, none of its files differs from commit ${changed && changed.base}.`);
    } else {
      runs.push(await mutate(name, { ...area, files }));
    }
  }
  if (options.write) {
    writeMutationPage(runs, new Date());
  }
  report(runs);
}

function report(runs: readonly MutationRun[]): void {
  const low = runs.filter(({ area, floor, mutants, seconds }) => {
    const score = scoreOf(mutants);
    console.log(
      `${area}: ${score.noticed} of ${score.all} mutants noticed, ${inPercent(score)}, in ${seconds.toFixed()} s`,
    );
    return score.percent < floor;
  });
  if (low.length > 0) {
    throw new UserError(low.map(({ area, floor }) => `${area}: fewer than ${floor} % are noticed`).join("\n"));
  }
}

/** Returns the files that differ from where the branch began, or on the main branch from the commit before. */
function changedFiles(): { readonly base: string; readonly files: ReadonlySet<string> } {
  const begun = gitOrNothing("merge-base", "HEAD", "origin/main");
  const base = begun && begun !== gitOrNothing("rev-parse", "HEAD") ? begun : gitOrNothing("rev-parse", "HEAD~1");
  return { base, files: new Set(base ? gitOrNothing("diff", "--name-only", base).split("\n") : []) };
}

/** Returns what Git prints; nothing if it fails, for example outside of a repository. */
function gitOrNothing(...commandLine: string[]): string {
  const { stdout } = spawnSync("git", commandLine, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return (stdout ?? "").trim();
}

async function mutate(name: string, area: Area): Promise<MutationRun> {
  // The processes that run the tests read both.
  process.env.MUTATED_AREA = name;
  process.env.PROPERTY_RUNS ??= "20";
  const startedAt = Date.now();
  const { Stryker } = await import("@stryker-mutator/core");
  const mutants = await new Stryker(optionsFor(area)).runMutationTest();
  return { area: name, floor: area.floor, mutants, seconds: (Date.now() - startedAt) / 1000 };
}

function optionsFor({ files }: Area): ConstructorParameters<typeof Stryker>[0] {
  const needed = ["package.json", "tsconfig.json", "jest.config.js", "function", "modules", "cli", "test"];
  return {
    mutate: [...files],
    testRunner: "jest",
    jest: { configFile: "test/mutation/jest.config.js", enableFindRelatedTests: false },
    coverageAnalysis: "perTest",
    concurrency: 2,
    timeoutMS: 10_000,
    reporters: ["clear-text", "progress-append-only"],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    tempDirName: "dist/stryker",
    ignorePatterns: ["/*", ...needed.map((file) => `!/${file}`)],
  };
}
