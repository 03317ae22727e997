import { commandAgain, sameCommand } from "../../modules/command-line";
import { UserError } from "../../modules/user-error";
import { Interrupted } from "./interruption";

/**
 * Checks that there is a way to approve a plan.
 *
 * @throws UserError that names the next command, when nobody can be asked
 */
export function checkApproval(change: string, autoApprove: boolean): void {
  if (!autoApprove && !process.stdin.isTTY) {
    throw new UserError(`There is no terminal to ask on. Next: ${commandAgain(change, { add: ["--auto-approve"] })}`);
  }
}

/**
 * Asks a question on the terminal.
 *
 * @throws Interrupted by Ctrl-C
 */
export async function isApproved(message: string, signal: AbortSignal): Promise<boolean> {
  const { confirm } = await import("@inquirer/prompts");
  try {
    // Standard output is for what the command prints.
    return await confirm({ message, default: false }, { output: process.stderr, signal });
  } catch (error) {
    if (["ExitPromptError", "AbortPromptError"].includes((error as Error).name)) {
      throw new Interrupted(`Interrupted: nothing was changed. Next: ${sameCommand()}`);
    }
    throw error;
  }
}
