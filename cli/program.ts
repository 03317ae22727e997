import { Command } from "commander";
import { version } from "../package.json";
import { eventCommand } from "./commands/event/command";
import { initCommand } from "./commands/init/command";
import { instructionsCommand } from "./commands/instructions/command";
import { invokeCommand } from "./commands/invoke/command";
import { outputsCommand } from "./commands/outputs/command";
import { redriveCommand } from "./commands/redrive/command";
import { rollbackCommand } from "./commands/rollback/command";
import { verifyCommand } from "./commands/verify/command";

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
