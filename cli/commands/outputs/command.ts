import { Command } from "commander";

export function outputsCommand(): Command {
  return new Command("outputs")
    .description(
      "Prints the outputs of the deployment as one JSON object by Region, from Terraform's state, whichever shape the stacks have. A Region of which the state knows nothing is null.",
    )
    .option("--json", "what it always prints, as the other commands have it")
    .addHelpText(
      "after",
      `
Environment:
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

Exit code: 0 done; 2 done, and a Region has no function or no rule's ARN: it is not
deployed, or its deployment failed; 1 something failed, and the text says what;
130 interrupted.

Examples:
  workmail-lambda outputs
  workmail-lambda outputs > outputs.json`,
    )
    .action(async () => {
      const { printOutputs } = await import("./outputs");
      await printOutputs();
    });
}
