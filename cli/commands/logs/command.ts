import { Command } from "commander";
import { exitCodesHelp } from "../../terminal/exit-codes";
import { functionRegion, OUTPUTS_OPTION, pointInTime } from "../../terminal/options";
import type { Options } from "./logs";

export function logsCommand(): Command {
  return new Command("logs")
    .description(
      "Prints what the deployed functions have logged: the lines of the log group of each Region, in order of time, each with its time and its Region.",
    )
    .option("--region <region...>", "these Regions only, instead of all that are deployed", functionRegion)
    .option(
      "--since <time>",
      "how long ago the first line was logged (45m, 2h, 7d), or when; without it, 1h",
      pointInTime,
    )
    .option("--filter <pattern>", "a filter pattern of CloudWatch Logs, instead of every line")
    .option("--follow", "go on and print each new line, until Ctrl-C")
    .option(...OUTPUTS_OPTION)
    .option("--json", "print an object in JSON on a line of its own for each line of the log")
    .addHelpText(
      "after",
      `
Lines appear in CloudWatch Logs after some seconds. A filter such as
'{ $.message = "Email failed" }' selects lines in JSON, and '"timed out"' selects
lines with these words:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html

Control characters are escaped. By default, the function logs no address and no
subject; what it logs with the setting logDetail full is printed as it is.

With --json, on each line: {"time", "region", "logGroup", "logStream", "message"},
with "message" as an object if the function logged JSON.

Environment:
  AWS credentials that may logs:FilterLogEvents
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

${exitCodesHelp({ done: "done, also after Ctrl-C with --follow" })}

Examples:
  workmail-lambda logs
  workmail-lambda logs --follow --region eu-west-1
  workmail-lambda logs --since 2d --filter '{ $.message = "Email failed" }' --json
  workmail-lambda outputs | workmail-lambda logs --outputs - --since 15m`,
    )
    .action(async (options: Options) => {
      const { logs } = await import("./logs");
      await logs(options);
    });
}
