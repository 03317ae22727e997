import { Command, InvalidArgumentError } from "commander";
import { ORGANIZATION_ID_PATTERN } from "../../../modules/workmail";
import { workMailRegion } from "../../terminal/options";
import type { Options } from "./init";

export function initCommand(): Command {
  return new Command("init")
    .description(
      "Writes the settings file. It asks for what matters, the name, the Regions and their organizations, and offers the organizations that the AWS credentials show. What an option says is not asked.",
    )
    .option("--name <name>", "name of the function")
    .option("--organization <region=id>", "an organization and its Region; may be given several times", organization)
    .option(
      "--any-organization <region>",
      "a Region in which every organization of the account may call the function; may be given several times",
      workMailRegion,
    )
    .option("--alarm-email <address>", "address that the alarms notify")
    .option("--file <file>", "the settings file", "workmail.json")
    .option("--force", "write over a file that is there, without asking")
    .option("--yes", "ask nothing: what no option says has its default")
    .option("--json", "print what was written as JSON; asks nothing")
    .addHelpText(
      "after",
      `
A file that is there is never written over without --force or your yes.

Environment:
  AWS credentials that may workmail:ListOrganizations, to have them offered;
  without them you enter the ids

Exit code: 0 done; 1 something is wrong, and the text says what: nothing is
written then; 130 interrupted.

Examples:
  workmail-lambda init --yes --organization eu-west-1=m-33333333333333333333333333333333
  workmail-lambda init --yes --force --name mail-events --any-organization us-east-1 --alarm-email ops@example.com
  workmail-lambda init --json --file workmail.staging.json --organization us-west-2=m-22222222222222222222222222222222`,
    )
    .action(async (options: Options) => {
      const { init } = await import("./init");
      await init(options);
    });
}

function organization(
  value: string,
  earlier: readonly (readonly [string, string])[] = [],
): (readonly [string, string])[] {
  const [region = "", id = ""] = value.split("=");
  workMailRegion(region);
  if (!new RegExp(ORGANIZATION_ID_PATTERN).test(id)) {
    throw new InvalidArgumentError("Allowed: REGION=ID, the ID m- and 32 hexadecimal digits, lower case.");
  }
  return [...earlier, [region, id]];
}
