import type { Group } from "../group";
import { type FigureData, Figures } from "../measure/figures";
import { describeMachine, type Machine } from "../measure/machine";
import { missingIn, type Plot, renderGoals, renderTable, type Section } from "./section";

/** The measurements of one group, and the machine. */
export interface GroupResults {
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly figures: FigureData;
}

/** By the groups' names. */
export type Results = Readonly<Record<string, GroupResults | undefined>>;

export interface Document {
  readonly markdown: string;
  readonly plots: readonly Plot[];
  /** The figures in the report that were not measured. */
  readonly missing: readonly string[];
}

const INTRODUCTION = `# Benchmarks

\`npm run bench\` writes this page from the measurements in [results.json](benchmarks/results.json). Do not edit it.

How fast is it, compared with the alternatives? Figures are medians, with the first and third quartiles in parentheses. Alternatives were measured in turn, round after round, and a ratio is the median of the rounds' ratios. On a different machine the figures differ, and the ratios differ less.

\`\`\`console
npm run bench              # everything; takes an hour and writes this page
npm run bench -- --quick   # a few rounds in five minutes, to test the benchmark
npm run bench -- --help
\`\`\`

It runs on Linux and installs the alternatives (\`bench/peers\`), each written as its documentation describes. It needs cmake, g++, make, python3, tar, and xz for AWS's runtime interface client. Synth and deploy also need Terraform with the AWS provider, and moto (\`moto_server\`).`;

/**
 * The report of what was measured.
 *
 * @param groups the groups in the order of the report
 * @param quick whether it was a quick run, which brings fewer figures
 */
export function renderDocument(results: Results, groups: Readonly<Record<string, Group>>, quick = false): Document {
  const measured = Object.entries(groups).flatMap(([name, group]) => {
    const result = results[name];
    if (result === undefined) {
      return [];
    }
    const figures = Figures.from(result.figures);
    const section = group.report(figures, quick);
    return [{ ...result, name, figures, section }];
  });
  const goals = measured.flatMap(({ section }) => section.goals);
  const missed = goals.filter(({ measured, met }) => measured === undefined || !met(measured));
  const markdown = [
    INTRODUCTION,
    "## Goals",
    missed.length === 0 ? "All goals are met." : `Missed: ${missed.map(({ what }) => what).join("; ")}.`,
    renderGoals(goals),
    ...measured.map(({ section, figures }) => renderSection(section, figures)),
    "## Limits",
    notMeasured(measured.map(({ machine }) => machine)),
    "## Machine and versions",
    measured.map(({ name, machine, versions }) => `- ${name}: ${provenance(machine, versions)}`).join("\n"),
  ].join("\n\n");
  return {
    markdown: `${markdown}\n`,
    plots: measured.flatMap(({ section }) => section.plots),
    missing: measured.flatMap(({ section, figures }) => missingIn(section, figures)),
  };
}

function renderSection(section: Section, figures: Figures): string {
  return [
    `## ${section.title}`,
    section.method,
    ...section.tables.map((table) => renderTable(table, figures)),
    ...section.plots.map(({ name, alt }) => `![${alt}](benchmarks/${name}.svg)`),
  ].join("\n\n");
}

function notMeasured(machines: readonly Machine[]): string {
  const architectures = [
    ["arm64", "`arm64`, the default architecture of the function"],
    ["x64", "`x86_64`"],
  ] as const;
  const missing = architectures
    .filter(([name]) => !machines.some(({ system }) => system.includes(name)))
    .map(([, label]) => `- ${label}, is not measured: the measurements ran on another processor.`);
  return [
    "- AWS itself is not measured: neither Lambda's own start of an environment (download, sandbox, share of a processor), nor the time that AWS needs to create resources, nor a bill.",
    ...missing,
    "- The network is not measured: every package and provider was on the machine.",
  ].join("\n");
}

function provenance(machine: Machine, versions: GroupResults["versions"]): string {
  const names = Object.entries(versions).map(([name, v]) => `${name} ${v}`);
  return `${describeMachine(machine)}; ${names.join(", ")}`;
}
