import { Command, InvalidArgumentError, Option } from "commander";
import { DEFAULTS } from "../modules/settings/function-settings";
import { fail, UserError } from "../modules/user-error";
import { DEFAULT_COST_SETTINGS, PRICES_AS_OF } from "./cost-model";
import { costTable, sensitivityTable, workloadOf } from "./cost-report";
import { Figures } from "./measure/figures";
import { readResults } from "./report/publish";
import { renderTable } from "./report/section";

interface Options {
  readonly emailsPerDay: number;
  readonly memorySizeMb: number;
  readonly logRetentionInDays: number;
  readonly architecture: "arm64" | "x86_64";
}

const command = new Command("tsx bench/cost.ts")
  .description(
    `The cost of emails in a Region a month, by list prices of ${PRICES_AS_OF}, with what docs/explanation/benchmarks.md has measured.`,
  )
  .option("--emails-per-day <n>", "in one Region", positive, 1_000_000)
  .option("--memory-size-mb <n>", "", positive, DEFAULTS.memorySizeMb)
  .option("--log-retention-in-days <n>", "", positive, DEFAULTS.logRetentionInDays)
  .addOption(new Option("--architecture <name>").choices(["arm64", "x86_64"]).default(DEFAULTS.architecture))
  .action(cost);

function positive(given: string): number {
  const value = Number(given);
  if (!(value > 0)) {
    throw new InvalidArgumentError("Allowed is a number above 0.");
  }
  return value;
}

function cost({ emailsPerDay, ...settings }: Options): void {
  const figures = Figures.from(readResults().scale?.figures ?? {});
  const workload = workloadOf(figures, emailsPerDay);
  if (workload === undefined) {
    throw new UserError(
      "docs/explanation/benchmarks/results.json does not hold what the model needs: npm run bench -- --only scale",
    );
  }
  const all = { ...DEFAULT_COST_SETTINGS, ...settings };
  console.log(renderTable(costTable(workload, all), figures));
  console.log();
  console.log(renderTable(sensitivityTable(workload, all, figures), figures));
}

try {
  command.parse();
} catch (error) {
  fail(error);
}
