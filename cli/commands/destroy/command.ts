import { Command } from "commander";
import { exitCodesHelp } from "../../terminal/exit-codes";
import { autoApproveOption, TERRAFORM_ENVIRONMENT } from "../../terminal/options";
import { checkProject } from "../../terraform/project";
import type { Options } from "./destroy";

export function destroyCommand(): Command {
  return new Command("destroy")
    .description(
      "Destroys the stacks that you name, or all of them, with Terraform and the AWS credentials of the environment. It shows the plan of each Region, asks one question for all of them, and applies exactly these plans.",
    )
    .argument("[stack...]", "names such as workmail-us-east-1")
    .option(
      "--removed",
      "destroy only what is still deployed in Regions that the settings no longer name; takes no names of stacks",
    )
    .addOption(autoApproveOption())
    .addHelpText(
      "after",
      `
The email flow rules of WorkMail that call the function stay: delete them in the
WorkMail console first. A receipt rule and sending events of Amazon SES are destroyed
with the function. Their rule set and configuration set stay as they are.

${TERRAFORM_ENVIRONMENT}

${exitCodesHelp()}

Examples:
  workmail-lambda destroy workmail-eu-west-1
  workmail-lambda destroy --removed --auto-approve
  workmail-lambda destroy --auto-approve`,
    )
    .action(async (stacks: string[], options: Options) => {
      // Before the import, which needs CDKTF.
      checkProject("destroy");
      const { destroy } = await import("./destroy");
      await destroy(stacks, options);
    });
}
