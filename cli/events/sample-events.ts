import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

/** As far from here in the sources as from the bundle in the npm package. */
const FOLDER = path.join(__dirname, "..", "..", "function", "events");

/** The names of the sample events, which come with the function. */
export function sampleEventNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.replace(/\.json$/, ""))
    .sort();
}

/** The JSON of a sample event; undefined when there is none of this name. */
export function sampleEvent(name: string): string | undefined {
  return sampleEventNames().includes(name) ? readFileSync(path.join(FOLDER, `${name}.json`), "utf8") : undefined;
}
