import { Command } from "commander";
import { exitCodesHelp } from "../../terminal/exit-codes";
import { checkProject } from "../../terraform/project";

export function synthCommand(): Command {
  return new Command("synth")
    .description(
      "Writes Terraform's configuration to cdktf.out: one stack for each Region, or one for all of them with the setting singleStack.",
    )
    .option("--json", "print the stacks and their files as JSON")
    .addHelpText(
      "after",
      `
A deployment synthesizes by itself, into a folder of its own: what you
synthesize meanwhile does not change it.

Environment:
  WORKMAIL_SETTINGS  another settings file than workmail.json
  CDKTF_OUTDIR       another folder than cdktf.out

${exitCodesHelp()}

Examples:
  workmail-lambda synth
  workmail-lambda synth --json`,
    )
    .action(async (options: { readonly json?: boolean }) => {
      // Before the import, which needs CDKTF.
      checkProject("synth");
      const { synth } = await import("./synth");
      await synth(options);
    });
}
