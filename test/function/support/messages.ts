import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(__dirname, "../../../function/messages");

/** The names of the sample messages, without `.eml`. */
export const MESSAGES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".eml"))
  .map((file) => file.slice(0, -".eml".length));

/** Returns the bytes of a sample message. */
export function message(name: string): Buffer<ArrayBuffer> {
  return Buffer.from(readFileSync(join(FOLDER, `${name}.eml`)));
}
