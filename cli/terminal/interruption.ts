import { sameCommand } from "../../modules/command-line";
import { UserError } from "../../modules/user-error";
import { EXIT } from "./exit-codes";

/** npm passes on to this process the signal that the terminal has already sent to it. */
const SAME_SIGNAL_MS = 1_000;

const INTERRUPTIONS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The command ended because of Ctrl-C or a signal: the message says what there is now. */
export class Interrupted extends UserError {
  override readonly name = "Interrupted";
  override readonly exitCode = EXIT.interrupted;
}

function end(): void {
  process.exit(EXIT.interrupted);
}

/** Ends the command as soon as it is interrupted, unless it asks for the signal. */
export function endWhenInterrupted(): void {
  for (const name of INTERRUPTIONS) {
    process.once(name, end);
  }
}

/**
 * Returns a signal that the first interruption aborts, so that the work at hand can end properly. A second interruption
 * ends the process at once.
 */
export function interruptionSignal(): AbortSignal {
  const interruption = new AbortController();
  let interruptedAt = 0;
  for (const name of INTERRUPTIONS) {
    process.off(name, end).on(name, () => {
      if (!interruption.signal.aborted) {
        interruptedAt = Date.now();
        interruption.abort();
      } else if (Date.now() - interruptedAt > SAME_SIGNAL_MS) {
        process.exit(EXIT.interrupted);
      }
    });
  }
  return interruption.signal;
}

/**
 * Does work that stops when it is interrupted. The exit code then says so, even if everything could be finished: a
 * script that calls the command must not continue after Ctrl-C.
 *
 * @throws Interrupted with what the work reported, or, where it ended before it changed anything, with that
 */
export async function interruptible<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  try {
    const result = await work();
    if (signal.aborted) {
      process.exitCode = EXIT.interrupted;
    }
    return result;
  } catch (error) {
    if (signal.aborted && error === signal.reason) {
      throw new Interrupted(`Interrupted: nothing was changed. Next: ${sameCommand()}`);
    }
    throw signal.aborted && error instanceof UserError ? new Interrupted(error.message) : error;
  }
}
