import { Command, InvalidArgumentError, Option } from "commander";
import { OUTPUTS_OPTION, workMailRegion } from "../../terminal/options";
import type { Options } from "./rollback";

export function rollbackCommand(): Command {
  return new Command("rollback")
    .description(
      "Points the alias live to the version before, in one Region or all, within seconds and without a build, and writes that version into the settings, so that the next deployment leaves it there. Where the newest version has a share of the events, it takes that share away. It needs the setting liveAlias.",
    )
    .option("--region <region...>", "these Regions only, instead of all that are deployed", workMailRegion)
    .option("--to <version>", "this version, instead of the one before", version)
    .option(...OUTPUTS_OPTION)
    .addOption(
      new Option("--latest", "forward again: to the newest version, and no version in the settings").conflicts("to"),
    )
    .option("--dry-run", "say what would be done; change nothing")
    .option("--json", "print what was done as JSON")
    .addHelpText(
      "after",
      `
All Regions are looked at before the first is changed. The settings file gets
regions.REGION.liveVersion, and newVersionWeight 0 where the newest version had
a share of the events; nothing else in it changes, its mode and a symbolic link
stay. It is written beside the file before the first Region is changed: when that
fails, nothing is. Interrupted, or when a Region fails, it has what was done until
then, and the text lists what each Region has.

With --json: {"dryRun", "regions": [{"region", "functionName", "from", "to",
"shared", "changed"}], "settings": the file that was written, or null}.

Environment:
  WORKMAIL_SETTINGS  another settings file than workmail.json
  AWS credentials that may lambda:GetAlias, lambda:ListVersionsByFunction,
  lambda:UpdateAlias
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

Exit code: 0 done; 1 something failed, and the text says what; 130 interrupted.

Examples:
  workmail-lambda rollback --dry-run
  workmail-lambda outputs | workmail-lambda rollback --outputs - --dry-run --json
  workmail-lambda rollback --region eu-west-1
  workmail-lambda rollback --latest`,
    )
    .action(async (options: Options) => {
      const { rollback } = await import("./rollback");
      await rollback(options);
    });
}

function version(value: string): string {
  if (!/^[1-9][0-9]*$/.test(value)) {
    throw new InvalidArgumentError("Allowed: the number of a version.");
  }
  return value;
}
