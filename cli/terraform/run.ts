import * as path from "node:path";
import { sameCommand } from "../../modules/command-line";
import { printNote } from "../../modules/print";
import { UserError } from "../../modules/user-error";
import { runProgram } from "../processes/run-program";
import type { Terraform } from "./binary";

/** A Terraform command that failed, with what it wrote to standard error. */
export class TerraformFailed extends UserError {
  override readonly name = "TerraformFailed";

  /** The message without its next step. */
  readonly report: string;

  constructor(
    readonly command: string,
    readonly folder: string,
    code: number | null,
    readonly stderr: string,
  ) {
    const report = `"terraform ${command}" failed in ${folder} (exit code ${code}).\n${stderr}`;
    super(`${report.trimEnd()}\nNext: correct what Terraform reports, then ${sameCommand()}`);
    this.report = report;
  }
}

/** A Terraform command that was ended by the caller's signal. */
export class TerraformInterrupted extends Error {
  override readonly name = "TerraformInterrupted";

  constructor(
    readonly command: string,
    readonly folder: string,
    /** Whether it had to be killed: then its state may lack what it made last. */
    readonly killed: boolean,
  ) {
    super(
      killed
        ? `"terraform ${command}" in ${folder} did not end when interrupted and was killed: its state may lack what it made last.`
        : `"terraform ${command}" in ${folder} was interrupted; its state is saved.`,
    );
  }
}

/** How Terraform's commands are run. */
export interface TerraformOptions {
  readonly terraform: Terraform;
  /** The whole environment, without what the provider source adds. */
  readonly env: NodeJS.ProcessEnv;
  /** Called with each line that Terraform prints. */
  readonly onLine?: (line: string) => void;
  /** Interrupts Terraform as Ctrl-C does: it ends what it is doing and saves its state. */
  readonly signal?: AbortSignal;
  /** Milliseconds that it has for that until it is killed. @default 60000 */
  readonly graceMs?: number;
  /**
   * Milliseconds that a command that changes something has to finish, before it is interrupted, also when this process
   * is gone. An interruption cancels the provider's calls: of what AWS creates just then, the state does not know.
   *
   * @default 0
   */
  readonly finishMs?: number;
}

/** Returns the environment of Terraform's commands. */
export function terraformEnvironment({
  terraform,
  env,
}: Pick<TerraformOptions, "terraform" | "env">): NodeJS.ProcessEnv {
  return {
    // Go collects garbage less often: a plan takes a fifth less processor time, and 70 MB more memory.
    GOGC: "400",
    ...env,
    ...terraform.providers.environment,
    TF_IN_AUTOMATION: "true",
    CHECKPOINT_DISABLE: "true",
    // One that is selected in the folder would hide the state.
    TF_WORKSPACE: "default",
    // Stacks that share one would find each other's backend in it.
    TF_DATA_DIR: undefined,
  };
}

/**
 * Runs one of Terraform's commands in a folder.
 *
 * @param allowed exit codes that are no failure
 * @throws TerraformFailed, TerraformInterrupted
 */
export async function runTerraform(
  folder: string,
  args: readonly string[],
  allowed: readonly number[],
  { terraform, env, onLine, signal, graceMs = 60_000, finishMs = 0 }: TerraformOptions,
) {
  const command = args.filter((arg) => !arg.startsWith("-")).join(" ");
  const note = () =>
    printNote(
      `${path.basename(folder)}: interrupted. Terraform finishes its changes first, for at most ${finishMs / 1000} s.`,
    );
  if (finishMs > 0) {
    signal?.addEventListener("abort", note);
  }
  const { code, endedBy, stopped, stdout, stderr } = await runProgram(terraform.binary, [...args, "-no-color"], {
    cwd: folder,
    env: terraformEnvironment({ terraform, env }),
    onLine,
    signal,
    finishMs,
    stopSignal: "SIGINT",
    graceMs,
  }).finally(() => signal?.removeEventListener("abort", note));
  if (code !== null && allowed.includes(code)) {
    return { code, stdout };
  }
  if (stopped) {
    throw new TerraformInterrupted(command, folder, endedBy === "SIGKILL");
  }
  throw new TerraformFailed(command, folder, code, stderr);
}
