import { Command } from "commander";
import { version } from "../package.json";
import { profileOption, selectCredentials } from "./aws/profile";
import { buildCommand } from "./commands/build/command";
import { completeCommand, completionCommand } from "./commands/completion/command";
import { demoCommand } from "./commands/demo/command";
import { deployCommand } from "./commands/deploy/command";
import { destroyCommand } from "./commands/destroy/command";
import { diffCommand } from "./commands/diff/command";
import { doctorCommand } from "./commands/doctor/command";
import { eventCommand } from "./commands/event/command";
import { initCommand } from "./commands/init/command";
import { instructionsCommand } from "./commands/instructions/command";
import { invokeCommand } from "./commands/invoke/command";
import { logsCommand } from "./commands/logs/command";
import { migrateCommand } from "./commands/migrate/command";
import { moveStatesCommand } from "./commands/move-states/command";
import { outputsCommand } from "./commands/outputs/command";
import { redriveCommand } from "./commands/redrive/command";
import { rollbackCommand } from "./commands/rollback/command";
import { synthCommand } from "./commands/synth/command";
import { verifyCommand } from "./commands/verify/command";
import { keepTyped } from "./terminal/typed";

/** The commands that never call AWS. */
const WITHOUT_AWS = ["build", "synth", "event", "migrate", "demo", "completion", "complete"];

/** Returns the command line: its help is its documentation. Each command loads what it needs when it runs. */
export function program(): Command {
  const program = new Command("workmail-lambda")
    .description(
      "Test a Lambda function for the email events of Amazon WorkMail and Amazon SES before you deploy it, deploy it, and verify it afterwards.",
    )
    .version(version)
    // A command may have an option --version of its own.
    .enablePositionalOptions()
    .addHelpText(
      "after",
      `
Examples:
  workmail-lambda demo
  workmail-lambda init
  workmail-lambda invoke outbound-2019
  workmail-lambda deploy

Next: workmail-lambda COMMAND --help shows the options, exit codes, and examples of a command.`,
    )
    .addCommand(initCommand())
    .addCommand(buildCommand())
    .addCommand(synthCommand())
    .addCommand(diffCommand())
    .addCommand(deployCommand())
    .addCommand(destroyCommand())
    .addCommand(outputsCommand())
    .addCommand(verifyCommand())
    .addCommand(invokeCommand())
    .addCommand(eventCommand())
    .addCommand(instructionsCommand())
    .addCommand(rollbackCommand())
    .addCommand(redriveCommand())
    .addCommand(logsCommand())
    .addCommand(migrateCommand())
    .addCommand(moveStatesCommand())
    .addCommand(doctorCommand())
    .addCommand(demoCommand())
    .addCommand(completionCommand())
    .addCommand(completeCommand(), { hidden: true });
  for (const command of program.commands.filter((it) => !WITHOUT_AWS.includes(it.name()))) {
    command
      .addOption(profileOption())
      .hook("preAction", () => selectCredentials(command.opts<{ readonly profile?: string }>().profile));
  }
  keepTyped(program);
  for (const command of [program, ...program.commands]) {
    command.showHelpAfterError("Next: add --help, which shows the options and examples.");
  }
  // A list of commands has room for a sentence each.
  for (const command of program.commands) {
    command.summary(command.description().split(/(?<=\.) /)[0]!);
  }
  return program;
}
