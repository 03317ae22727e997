import { Command } from "commander";
import { fail } from "../modules/user-error";
import { regionOutputs } from "./region-outputs";
import { readStacks } from "./stacks";
import { withTerraform } from "./terraform";

/** The command line: what it says of itself is its documentation. */
new Command("npm run outputs --")
  .description(
    "Prints the outputs of the deployment as one JSON object by Region, from Terraform's state, whichever shape the stacks have. A Region of which the state knows nothing is null.",
  )
  .addHelpText(
    "after",
    `
Environment:
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

Exit code: 0 done; 2 done, and a Region has no function or no rule's ARN: it is not
deployed, or its deployment failed; 1 something failed, and the text says what.

Examples:
  npm run --silent outputs
  npm run --silent outputs > outputs.json`,
  )
  .action(outputs)
  .parseAsync()
  .catch(fail);

async function outputs(): Promise<void> {
  const stacks = readStacks();
  const told = await withTerraform((terraform) =>
    regionOutputs(stacks, { terraform, env: process.env }),
  );
  const byRegion = Object.fromEntries(
    told.map(({ region, name, values }) => [
      region ?? name,
      Object.keys(values).length > 0 ? values : null,
    ]),
  );
  console.log(JSON.stringify(byRegion, null, 2));
  for (const { name, values } of told) {
    if (values.email_flow_rule_function_arn === undefined) {
      console.error(
        `${name}: not deployed, or only in part. Next: npm run deploy`,
      );
      process.exitCode = 2;
    }
  }
}
