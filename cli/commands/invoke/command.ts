import { Command, InvalidArgumentError, Option } from "commander";
import { directionOptions } from "../../events/flow-direction";
import { sampleEventNames } from "../../events/sample-events";
import { CALLER, sourceOption } from "../../events/ses-event";
import { exitCodesHelp } from "../../terminal/exit-codes";
import { functionRegion, wholeNumber } from "../../terminal/options";
import type { Options } from "./invoke";

export function invokeCommand(): Command {
  const [inbound, outbound] = directionOptions();
  return new Command("invoke")
    .description(
      "Runs the function with events on this machine, in a local Lambda runtime: the package that is built from the settings, a zip, or the deployed package. It prints the result, the log, the memory, and the duration of the start and of each invocation. It calls AWS only for --function.",
    )
    .argument(
      "[event...]",
      "files, - for standard input, or sample events. Default: the event of --message, or the sample event outbound-2019 or inbound, whichever the email flow rules are for; without WorkMail, the sample event of what calls the function in Amazon SES",
    )
    .option(
      "--region <region>",
      "use the settings of this Region; with --function, the Region of the function",
      (value) => functionRegion(value)[0],
    )
    .addOption(new Option("--zip <file>", "run this zip").conflicts("function"))
    .option(
      "--function <name>",
      "run the deployed function with this name or ARN, which can include an alias or a version; needs --region",
    )
    .option("--handler <name>", "file and export that Lambda calls")
    .option("--memory <megabytes>", "memory of the function", wholeNumber(128, 10_240))
    .option("--timeout <seconds>", "time limit of an invocation", wholeNumber(1, 900))
    .option("--env <name=value>", "an additional environment variable; can be repeated", environmentVariable)
    .option("--endpoint <url>", "the AWS emulator for the function's own calls; without it, they fail")
    .addOption(sourceOption(`what sends the event of this command, without [event...] only; ${CALLER}`))
    .option("--synchronous", "check the answer and its duration, as a synchronous rule does")
    .option("--message <file>", "the MIME message (.eml) that the function can read and replace")
    .option("--out <file>", "write the replaced message to this file; needs --message")
    .addOption(
      new Option("--message-fault <error>", "make reading or replacing the message fail, as AWS can").choices([
        "frozen",
        "rejected",
        "missing",
      ]),
    )
    .addOption(inbound)
    .addOption(outbound)
    .option("--watch", "build and run again when a file in this folder changes")
    .option("--json", "print only the results, as JSON")
    .addHelpText(
      "after",
      `
Sample events: ${sampleEventNames().join(", ")}

Without events, the direction is that of the email flow rules in the settings, those
of --region if it is set. With --zip or --function, or without settings, the email
is outbound.

Each run builds the package as "workmail-lambda synth" does, with the memory, timeout,
and environment of the settings. If the package aws-lambda-ric is installed, it
runs the function, as in Lambda; otherwise a built-in client does.

The log is that of CloudWatch Logs, including Lambda's own lines. Differences from
Lambda: the function runs on the Node.js that runs this command, whatever its
runtime is. The AWS SDK is available only if the zip contains it. The function's
folder is writable. On Linux, its whole memory is limited; on other systems, only
JavaScript's heap. Layers are not included, and a note is printed.

With --json: {"artifact", "client", "results": [{"event", "requestId", "payload"
or "error", "timedOut", "logs", "durationMs", "initMs", "peakMemoryMb"}]}, with
"answer": {"errors", "warning"} in each result for --synchronous, and
"replacedBytes" for --message.

Environment:
  WORKMAIL_SETTINGS  another settings file than workmail.json
  AWS credentials that may lambda:GetFunction, for --function

${exitCodesHelp({
  done: "every invocation succeeded",
  attention: "the function failed on at least one event, or an answer is invalid or late for a synchronous rule",
})}

Examples:
  workmail-lambda invoke
  workmail-lambda invoke on-behalf-of truncated
  workmail-lambda event --from user@example.com | workmail-lambda invoke -
  workmail-lambda invoke --message mail.eml --out changed.eml
  workmail-lambda invoke --source ses-receipt --synchronous
  workmail-lambda invoke inbound --region eu-west-1 --env EMAIL_LOG_DETAIL=full
  workmail-lambda invoke --zip modules/terraform/workmail-function.zip --memory 128
  workmail-lambda invoke --function workmail-email-events --region eu-west-1 --json`,
    )
    .action(async (events: string[], options: Options) => {
      const { invoke } = await import("./invoke");
      await invoke(events, options);
    });
}

function environmentVariable(value: string, earlier: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, text] = /^([A-Za-z][A-Za-z0-9_]+)=(.*)$/s.exec(value) ?? [];
  if (name === undefined || text === undefined) {
    throw new InvalidArgumentError("Allowed: NAME=VALUE.");
  }
  return { ...earlier, [name]: text };
}
