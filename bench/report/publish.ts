import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { formatted } from "../../scripts/generate/formatted";
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
  const files = formatted({ "benchmarks/results.json": JSON.stringify(results), "benchmarks.md": markdown });
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(path.join(DOCS, file), content);
  }
}
