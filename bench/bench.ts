import { mkdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import type { Group } from "./group";
import { Figures } from "./measure/figures";
import { thisMachine } from "./measure/machine";
import { type Document, type GroupResults, renderDocument, type Results } from "./report/document";

export interface BenchOptions {
  /** Few rounds, and nothing is written. */
  readonly quick: boolean;
  /** Print the measurements instead of the report. */
  readonly json: boolean;
  /** Names of the groups that are measured. */
  readonly only: readonly string[];
}

/** The dependencies of the benchmark. */
export interface Surroundings {
  /** All groups, in the order of the report. */
  readonly groups: Readonly<Record<string, Group>>;
  /** An existing folder for what is not kept. */
  readonly folder: string;
  /** The results published before; groups that are not measured now keep them. */
  readonly published: Results;
  readonly draw: (document: Document) => Promise<void>;
  readonly publish: (results: Results, document: Document) => Promise<void>;
  readonly print: (text: string) => void;
  readonly log: (line: string) => void;
}

/**
 * Measures and reports, and publishes the groups of which nothing is missing.
 *
 * @returns whether every figure that the report names was measured; that a
 *   goal is missed does not matter here
 */
export async function bench({ quick, json, only }: BenchOptions, surroundings: Surroundings): Promise<boolean> {
  const { groups, published, draw, publish, print, log } = surroundings;
  const measured: Record<string, GroupResults> = {};
  const complete: Record<string, GroupResults> = {};
  for (const name of only) {
    const results = await measure(name, quick, surroundings);
    measured[name] = results;
    const { missing } = renderDocument({ [name]: results }, groups, quick);
    missing.forEach((what) => log(`missing: ${what}`));
    if (missing.length === 0) {
      complete[name] = results;
    }
  }
  const document = renderDocument(measured, groups, quick);
  print(json ? JSON.stringify(measured) : document.markdown);
  if (quick) {
    await draw(document);
  } else {
    const results = { ...published, ...complete };
    await publish(results, renderDocument(results, groups));
  }
  return document.missing.length === 0;
}

async function measure(
  name: string,
  quick: boolean,
  { groups, folder: root, log }: Surroundings,
): Promise<GroupResults> {
  log(`== ${name}`);
  const start = performance.now();
  const figures = new Figures();
  const versions: Record<string, string> = {};
  const folder = path.join(root, name);
  mkdirSync(folder);
  try {
    await groups[name]!.measure({ quick, folder, figures, versions, log });
  } catch (error) {
    // The figures that it has not measured are missing then, which the end reports.
    log(`${name} failed: ${(error as Error).stack}`);
  }
  rmSync(folder, { recursive: true, force: true });
  log(`${name} took ${Math.round((performance.now() - start) / 1000)} s`);
  return { machine: thisMachine(), versions, figures: figures.toJSON() };
}
