import type { ChildProcess } from "node:child_process";
import * as path from "node:path";
import { format } from "node:util";
import { type Command, CommanderError } from "commander";
import { program } from "../../cli/program";
import { fail } from "../../modules/user-error";
import { type CommandResult, runCommand } from "./run-command";

const PROGRAM = path.resolve("cli/workmail-lambda.js");

/** Runs workmail-lambda as a person does, in a folder. */
export function workmailLambda(
  cwd: string,
  args: readonly string[],
  {
    env = process.env,
    onStart,
  }: {
    readonly env?: NodeJS.ProcessEnv;
    readonly onStart?: (child: ChildProcess) => unknown;
  } = {},
) {
  return runCommand([process.execPath, PROGRAM, ...args], {
    cwd,
    env,
    onStart,
  });
}

/**
 * Runs workmail-lambda in this process, one command at a time: a process of its own takes a quarter of a second, and is
 * for what has to do with processes, signals, and streams.
 */
export async function workmailLambdaHere(
  cwd: string,
  args: readonly string[],
  { env = process.env }: { readonly env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  const before = { folder: process.cwd(), env: process.env, listeners: listeners() };
  const printed = { stdout: "", stderr: "" };
  const spies = [
    jest.spyOn(console, "log").mockImplementation((...line) => (printed.stdout += `${format(...line)}\n`)),
    jest.spyOn(console, "error").mockImplementation((...line) => (printed.stderr += `${format(...line)}\n`)),
    ...(["stdout", "stderr"] as const).map((name) =>
      jest.spyOn(process[name], "write").mockImplementation((text) => {
        printed[name] += text.toString();
        return true;
      }),
    ),
  ];
  const terminals = (["stdin", "stdout", "stderr"] as const).map((name) => withoutTerminal(process[name]));
  process.chdir(cwd);
  process.env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", ...env };
  process.exitCode = undefined;
  try {
    await throwingAtExit(program())
      .parseAsync(args, { from: "user" })
      .catch((error: unknown) => (error instanceof CommanderError ? (process.exitCode = error.exitCode) : fail(error)));
    return { code: Number(process.exitCode ?? 0), ...printed };
  } finally {
    process.exitCode = undefined;
    process.env = before.env;
    process.chdir(before.folder);
    [...spies.map((spy) => () => spy.mockRestore()), ...terminals].forEach((restore) => restore());
    listeners().forEach(([event, listener]) => {
      if (!before.listeners.some(([, it]) => it === listener)) {
        process.off(event, listener);
      }
    });
  }
}

/** Makes a stream pass for a pipe. */
function withoutTerminal(stream: object): () => void {
  const before = Object.getOwnPropertyDescriptor(stream, "isTTY");
  Object.defineProperty(stream, "isTTY", { value: undefined, configurable: true });
  return () => void (before ? Object.defineProperty(stream, "isTTY", before) : Reflect.deleteProperty(stream, "isTTY"));
}

/** The signals that a command listens to for as long as its process lives. */
function listeners() {
  return (["SIGINT", "SIGTERM", "SIGHUP"] as const).flatMap((event) =>
    process.listeners(event).map((listener) => [event, listener as () => void] as const),
  );
}

function throwingAtExit(command: Command): Command {
  command.commands.forEach(throwingAtExit);
  return command.exitOverride();
}
