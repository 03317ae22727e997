import { Argument, Command } from "commander";
import { exitCodesHelp } from "../../terminal/exit-codes";

const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/** How a shell loads the script for one session. */
const LOADED_BY = `  source <(workmail-lambda completion bash)
  source <(workmail-lambda completion zsh)
  workmail-lambda completion fish | source
  workmail-lambda completion powershell | Out-String | Invoke-Expression`;

export function completionCommand(): Command {
  return new Command("completion")
    .description("Prints the script that completes commands and options in your shell.")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText(
      "after",
      `
workmail-lambda must be on PATH. To load the script, put one of these lines into
your shell's profile; zsh needs compinit before it:

${LOADED_BY}

${exitCodesHelp()}

Examples:
  workmail-lambda completion bash
  workmail-lambda completion zsh
  workmail-lambda completion fish
  workmail-lambda completion powershell`,
    )
    .action(async (shell: string, _: object, { parent }: Command) => {
      const { printCompletion } = await import("./completion");
      await printCompletion(parent!, shell);
    });
}

/** Returns the hidden command that the script calls at each Tab: workmail-lambda complete -- WORDS. */
export function completeCommand(): Command {
  return new Command("complete")
    .argument("[word...]")
    .allowUnknownOption()
    .action(async (words: string[], _: object, { parent }: Command) => {
      const { printCandidates } = await import("./completion");
      await printCandidates(parent!, words);
    });
}
