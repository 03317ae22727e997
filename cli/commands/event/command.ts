import { Command, InvalidArgumentError, Option } from "commander";
import type { EmailSource } from "../../../function/src/email-source";
import { hasSettings, settingsFile } from "../../../modules/settings/settings-file";
import { UserError } from "../../../modules/user-error";
import { EVENT_VERSIONS } from "../../events/email-event";
import { type DirectionOptions, directionOptions, flowDirection } from "../../events/flow-direction";
import { CALLER, callerIn, eventFrom, sourceOption } from "../../events/ses-event";
import { exitCodesHelp } from "../../terminal/exit-codes";
import { printJson } from "../../terminal/output";

interface Options extends DirectionOptions {
  readonly source?: EmailSource;
  readonly from: string;
  readonly onBehalfOf?: string;
  readonly to?: string[];
  readonly subject: string;
  readonly message?: string;
  readonly truncated?: boolean;
  readonly version: string;
}

export function eventCommand(): Command {
  const [inbound, outbound] = directionOptions();
  return new Command("event")
    .description(
      "Prints the event that WorkMail, or Amazon SES, sends to the function for an email, for tests and for the Lambda console. The direction is that of the email flow rules in the settings; without settings, the email is outbound. The same options produce the same event, including its IDs.",
    )
    .addOption(
      sourceOption(
        `what sends the event: a rule of WorkMail, a receipt rule of Amazon SES, or SES through EventBridge; ${CALLER}`,
      ),
    )
    .option("--from <address>", "the user who sends the email", address, "user@example.com")
    .option(
      "--on-behalf-of <address>",
      "the user on whose behalf the email is sent: this address becomes envelope.mailFrom, and --from becomes sender",
      address,
    )
    .option("--to <address...>", 'the recipients (default: "recipient@example.net")', addresses)
    .option("--subject <text>", "the subject, cut after 256 characters, as WorkMail does", "Test")
    .option("--message <file>", "read sender, recipients, and subject from a MIME message (.eml)")
    .option("--truncated", "set truncated: the event does not list all recipients")
    .addOption(inbound)
    .addOption(outbound)
    .addOption(
      new Option("--version <version>", "2018-10-10 is the event in AWS's documentation, without IDs and direction")
        .choices(EVENT_VERSIONS)
        .default("2019-07-28"),
    )
    .option("--json", "print JSON, as it always does; for consistency with other commands")
    .addHelpText(
      "after",
      `
Environment:
  WORKMAIL_SETTINGS  another settings file than workmail.json

${exitCodesHelp()}

Examples:
  workmail-lambda event
  workmail-lambda event --from assistant@example.com --on-behalf-of chief@example.com
  workmail-lambda event --to one@example.com two@example.net --subject "Hello" --truncated
  workmail-lambda event --version 2018-10-10 > event.json
  workmail-lambda event --message mail.eml --inbound
  workmail-lambda event --source ses-receipt --to one@example.com
  workmail-lambda event --inbound | workmail-lambda invoke -`,
    )
    .action(async ({ source: chosen, inbound, outbound, message, ...values }: Options, command: Command) => {
      const { source, flowDirection } = await callOf(chosen, { inbound, outbound });
      const given = Object.entries(values).filter(([name]) => command.getOptionValueSource(name) !== "default");
      refuseOfWorkMail(source, command);
      const inMessage = message === undefined ? {} : await valuesOf(message);
      printJson(
        eventFrom(source, {
          ...values,
          ...inMessage,
          ...Object.fromEntries(given),
          flowDirection,
        }),
      );
    });
}

/** Returns what sends the event, and with WorkMail in which direction: as chosen, or as in the settings. */
async function callOf(chosen: EmailSource | undefined, options: DirectionOptions) {
  if (chosen !== undefined && chosen !== "workmail") {
    return { source: chosen };
  }
  // A direction that is named needs no settings, and what reads them takes longer than the answer.
  if (options.inbound || options.outbound || !hasSettings()) {
    return { source: "workmail" as const, flowDirection: flowDirection(options, [], "") };
  }
  const { rulesInSettings } = await import("../../deployments/rules-in-settings");
  const regions = rulesInSettings();
  const source = chosen ?? callerIn(regions);
  const rules = regions.flatMap((it) => it.rules);
  return source === "workmail" ? { source, flowDirection: flowDirection(options, rules, settingsFile()) } : { source };
}

/** Parses an option's argument: an email address. */
function address(value: string): string {
  if (!/^[^\s@][^\s]*@[^\s@]+$/.test(value)) {
    throw new InvalidArgumentError("Allowed: an email address, such as user@example.com.");
  }
  return value;
}

function addresses(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, address(value)];
}

/** Refuses options of which the events of Amazon SES have nothing. */
function refuseOfWorkMail(source: EmailSource, command: Command): void {
  const given = ["truncated", "inbound", "outbound", "version"].filter(
    (it) => command.getOptionValueSource(it) === "cli",
  );
  if (source !== "workmail" && given.length > 0) {
    throw new UserError(`${given.map((name) => `--${name}`).join(", ")}: allowed only with --source workmail.`);
  }
}

async function valuesOf(message: string) {
  const { readMessageFile } = await import("../../events/message-file");
  return (await readMessageFile(message)).values;
}
