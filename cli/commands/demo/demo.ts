import { commandLine } from "../../../modules/command-line";
import { printLine } from "../../../modules/print";
import { UserError } from "../../../modules/user-error";
import { startEmulator, stopEmulator } from "../../emulator/emulator";
import { Sandbox } from "../../emulator/sandbox";
import { Interrupted, interruptionSignal } from "../../terminal/interruption";
import { runTasks } from "../../terminal/tasks";
import { chooseInstallations } from "./install";
import { printFindings, printHowToLook } from "./report";
import { readSession, removeSession } from "./session";
import { Steps } from "./steps";

/** The options of the command. */
export interface Options {
  readonly install?: boolean;
  readonly archives?: string;
  readonly keep?: boolean;
  readonly requireAll?: boolean;
  readonly stop?: boolean;
  readonly json?: boolean;
  readonly port?: number;
}

/** Shows everything on an emulator, or ends what an earlier run has left running. */
export async function demo(options: Options): Promise<void> {
  if (options.stop) {
    await stop();
    return;
  }
  const signal = interruptionSignal();
  try {
    await run(options, signal);
  } catch (error) {
    throw signal.aborted ? new Interrupted("Interrupted: what the demo had started is gone.") : error;
  }
}

async function run(
  { keep = false, requireAll = false, json = false, port, ...choice }: Options,
  signal: AbortSignal,
): Promise<void> {
  if (readSession() !== undefined) {
    throw new UserError(`A demo is still running. Next: ${commandLine(["demo", "--stop"])}`);
  }
  const installations = await chooseInstallations({ ...choice, json }, signal);
  const sandbox = new Sandbox();
  const steps = new Steps(sandbox, { keep, port, installations, signal });
  try {
    await runTasks(steps.all(), { json });
    printFindings(steps.findings, json);
    if (steps.isKept && !json) {
      printHowToLook(steps.findings, steps.emulator!.endpoint);
    }
  } finally {
    if (!steps.isKept) {
      await cleanUp(steps, sandbox);
    }
  }
  const { missing } = steps.findings;
  if (requireAll && missing.length > 0) {
    throw new UserError(["Something is missing, and --require-all was given:", ...missing].join("\n  - "));
  }
}

async function cleanUp({ isDeployed, emulator }: Steps, sandbox: Sandbox): Promise<void> {
  // Another's emulator outlives the demo: what was deployed there must not.
  if (isDeployed && emulator?.pid === undefined) {
    await sandbox.destroy();
  }
  await emulator?.stop();
  sandbox.remove();
}

/** Ends what an earlier run left running. */
async function stop(): Promise<void> {
  const session = readSession();
  if (session === undefined) {
    printLine(`No demo is running.\nNext: ${commandLine(["demo"])}`);
    return;
  }
  const sandbox = new Sandbox(session.folder);
  if (session.pid === undefined) {
    await sandbox.findTerraform();
    sandbox.use(await startEmulator({ endpoint: session.endpoint }));
    await sandbox.destroy();
  } else {
    await stopEmulator(session.pid);
  }
  sandbox.remove();
  removeSession();
  printLine(`The demo has ended: nothing of it is left.\nNext: ${commandLine(["deploy"])}`);
}
