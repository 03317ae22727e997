import { Command } from "commander";
import { exitCodesHelp } from "../../terminal/exit-codes";
import { autoApproveOption, TERRAFORM_ENVIRONMENT } from "../../terminal/options";
import { checkProject } from "../../terraform/project";
import type { Options } from "./deploy";

export function deployCommand(): Command {
  return new Command("deploy")
    .description(
      "Deploys the stacks that you name, or all of them, with Terraform and the AWS credentials of the environment. It shows the plan of each Region, asks one question for all of them, and applies exactly these plans, all Regions of a wave at once.",
    )
    .argument("[stack...]", "names such as workmail-us-east-1")
    .addOption(autoApproveOption())
    .option("--json", "print the outputs of each stack as JSON")
    .addHelpText(
      "after",
      `
With the setting rollout.checks, each wave is checked before the next one starts.
If you name stacks, only these are deployed, without checks.

Every run deploys what it has synthesized at its start, whatever changes
meanwhile. While one run changes stacks, another one for the same stacks is
refused. After Ctrl-C, Terraform has 60 seconds to finish what it is changing,
and nothing else starts. After an interruption or an error, run the same command
again.

${TERRAFORM_ENVIRONMENT}

${exitCodesHelp()}

Examples:
  workmail-lambda deploy
  workmail-lambda deploy workmail-eu-west-1
  workmail-lambda deploy --auto-approve --json`,
    )
    .action(async (stacks: string[], options: Options) => {
      // Before the import, which needs CDKTF.
      checkProject("deploy");
      const { deploy } = await import("./deploy");
      await deploy(stacks, options);
    });
}
