import { Command, InvalidArgumentError, Option } from "commander";
import { DEFAULTS } from "../modules/settings/function-settings";
import { fail, UserError } from "../modules/user-error";
import {
  COST_SOURCES,
  type CostSettings,
  DEFAULT_COST_SETTINGS,
  PRICES_AS_OF,
  SES_PRICES_AS_OF,
  withContent,
} from "./cost-model";
import { ASSUMPTIONS, costTable, sensitivityTable, tracingSentence, workloadOf } from "./cost-report";
import { Figures } from "./measure/figures";
import { readResults } from "./report/publish";
import { renderTable } from "./report/section";

interface Options extends Pick<
  CostSettings,
  "logRetentionInDays" | "architecture" | "tracingMode" | "messageContent" | "deduplication" | "source"
> {
  readonly emailsPerDay: number;
  readonly memorySizeMb?: number;
  readonly synchronous: boolean;
  readonly emailKb: number;
  readonly callMs: number;
  readonly decisionMs: number;
}

const command = new Command("tsx bench/cost.ts")
  .description(
    `The cost of emails in a Region a month, by list prices of ${PRICES_AS_OF} (SES: ${SES_PRICES_AS_OF}), with what docs/explanation/benchmarks.md has measured.`,
  )
  .option("--emails-per-day <n>", "in one Region", positive, 1_000_000)
  .option("--memory-size-mb <n>", "(default: 256, or 512 with message content)", positive)
  .option("--log-retention-in-days <n>", "", positive, DEFAULTS.logRetentionInDays)
  .addOption(choice("--architecture <name>", "", ["arm64", "x86_64"], DEFAULTS.architecture))
  .addOption(choice("--tracing-mode <mode>", "", ["Active", "PassThrough"], DEFAULTS.tracingMode))
  .addOption(choice("--message-content <access>", "", ["NONE", "READ", "REPLACE"], DEFAULTS.messageContent))
  .option("--synchronous", "the caller waits for the answer, as it does for REPLACE", false)
  .option("--deduplication", "", DEFAULTS.deduplication)
  .addOption(choice("--source <name>", "who calls the function", COST_SOURCES, DEFAULT_COST_SETTINGS.source))
  .option("--email-kb <n>", "size of a whole email, assumed", positive, ASSUMPTIONS.emailBytes / 1_000)
  .option("--call-ms <n>", "time of a call to WorkMail or S3 for content, assumed", positive, ASSUMPTIONS.callMs)
  .option("--decision-ms <n>", "time of a synchronous decision, assumed", positive, ASSUMPTIONS.decisionMs)
  .action(cost);

function choice(flags: string, description: string, choices: readonly string[], initial: string): Option {
  return new Option(flags, description).choices(choices).default(initial);
}

function positive(given: string): number {
  const value = Number(given);
  if (!(value > 0)) {
    throw new InvalidArgumentError("Allowed is a number above 0.");
  }
  return value;
}

function cost({ emailsPerDay, emailKb, callMs, decisionMs, ...given }: Options): void {
  const figures = Figures.from(readResults().scale?.figures ?? {});
  const workload = workloadOf(figures, emailsPerDay, {
    ...ASSUMPTIONS,
    emailBytes: emailKb * 1_000,
    callMs,
    decisionMs,
  });
  if (workload === undefined) {
    throw new UserError(
      "docs/explanation/benchmarks/results.json does not hold what the model needs: npm run bench -- --only scale",
    );
  }
  const settings = settingsOf(given);
  const parts = [
    renderTable(costTable(workload, settings), figures),
    renderTable(sensitivityTable(workload, settings, figures), figures),
    ...(settings.tracingMode === "Active" ? [tracingSentence(workload, settings)] : []),
  ];
  console.log(parts.join("\n\n"));
}

function settingsOf({ memorySizeMb, ...given }: Omit<Options, "emailsPerDay" | "emailKb" | "callMs" | "decisionMs">) {
  const { messageContent, source, synchronous } = given;
  if (source !== "workmail" && messageContent !== "NONE") {
    throw new UserError(`--message-content ${messageContent} needs --source workmail: the content is WorkMail's.`);
  }
  if (source === "ses-sending" && synchronous) {
    throw new UserError("--synchronous needs --source workmail or ses-receipt: nobody waits after sending.");
  }
  const content = messageContent === "NONE" ? {} : withContent(messageContent);
  return {
    ...DEFAULT_COST_SETTINGS,
    ...given,
    ...content,
    synchronous: synchronous || messageContent === "REPLACE",
    ...(memorySizeMb === undefined ? {} : { memorySizeMb }),
  };
}

try {
  command.parse();
} catch (error) {
  fail(error);
}
