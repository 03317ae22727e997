import { Command } from "commander";
import { exitCodesHelp } from "../../terminal/exit-codes";
import { TERRAFORM_ENVIRONMENT } from "../../terminal/options";
import { checkProject } from "../../terraform/project";
import type { Options } from "./move-states";

export function moveStatesCommand(): Command {
  return new Command("move-states")
    .description(
      "Moves Terraform's states from one stack for each Region to one stack for all Regions, or back, as the setting singleStack asks for. No resource is created, changed, or destroyed. Change the setting, run this command, then deploy.",
    )
    .option("--dry-run", "print what would be moved; change nothing")
    .addHelpText(
      "after",
      `
A copy of every state is saved in state-backups/ first. The new states are written
before the old ones are emptied. After an interruption, run the same command
again: it continues.

${TERRAFORM_ENVIRONMENT}

${exitCodesHelp({ done: "done, also when there is nothing to move" })}

Examples:
  workmail-lambda move-states --dry-run
  workmail-lambda move-states`,
    )
    .action(async (options: Options) => {
      // Before the import, which needs CDKTF.
      checkProject("move-states");
      const { moveStates } = await import("./move-states");
      await moveStates(options);
    });
}
