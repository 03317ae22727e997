import { Command } from "commander";
import { WORKMAIL_RULE_SET } from "../../../modules/ses";
import { exitCodesHelp } from "../../terminal/exit-codes";
import type { Options } from "./migrate";

export function migrateCommand(): Command {
  return new Command("migrate")
    .description(
      "Prints how each email flow rule continues with Amazon SES when WorkMail ends: what stays unchanged, which setting it needs, and what has no successor. It reads the settings, and the handler with the files that it imports, and calls nothing.",
    )
    .option(
      "--rule-set <name>",
      "the receipt rule set for inbound email; INBOUND_MAIL is WorkMail's own, which is active while WorkMail is in use",
      WORKMAIL_RULE_SET,
    )
    .option("--configuration-set <name>", "the configuration set with which SES sends outbound email")
    .option("--write", "add the settings to the settings file")
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      `
--write adds sesReceiptRule and sesSendingEvents to the settings file, and leaves
the rest of it as it is: under the Regions where these differ, otherwise at the top.
For synchronous rules for inbound email, the receipt rule waits for an answer. It
adds no setting for rules that have no successor, and none that is there already.

With --json: {"file", "rules": [{"region", "name", "direction", "continues",
"noSuccessor"}], "handler", "settings"}, where "settings" are those to add.

Environment:
  WORKMAIL_SETTINGS  another settings file than workmail.json

${exitCodesHelp({
  done: "everything continues",
  attention: "something has no successor, or the handler must name its sources",
})}

Examples:
  workmail-lambda migrate
  workmail-lambda migrate --configuration-set outbound --json`,
    )
    .action(async (options: Options) => {
      const { migrate } = await import("./migrate");
      await migrate(options);
    });
}
