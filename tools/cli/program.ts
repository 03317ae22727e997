import { Command } from "commander";
import { version } from "../../package.json";
import { eventCommand } from "./event-command";
import { initCommand } from "./init-command";
import { instructionsCommand } from "./instructions-command";
import { invokeCommand } from "./invoke-command";
import { outputsCommand } from "./outputs-command";
import { redriveCommand } from "./redrive-command";
import { rollbackCommand } from "./rollback-command";
import { verifyCommand } from "./verify-command";

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
      .addCommand(initCommand())
      .addCommand(invokeCommand())
      .addCommand(eventCommand())
      .addCommand(verifyCommand())
      .addCommand(instructionsCommand())
      .addCommand(outputsCommand())
      .addCommand(rollbackCommand())
      .addCommand(redriveCommand())
  );
}
