import { Command, Option } from "commander";
import { emailEvent, EVENT_VERSIONS } from "../../events/email-event";
import { printJson } from "../../terminal/output";

interface Options {
  readonly from: string;
  readonly onBehalfOf?: string;
  readonly to: string[];
  readonly subject: string;
  readonly message?: string;
  readonly truncated?: boolean;
  readonly inbound?: boolean;
  readonly version: string;
}

export function eventCommand(): Command {
  return new Command("event")
    .description(
      "Prints the event that WorkMail would hand to the function for an email: for tests, and for the test button of Lambda's console. The same values make the same event, ids too.",
    )
    .option("--from <address>", "the user who acts", "user@example.com")
    .option(
      "--on-behalf-of <address>",
      "the user on whose behalf the email is sent: it becomes envelope.mailFrom, and who acts becomes sender",
    )
    .option("--to <address...>", "the recipients", ["recipient@example.net"])
    .option("--subject <text>", "the subject, cut at 256 characters as WorkMail does", "Test")
    .option("--message <file>", "take sender, recipients, and subject from a message in MIME (.eml)")
    .option("--truncated", "there are more recipients than the event lists")
    .option("--inbound", "an email that comes in, instead of one that goes out")
    .addOption(
      new Option("--version <version>", "2018-10-10 is the event of AWS's documentation, without ids and direction")
        .choices(EVENT_VERSIONS)
        .default("2019-07-28"),
    )
    .option("--json", "what it always prints, as the other commands have it")
    .addHelpText(
      "after",
      `
Exit code: 0 done; 1 an option is wrong, and the text says which.

Examples:
  workmail-lambda event
  workmail-lambda event --from assistant@example.com --on-behalf-of chief@example.com
  workmail-lambda event --to one@example.com two@example.net --subject "Hello" --truncated
  workmail-lambda event --version 2018-10-10 > event.json
  workmail-lambda event --message mail.eml --inbound
  workmail-lambda event --inbound | workmail-lambda invoke -`,
    )
    .action(async ({ inbound, message, ...values }: Options, command: Command) => {
      const given = Object.entries(values).filter(([name]) => command.getOptionValueSource(name) !== "default");
      const inMessage = message === undefined ? {} : await valuesOf(message);
      printJson(
        emailEvent({
          ...values,
          ...inMessage,
          ...Object.fromEntries(given),
          flowDirection: inbound ? "INBOUND" : "OUTBOUND",
        }),
      );
    });
}

async function valuesOf(message: string) {
  const { readMessageFile } = await import("../../events/message-file");
  return (await readMessageFile(message)).values;
}
