import { Command, InvalidArgumentError, Option } from "commander";
import { sampleEventNames } from "../../events/sample-events";
import { wholeNumber, workMailRegion } from "../../terminal/options";
import type { Options } from "./invoke";

export function invokeCommand(): Command {
  return new Command("invoke")
    .description(
      "Runs the function with events on this machine, in a local Lambda runtime: the artifact as it is built here, a zip, or what is deployed. It says how long the start and each invocation took, how much memory it has had, what it returned and what it logged. AWS is called for --function alone.",
    )
    .argument(
      "[event...]",
      "files, - for standard input, or sample events. Default: outbound-2019, or the event of --message",
    )
    .option(
      "--region <region>",
      "the Region whose settings count, or that the function is deployed in",
      (value) => workMailRegion(value)[0],
    )
    .addOption(new Option("--zip <file>", "this zip instead of the built one").conflicts("function"))
    .option(
      "--function <name>",
      "what is deployed under this name or ARN, of an alias or a version, too; needs --region",
    )
    .option("--handler <name>", "file and export that Lambda calls")
    .option("--memory <megabytes>", "memory of the function", wholeNumber(128, 10_240))
    .option("--timeout <seconds>", "time limit of an invocation", wholeNumber(1, 900))
    .option("--env <name=value>", "an environment variable more; may be given several times", environmentVariable)
    .option("--endpoint <url>", "the AWS emulator that the function's own calls go to; otherwise they are refused")
    .option("--synchronous", "check the answer, and the time it took, as a synchronous rule does")
    .option("--message <file>", "the message in MIME (.eml) that the function can read and replace")
    .option("--out <file>", "write the replaced message to this file; needs --message")
    .addOption(
      new Option("--message-fault <fault>", "refuse to give the message, or to take a new one, as AWS can").choices([
        "frozen",
        "rejected",
        "missing",
      ]),
    )
    .option("--watch", "build and run again whenever a file here changes")
    .option("--json", "print the results as JSON, and nothing else")
    .addHelpText(
      "after",
      `
Sample events: ${sampleEventNames().join(", ")}

The built artifact is what "npm run synth" makes from the settings: it is built
anew each time, and gets the memory, the time limit and the environment that the
settings give it. Where the package aws-lambda-ric is installed it runs the
function, as in Lambda; otherwise a client of ours does.

The log is that of CloudWatch Logs, Lambda's own lines included. Not as in Lambda:
the function runs on the Node.js that runs this command, whatever its runtime is,
without the AWS SDK that Lambda's Node.js runtimes bring, unless the zip has it,
its folder can be written to, and its memory as a whole is limited on Linux alone,
on other systems JavaScript's heap. Layers are left out, and a note says so.

With --json: {"artifact", "client", "results": [{"event", "requestId", "payload"
or "error", "timedOut", "logs", "durationMs", "initMs", "peakMemoryMb"}]}, with
"answer": {"errors", "warning"} in each result for --synchronous, and
"replacedBytes" for --message.

Environment:
  WORKMAIL_SETTINGS  another settings file than workmail.json
  AWS credentials for --function, that may lambda:GetFunction

Exit code: 0 every event succeeded; 2 the function failed with an event, or its
answer is wrong or late for a synchronous rule; 1 something else failed, and the
text says what; 130 interrupted.

Examples:
  workmail-lambda invoke
  workmail-lambda invoke on-behalf-of truncated
  workmail-lambda event --from user@example.com | workmail-lambda invoke -
  workmail-lambda invoke --synchronous --message mail.eml --out changed.eml
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
