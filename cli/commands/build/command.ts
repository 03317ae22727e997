import { Command } from "commander";
import { exitCodesHelp } from "../../terminal/exit-codes";

export function buildCommand(): Command {
  return new Command("build")
    .description("Bundles the handler of the settings into the zip that is deployed, and prints its size and hash.")
    .option("--json", "print the facts as JSON")
    .addHelpText(
      "after",
      `
Environment:
  WORKMAIL_SETTINGS  another settings file than workmail.json

${exitCodesHelp()}

Examples:
  workmail-lambda build
  workmail-lambda build --json`,
    )
    .action(async (options: { readonly json?: boolean }) => {
      const { build } = await import("./build");
      await build(options);
    });
}
