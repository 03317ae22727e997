import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { readForeignJson } from "../../modules/read-foreign-json";
import { UserError } from "../../modules/user-error";
import { sampleEvent, sampleEventNames } from "./sample-events";

/** An event, and what it is called. */
export interface NamedEvent {
  readonly name: string;
  readonly event: unknown;
}

export const STANDARD_INPUT = "-";

/**
 * Reads events: each a sample event's name, a file, or - for standard input.
 *
 * @throws UserError that names every one that cannot be read, and why
 */
export async function readEvents(names: readonly string[]): Promise<NamedEvent[]> {
  const errors: string[] = [];
  const events: NamedEvent[] = [];
  for (const name of names) {
    try {
      const json = await readForeignJson(await jsonOf(name));
      events.push({ name, event: json.value });
      errors.push(...json.errors.map((error) => `  ${name}: ${error}`));
    } catch (error) {
      errors.push(`  ${name}: ${reasonOf(error)}`);
    }
  }
  if (errors.length > 0) {
    throw new UserError(
      [
        "These events cannot be read:",
        ...errors,
        `Allowed: a file with JSON, - for standard input, or a sample event: ${sampleEventNames().join(", ")}.`,
      ].join("\n"),
    );
  }
  return events;
}

async function jsonOf(name: string): Promise<string> {
  if (name === STANDARD_INPUT) {
    return text(process.stdin);
  }
  return sampleEvent(name) ?? readFileSync(name, "utf8");
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") {
    return "no such file, and no such sample event";
  }
  return code === "EISDIR" ? "is a folder" : message;
}
