import type { Command } from "commander";
import { rememberTyped, type TypedOption } from "../../modules/command-line";

/** Makes the program keep what the user types, so that the next commands that it names are about the same. */
export function keepTyped(program: Command): void {
  // Also of an earlier run in this process.
  rememberTyped();
  const options: (TypedOption & { readonly values: string[] })[] = [];
  for (const command of program.commands) {
    for (const option of command.options) {
      const flag = option.long ?? option.flags;
      command.on(`option:${option.name()}`, (value?: string | null) => {
        const values = value === undefined || value === null ? [] : [value];
        const earlier = option.variadic ? options.find((it) => it.flag === flag) : undefined;
        if (earlier) {
          earlier.values.push(...values);
        } else {
          options.push({ flag, values });
        }
      });
    }
  }
  const optionsOf = (name: string) => program.commands.find((it) => it.name() === name)?.options ?? [];
  program.hook("preAction", (_, command) =>
    rememberTyped({
      name: command.name(),
      operands: command.args,
      options,
      accepts: (name, { flag, values }) =>
        optionsOf(name).some((it) => it.long === flag && (it.variadic || values.length < 2)),
    }),
  );
}
