import { Command, InvalidArgumentError, Option } from "commander";
import { exitCodesHelp } from "../../terminal/exit-codes";
import { functionRegion, OUTPUTS_OPTION } from "../../terminal/options";
import type { Options } from "./rollback";

export function rollbackCommand(): Command {
  return new Command("rollback")
    .description(
      "Points the alias live to the previous version, in one Region or all, and writes that version into the settings, so that the next deployment keeps it. It takes seconds and needs no build. If the newest version gets only a share of the events, that share is set to 0. It needs the setting liveAlias.",
    )
    .option("--region <region...>", "these Regions only, instead of all that are deployed", functionRegion)
    .option("--to <version>", "this version, instead of the previous one", version)
    .option(...OUTPUTS_OPTION)
    .addOption(
      new Option("--latest", "return to the newest version, and remove the version from the settings").conflicts("to"),
    )
    .option("--dry-run", "print the changes without making them")
    .option("--json", "print the changes as JSON")
    .addHelpText(
      "after",
      `
All Regions are checked before the first one is changed. In the settings file, only
regions.REGION.liveVersion changes, and newVersionWeight if the newest version had
a share of the events. The mode of the file and a symbolic link are kept. If the
file cannot be written, no Region is changed. If you interrupt the command, or a
Region fails, the file contains the completed changes, and the last lines list the
version of each Region.

With --json: {"dryRun", "regions": [{"region", "functionName", "from", "to",
"shared", "changed"}], "settings": the file that was written, or null}.

Environment:
  WORKMAIL_SETTINGS  another settings file than workmail.json
  AWS credentials that may lambda:GetAlias, lambda:ListVersionsByFunction,
  lambda:UpdateAlias
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

${exitCodesHelp()}

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
    throw new InvalidArgumentError("Allowed: a version number.");
  }
  return value;
}
