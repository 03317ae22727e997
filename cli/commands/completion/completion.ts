import { Command } from "commander";
import { REGIONS, WORKMAIL_REGIONS } from "../../../modules/workmail";
import { sampleEventNames } from "../../events/sample-events";

/** The values that a shell offers for an option or an argument, by its name. */
const VALUES: Readonly<Record<string, () => readonly string[]>> = {
  region: () => REGIONS,
  "any-organization": () => WORKMAIL_REGIONS,
  event: sampleEventNames,
  stack: () => REGIONS.map((region) => `workmail-${region}`),
};

/** Prints the script by which a shell asks for completions. */
export async function printCompletion(program: Command, shell: string): Promise<void> {
  const root = await completionsOf(program);
  root.setup(program.name(), program.name(), shell);
}

/** Prints what may follow these words, as the script understands it. */
export async function printCandidates(program: Command, words: readonly string[]): Promise<void> {
  const root = await completionsOf(program);
  root.parse([...words]);
}

async function completionsOf(program: Command) {
  const { default: tab } = await import("@bomb.sh/tab/commander");
  // The library adds commands of its own for the two that lead here.
  const commands = program.commands.filter((command) => !["completion", "complete"].includes(command.name()));
  const described = new Command(program.name());
  for (const command of commands) {
    described.addCommand(command.description(command.summary()));
  }
  const root = tab(described, { completionCommandName: "completion" });
  for (const { options, arguments: given } of root.commands.values()) {
    for (const [name, target] of [...options, ...given]) {
      const values = VALUES[name];
      if (values !== undefined) {
        target.handler = (complete: (value: string, description: string) => void) =>
          values().forEach((value) => complete(value, ""));
      }
    }
  }
  return root;
}
