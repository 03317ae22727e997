import { Command, InvalidArgumentError } from "commander";
import { ORGANIZATION_ID_PATTERN } from "../../../modules/workmail";
import { exitCodesHelp } from "../../terminal/exit-codes";
import { workMailRegion } from "../../terminal/options";
import type { Options } from "./init";

export function initCommand(): Command {
  return new Command("init")
    .description(
      "Writes the settings file for organizations of Amazon WorkMail. It asks for the name, the Regions, and their organizations, and offers the organizations that your AWS credentials can list. It does not ask for values that you pass as options.",
    )
    .option("--name <name>", "name of the function")
    .option("--organization <region=id>", "an organization and its Region; can be repeated", organization)
    .option(
      "--any-organization <region>",
      "a Region in which every organization of the account can call the function; can be repeated",
      workMailRegion,
    )
    .option("--alarm-email <address>", "address that the alarms notify")
    .option(
      "--scaffold",
      "also write a handler of your own, a test for it, a tsconfig.json, and what package.json lacks",
    )
    .option("--file <file>", "the settings file", "workmail.json")
    .option("--force", "overwrite an existing file without asking")
    .option("--yes", "do not ask; use the defaults")
    .option("--json", "print the settings as JSON; do not ask")
    .addHelpText(
      "after",
      `
The settings are for Amazon WorkMail. For a function that only Amazon SES calls, give
the Region "workMail": false, and a sesReceiptRule or sesSendingEvents.

An existing settings file is overwritten only with --force, or if you confirm it.
With --scaffold, files that exist stay as they are, and the settings name the
handler as entry. In a folder without an app, it asks whether to write them.

Environment:
  AWS credentials that may workmail:ListOrganizations, to offer the organizations.
  Without them, you enter the IDs.

${exitCodesHelp()}

Examples:
  workmail-lambda init --yes --organization eu-west-1=m-33333333333333333333333333333333
  workmail-lambda init --yes --force --name mail-events --any-organization us-east-1 --alarm-email ops@example.com
  workmail-lambda init --yes --force --scaffold --any-organization us-east-1
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
    throw new InvalidArgumentError("Allowed: REGION=ID, where ID is m- and 32 hexadecimal digits in lowercase.");
  }
  return [...earlier, [region, id]];
}
