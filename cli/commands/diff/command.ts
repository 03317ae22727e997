import { Command } from "commander";
import { exitCodesHelp } from "../../terminal/exit-codes";
import { TERRAFORM_ENVIRONMENT } from "../../terminal/options";
import { checkProject } from "../../terraform/project";
import type { Options } from "./diff";

export function diffCommand(): Command {
  return new Command("diff")
    .description(
      "Shows what a deployment of the stacks that you name, or of all of them, would change: the plan of each Region, all Regions at once. It changes nothing.",
    )
    .argument("[stack...]", "names such as workmail-us-east-1")
    .option("--json", "print the changes of each stack as JSON, without values")
    .addHelpText(
      "after",
      `
It plans what it has synthesized at its start, in a folder of its own that it
deletes with the plans. It takes no lock, so that it neither waits for a
deployment nor stops one. Regions that are still deployed and no longer in the
settings are reported on standard error.

With --json: {"changes": true or false, "stacks": {STACK: {"changes", "add",
"change", "destroy", "resources": [{"address", "actions"}], "outputs": [NAME]}}}.

${TERRAFORM_ENVIRONMENT}

${exitCodesHelp({ done: "done, and a deployment would change nothing", attention: "done, and a deployment would change something" })}

Examples:
  workmail-lambda diff
  workmail-lambda diff workmail-eu-west-1
  workmail-lambda diff --json`,
    )
    .action(async (stacks: string[], options: Options) => {
      // Before the import, which needs CDKTF.
      checkProject("diff");
      const { diff } = await import("./diff");
      await diff(stacks, options);
    });
}
