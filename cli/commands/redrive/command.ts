import { Command, Option } from "commander";
import { OUTPUTS_OPTION, wholeNumber, workMailRegion } from "../../terminal/options";
import type { Options } from "./redrive";

export function redriveCommand(): Command {
  return new Command("redrive")
    .description(
      "Takes the failed events out of the on-failure queue of each deployed Region and invokes the function again. What succeeds is deleted from the queue at once; what fails again stays in it. Run it when what made the function fail is mended.",
    )
    .option("--region <region...>", "these Regions only, instead of all that are deployed", workMailRegion)
    .addOption(new Option(...OUTPUTS_OPTION).conflicts(["queue", "function"]))
    .option("--queue <url>", "this queue, instead of the deployed ones; needs --function and one --region")
    .option(
      "--function <name>",
      "the function whose failed events are in --queue, by name or ARN; invoked as it is named, an alias or a version, too",
    )
    .option("--dry-run", "count the events and their reasons; change nothing")
    .option("--limit <number>", "take this many events of each queue", wholeNumber(1, 1e9))
    .option("--concurrency <number>", "invocations at a time in a Region", wholeNumber(1, 50), 5)
    .option("--json", "print the report as JSON, and no progress")
    .addHelpText(
      "after",
      `
It shows counts, the reasons that Lambda and the function gave, and ids; no
address and no subject.

Ctrl-C finishes the events at work and gives back the others; Ctrl-C once more
ends at once, and the queue shows what was at work after five minutes. Either
way it can be started again: no event is lost. One that had succeeded when the
process was killed before it was deleted is handled once more, as may happen
with any event that WorkMail, Lambda or SQS delivers: the setting deduplication
is for functions that must not see an event twice.

A dry run receives the messages, too: for as long as it runs they are hidden
from others, and their receive count grows.

Environment:
  AWS credentials that may receive from, change and delete from the queue
  (sqs:ReceiveMessage, sqs:ChangeMessageVisibility, sqs:DeleteMessage; where
  the queue has a KMS key of yours, kms:Decrypt, too) and invoke the function
  (lambda:InvokeFunction), as the AWS CLI takes them
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

Exit code: 0 done; 2 done, and some events failed again or some messages are no
failed events of the function; 1 something failed, and the text says what;
130 interrupted.

Examples:
  workmail-lambda redrive --dry-run
  workmail-lambda redrive
  workmail-lambda redrive --region eu-west-1 --limit 10
  workmail-lambda outputs | workmail-lambda redrive --outputs - --dry-run --json`,
    )
    .action(async (options: Options) => {
      const { redrive } = await import("./redrive");
      await redrive(options);
    });
}
