import { Command } from "commander";
import { exitCodesHelp } from "../../terminal/exit-codes";

export function outputsCommand(): Command {
  return new Command("outputs")
    .description(
      "Prints the outputs of all Regions from Terraform's state as one JSON object. The format is the same for every layout. A Region that is not in the state is null.",
    )
    .option("--json", "print JSON, as it always does; for consistency with other commands")
    .addHelpText(
      "after",
      `
Environment:
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

${exitCodesHelp({ attention: "done, but a Region is not deployed, or only in part" })}

Examples:
  workmail-lambda outputs
  workmail-lambda outputs > outputs.json`,
    )
    .action(async () => {
      const { printOutputs } = await import("./outputs");
      await printOutputs();
    });
}
