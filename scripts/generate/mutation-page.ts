import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Stryker } from "@stryker-mutator/core";
import { formatted } from "./formatted";
import { fillSections, table } from "./markdown";

const PAGE = path.join("docs", "explanation", "mutation-testing.md");

type MutantResult = Awaited<ReturnType<Stryker["runMutationTest"]>>[number];

/** The result of a run over one area. */
export interface MutationRun {
  readonly area: string;
  readonly floor: number;
  readonly mutants: readonly MutantResult[];
  readonly seconds: number;
}

/** How many of some mutants the tests noticed. */
export interface Score {
  readonly noticed: number;
  readonly all: number;
  /** Share of noticed mutants; 100 where there are none. */
  readonly percent: number;
}

/** Counts mutants, without those that are excluded, and those that do not compile. */
export function scoreOf(mutants: readonly MutantResult[]): Score {
  const noticed = mutants.filter(({ status }) => status === "Killed" || status === "Timeout").length;
  const missed = mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage").length;
  const all = noticed + missed;
  return { noticed, all, percent: all === 0 ? 100 : (noticed / all) * 100 };
}

/** Returns a share in percent with one decimal, rounded down: 99.96 are not 100. */
export function inPercent({ percent }: Score): string {
  return `${(Math.floor(percent * 10) / 10).toFixed(1)} %`;
}

/** Writes the scores of a whole run, and the mutants that no test notices, to the page. */
export function writeMutationPage(runs: readonly MutationRun[], date: Date): void {
  const text = fillSections(readFileSync(PAGE, "utf8"), { scores: scores(runs, date), survivors: survivors(runs) });
  writeFileSync(PAGE, formatted({ [PAGE]: text })[PAGE]!);
}

function scores(runs: readonly MutationRun[], date: Date): string {
  const rows = runs.flatMap(({ area, floor, mutants }) => {
    const files = [...new Set(mutants.map(({ fileName }) => fileName))].sort();
    return [
      [`**${area}**`, ...figures(mutants), `${floor} %`],
      ...files.map((file) => [
        `\`${relative(file)}\``,
        ...figures(mutants.filter(({ fileName }) => fileName === file)),
      ]),
    ];
  });
  const header = ["", "Mutants", "Noticed", "Score", "Floor"];
  const filled = rows.map((row) => [...row, ...header.slice(row.length).map(() => "")]);
  return `Run on ${date.toISOString().slice(0, 10)}, with Node.js ${process.versions.node}:\n\n${table(header, filled)}`;
}

function figures(mutants: readonly MutantResult[]): string[] {
  const score = scoreOf(mutants);
  return [String(score.all), String(score.noticed), inPercent(score)];
}

function survivors(runs: readonly MutationRun[]): string {
  const rows = runs
    .flatMap(({ mutants }) => mutants)
    .filter(({ status }) => status === "Survived" || status === "NoCoverage")
    .map(({ fileName, location, mutatorName, replacement }) => [
      `\`${relative(fileName)}\`, line ${location.start.line}`,
      mutatorName,
      `\`${shortened(replacement)}\``,
    ]);
  return rows.length === 0 ? "None." : table(["Where", "Mutator", "Replaced with"], rows);
}

function shortened(code: string): string {
  const line = code.replace(/\s+/g, " ").replaceAll("`", "'");
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

function relative(file: string): string {
  return path.relative(".", file);
}
