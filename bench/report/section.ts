import type { Figures, Unit } from "../measure/figures";
import type { Summary } from "../measure/statistics";

/**
 * A cell of a table: words, a figure, or how many times another figure it
 * is, measured round by round.
 */
type Cell = string | { readonly figure: string } | { readonly figure: string; readonly times: string };

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The goal of a figure. */
export interface Goal {
  readonly what: string;
  /** In words, such as "at most 1.05". */
  readonly goal: string;
  /** Undefined when a figure that it needs is missing. */
  readonly measured: number | undefined;
  readonly met: (measured: number) => boolean;
  /** @default - with three digits and ×, as a ratio is */
  readonly show?: (measured: number) => string;
}

/** A picture of the figures. */
export interface Plot {
  /** Of the SVG, without ending. */
  readonly name: string;
  /** A description for those who do not see it. */
  readonly alt: string;
  /** A Vega-Lite specification. @see https://vega.github.io/vega-lite/docs/spec.html */
  readonly spec: object;
}

/** The part of the report about one group of figures. */
export interface Section {
  readonly title: string;
  /** How it was measured, in Markdown. */
  readonly method: string;
  readonly tables: readonly Table[];
  readonly goals: readonly Goal[];
  readonly plots: readonly Plot[];
}

/** The parts of a section that are missing: ids of figures, and goals. */
export function missingIn({ tables, goals }: Section, figures: Figures): string[] {
  const ids = tables
    .flatMap(({ rows }) => rows.flat())
    .flatMap((cell) => (typeof cell === "string" ? [] : [cell.figure, ...("times" in cell ? [cell.times] : [])]))
    .filter((id) => figures.figure(id) === undefined);
  const unknown = goals.filter(({ measured }) => measured === undefined);
  return [...new Set(ids), ...unknown.map(({ what }) => `what the goal needs: ${what}`)];
}

export function renderTable({ head, rows }: Table, figures: Figures): string {
  return markdownTable(
    head,
    rows.map((row) => row.map((cell) => renderCell(cell, figures))),
  );
}

function renderCell(cell: Cell, figures: Figures): string {
  if (typeof cell === "string") {
    return cell;
  }
  if ("times" in cell) {
    const ratio = figures.ratio(cell.figure, cell.times);
    return ratio === undefined ? "missing" : times(ratio);
  }
  const figure = figures.figure(cell.figure);
  const summary = figures.summary(cell.figure);
  return figure && summary ? show(summary, figure.unit) : "missing";
}

/** Median and quartiles with their unit, as `0.231 s (0.225–0.24)`. */
function show(summary: Summary, unit: Unit): string {
  const { median, lower, upper, count } = summary;
  if (unit === "yes or no") {
    return median === 1 ? "yes" : "**no**";
  }
  if (unit === "bytes") {
    return `${number(Math.round(median))} B`;
  }
  if (unit === "metrics" || unit === "events") {
    return number(median);
  }
  const spread = count === 1 ? "" : ` (${digits(lower)}–${digits(upper)})`;
  return `${digits(median)} ${unit}${spread}`;
}

function times(ratio: number): string {
  return `${digits(ratio)} ×`;
}

/** Three digits that count, and no exponent. */
export function digits(value: number): string {
  return number(Number(value.toPrecision(3)));
}

function number(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 6 });
}

/** The goals of all sections beside what was measured, the missed ones in bold. */
export function renderGoals(goals: readonly Goal[]): string {
  return markdownTable(
    ["Figure", "Goal", "Measured", "Met"],
    goals.map(({ what, goal, measured, met, show = times }) => [
      what,
      goal,
      measured === undefined ? "missing" : show(measured),
      measured !== undefined && met(measured) ? "yes" : "**no**",
    ]),
  );
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const alignment = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [line(head), line(alignment), ...rows.map(line)].join("\n");
}
