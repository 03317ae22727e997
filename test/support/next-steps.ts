import { type CommandResult, runCommand } from "./run-command";

/** Ctrl-C for what runs until then. */
const ENDLESS = / --(follow|watch)\b/;
const SECONDS = 8;

/** More would be commands that never end to name new ones. */
const MOST = 80;

const COMMAND =
  /(?:[A-Z_]+=(?:'[^']*'|\S+) )*(?:npm run|npx workmail-lambda|npx cdktf|npx cdktn|workmail-lambda)(?: '[^']*'| (?!\()[^\s,;)":]+(?::[^\s,;)"]+)*)+/g;

/** A word that the user replaces. */
const PLACEHOLDER = /(^|[ =])(NAME|URL|FOLDER|ADDRESS|REGION|ID)(?= |$)/;

/** A line of a plan: its texts are for whoever reads them in AWS. */
const PLANNED = /^ +[+~-] .*$/gm;

/** Returns the commands that an output names. */
export function commandsIn({ stdout, stderr }: Pick<CommandResult, "stdout" | "stderr">): string[] {
  const commands = `${stdout}\n${stderr}`.replace(PLANNED, "").match(COMMAND) ?? [];
  return [...new Set(commands)].filter((it) => !PLACEHOLDER.test(it));
}

/** Where commands are typed. */
export interface Shell {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Shell functions that stand for programs. */
  readonly programs?: string;
  /** The file that stands for FILE. */
  readonly outputs?: string;
}

/**
 * Runs commands, then each command that their outputs name, and so on until there is no new one.
 *
 * @returns the result of each
 */
export async function followNextSteps(starts: readonly string[], shell: Shell): Promise<Map<string, CommandResult>> {
  const results = new Map<string, CommandResult>();
  const waiting = [...starts];
  for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
    const command = line.replace(/(?<= )FILE$|(?<= )FILE(?= )/, shell.outputs ?? "FILE");
    if (results.has(command)) {
      continue;
    }
    expect(results.size).toBeLessThan(MOST);
    const result = await runLine(command, shell);
    results.set(command, result);
    waiting.push(...commandsIn(result));
  }
  return results;
}

function runLine(line: string, { cwd, env, programs = "" }: Shell): Promise<CommandResult> {
  const isEndless = ENDLESS.test(line);
  const script = `${programs}\n${line}${isEndless ? ` & sleep ${SECONDS}; kill -INT $!; wait $!` : ""}`;
  // Job control, so that a process in the background is not deaf to Ctrl-C.
  return runCommand(["bash", ...(isEndless ? ["-m"] : []), "-c", script], { cwd, env });
}

/** Returns the commands that failed, without those that ask for a terminal: they name the next command. */
export function refusals(results: ReadonlyMap<string, CommandResult>): string[] {
  return [...results]
    .filter(
      ([, { code, stderr }]) => ![0, 2, 130].includes(code ?? -1) && !/^There is no terminal to ask on/m.test(stderr),
    )
    .map(([line, { code, stdout, stderr }]) => `${line}\nexit code ${code}\n${stdout}${stderr}`);
}
