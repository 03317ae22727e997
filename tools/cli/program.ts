import { Command } from "commander";
import { version } from "../../package.json";
import { eventCommand } from "./event-command";
import { invokeCommand } from "./invoke-command";
import { redriveCommand } from "./redrive-command";

/** The command line: what it says of itself is its documentation. */
export function program(): Command {
  return (
    new Command("workmail-lambda")
      .description(
        "Tries a Lambda function for Amazon WorkMail email flow rules before it is live, and tells whether it works when it is.",
      )
      .version(version)
      // A command may have an option --version of its own.
      .enablePositionalOptions()
      .addCommand(eventCommand())
      .addCommand(invokeCommand())
      .addCommand(redriveCommand())
  );
}
