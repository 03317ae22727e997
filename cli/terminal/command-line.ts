import { InvalidArgumentError } from "commander";
import { WORKMAIL_REGIONS } from "../../modules/workmail";

/** What the exit code of a command tells; 0 is: done. */
export const EXIT = {
  /** Something failed, and the text says what. */
  failed: 1,
  /** Done, and what was found wants attention. */
  attention: 2,
  interrupted: 130,
} as const;

/** npm passes on to this process the signal that the terminal has sent it already. */
const SAME_SIGNAL_MS = 1_000;

/** An option's argument that is a whole number in these limits. */
export function wholeNumber(least: number, most: number) {
  return (value: string): number => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`Allowed: a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

/** An option's argument that may be given several times: a Region of WorkMail. */
export function workMailRegion(value: string, earlier: readonly string[] = []): string[] {
  if (!WORKMAIL_REGIONS.some((region) => region === value)) {
    throw new InvalidArgumentError(`Allowed: ${WORKMAIL_REGIONS.join(", ")}.`);
  }
  return [...earlier, value];
}

/** The option by which a command learns what is deployed. */
export const OUTPUTS_OPTION = [
  "--outputs <file>",
  'outputs as JSON instead of Terraform\'s state: of "terraform output -json" or "workmail-lambda outputs"; - is standard input',
] as const;

const INTERRUPTIONS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** For a command that only asks: an interruption ends it, and takes away what it kept on disk meanwhile. */
export function endWhenInterrupted(): void {
  for (const name of INTERRUPTIONS) {
    process.once(name, () => process.exit(EXIT.interrupted));
  }
}

/** The first interruption lets the work at hand be finished, another one does not. */
export function interruptionSignal(): AbortSignal {
  const interruption = new AbortController();
  let interruptedAt = 0;
  for (const name of INTERRUPTIONS) {
    process.on(name, () => {
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

export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

const ESCAPES = { red: 31, green: 32, yellow: 33, dim: 2 } as const;

/** Text in color, on a terminal alone. */
export function inColor(color: keyof typeof ESCAPES, text: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? `\u001B[${ESCAPES[color]}m${text}\u001B[0m` : text;
}
