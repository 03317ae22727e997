import { existsSync, rmSync } from "node:fs";
import * as path from "node:path";
import { readJsonFile } from "../../../modules/json-file";
import { replaceFile } from "../../../modules/replace-file";

/** A demo that was left running. */
export interface DemoSession {
  /** Folder of its stacks and states. */
  readonly folder: string;
  readonly endpoint: string;
  /** Process of the emulator that the demo started; undefined for the user's own. */
  readonly pid?: number;
}

const FILE = path.join(".demo", "session.json");

export function readSession(): DemoSession | undefined {
  return existsSync(FILE)
    ? readJsonFile<DemoSession>(FILE, `end what the demo left running, and delete ${FILE}`)
    : undefined;
}

export function writeSession(session: DemoSession): void {
  replaceFile(FILE, `${JSON.stringify(session, null, 2)}\n`);
}

export function removeSession(): void {
  rmSync(path.dirname(FILE), { recursive: true, force: true });
}
