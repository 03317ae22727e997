import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import * as prettier from "prettier";
import type { Document, Results } from "./document";
import { drawPlots } from "./plots";

const DOCS = path.join(__dirname, "..", "..", "docs", "explanation");
const FOLDER = path.join(DOCS, "benchmarks");
const RESULTS = path.join(FOLDER, "results.json");

/** The measurements of docs/explanation/benchmarks.md. */
export function readResults(): Results {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, "utf8")) as Results) : {};
}

/**
 * Writes docs/explanation/benchmarks.md, its plots and its data.
 *
 * @param work a folder for what is not kept
 */
export async function publish(results: Results, { markdown, plots }: Document, work: string): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  await drawPlots(plots, FOLDER, work);
  await write(RESULTS, JSON.stringify(results), "json");
  await write(path.join(DOCS, "benchmarks.md"), markdown, "markdown");
}

/** As `npm run lint` wants it. */
async function write(file: string, text: string, parser: string) {
  const options = await prettier.resolveConfig(file);
  writeFileSync(file, await prettier.format(text, { ...options, parser }));
}
