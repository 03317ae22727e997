/** Control characters other than line feed and tab, and those that change the direction of text. */
const UNPRINTABLE = /[^\P{Cc}\n\t]|[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;

/**
 * Returns text from AWS, events, or outputs with the characters escaped that
 * would control a terminal or reorder what it shows. JSON stays the same JSON.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Prints lines on standard output: what a command is run for. */
export function printLine(text = ""): void {
  console.log(printable(text));
}

/** Prints lines on standard error: progress, notes, and failures. */
export function printNote(text: string): void {
  console.error(printable(text));
}
