import { printable, printLine } from "../../modules/print";

/** Prints a value as JSON on standard output, where nothing else is printed then. */
export function printJson(value: unknown): void {
  console.log(printable(JSON.stringify(value, null, 2)));
}

/** Prints the next step below a line. The message of an error says what is wrong before its own next step. */
export function printNextStep(next: string): void {
  printLine(`           ${next.includes("Next: ") ? "" : "Next: "}${next}`);
}

const ESCAPES = { red: 31, green: 32, yellow: 33, dim: 2 } as const;

/** Prints a line with one word in color, on a terminal only. */
export function printColored(color: keyof typeof ESCAPES, word: string, before: string, after: string): void {
  console.log(`${printable(before)}${inColor(color, printable(word))}${printable(after)}`.trimEnd());
}

function inColor(color: keyof typeof ESCAPES, text: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? `\u001B[${ESCAPES[color]}m${text}\u001B[0m` : text;
}
