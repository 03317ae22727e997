import { Command, Option } from "commander";
import { exitCodesHelp } from "../../terminal/exit-codes";
import { functionRegion, OUTPUTS_OPTION, wholeNumber } from "../../terminal/options";
import type { Options } from "./redrive";

export function redriveCommand(): Command {
  return new Command("redrive")
    .description(
      "Invokes the function again with each event in the failure queue of each deployed Region. An event that succeeds is deleted from the queue immediately; an event that fails again stays in the queue. Run it after you have fixed the cause of the failures.",
    )
    .option("--region <region...>", "these Regions only, instead of all that are deployed", functionRegion)
    .addOption(new Option(...OUTPUTS_OPTION).conflicts(["queue", "function"]))
    .option("--queue <url>", "this queue, instead of the deployed ones; needs --function and one --region")
    .option(
      "--function <name>",
      "the function whose failed events are in --queue, by name or ARN, which can include an alias or a version",
    )
    .option("--dry-run", "count the events by reason; change nothing")
    .option("--limit <number>", "process at most this many events of each queue", wholeNumber(1, 1e9))
    .option("--concurrency <number>", "concurrent invocations in a Region", wholeNumber(1, 50), 5)
    .option("--json", "print only the report, as JSON")
    .addHelpText(
      "after",
      `
It prints counts, IDs, and the reasons that Lambda and the function reported. It
prints no address and no subject.

Ctrl-C finishes the current events and returns the others to the queue. A second
Ctrl-C ends immediately; the current events reappear in the queue after five
minutes. In both cases you can start the command again: no event is lost. If the
process is killed after an event succeeded but before it was deleted, the event is
processed again. The setting deduplication prevents this.

If Lambda's answer to an invocation is lost, the event stays in the queue, and the
command continues with the others. It stops when more answers in a row are lost than
invocations run at once. It also reports events that SQS did not deliver, because
another process has them or had them when it was killed.

A dry run receives the messages, too: they are hidden from others while it runs,
and their receive count grows.

Environment:
  AWS credentials that may sqs:ReceiveMessage, sqs:ChangeMessageVisibility,
  sqs:DeleteMessage, sqs:GetQueueAttributes, and lambda:InvokeFunction; if the queue
  has your own KMS key, also kms:Decrypt
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

${exitCodesHelp({
  attention: "done, but messages are left in the queue; the report says why",
})}

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
