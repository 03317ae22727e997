import { Command, Option } from "commander";
import { functionRegion, OUTPUTS_OPTION } from "../../terminal/options";
import type { Options } from "./instructions";

export function instructionsCommand(): Command {
  return new Command("instructions")
    .description(
      "Prints the steps by which an administrator attaches the function to each of its email flow rules, with the real names in them: no API can do it.",
    )
    .option("--region <region...>", "these Regions only, instead of all that are deployed", functionRegion)
    .option(...OUTPUTS_OPTION)
    .addOption(
      new Option("--format <format>", "how they are printed").choices(["text", "markdown", "json"]).default("text"),
    )
    .option("--json", "the same as --format json")
    .addHelpText(
      "after",
      `
With --json: {REGION: {"functionName", "functionArn", "consoleUrls", "rules":
[{"title", "steps"}]}}, with "title" and "steps" of the first rule beside them.
Without WorkMail, there are no rules, and no steps.

Environment:
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

Exit code: 0 done; 1 a Region is not deployed, or something else failed, and the
text says what; 130 interrupted.

Examples:
  workmail-lambda instructions
  workmail-lambda instructions --region eu-west-1 --format markdown > rule.md
  workmail-lambda outputs | workmail-lambda instructions --outputs - --json`,
    )
    .action(async (options: Options) => {
      const { instructions } = await import("./instructions");
      await instructions(options);
    });
}
