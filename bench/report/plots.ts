import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { runCommand } from "../measure/command";
import type { Figures } from "../measure/figures";
import { nodeBinary, peerEnvironment, peerFile } from "../measure/peers";
import type { Plot } from "./section";

const OURS = "#d9480f";
const OTHERS = "#74869b";
const THIRD = "#2b8a3e";
const FOURTH = "#5f3dc4";
const FONT = "system-ui, sans-serif";

/** A plain look that is readable on a page of either color. */
const CONFIG = {
  background: "white",
  font: FONT,
  axis: { labelFontSize: 12, grid: false },
  title: { fontSize: 15, anchor: "start", offset: 12 },
  view: { stroke: null },
};

interface BarChart {
  readonly name: string;
  readonly title: string;
  readonly bars: readonly { readonly id: string; readonly label: string }[];
  /** The highlighted figure. */
  readonly ours: string;
}

/** Medians as bars with their values, quartiles as lines over them. */
export function barChart(figures: Figures, chart: BarChart): Plot {
  const values = chart.bars.flatMap(({ id, label }) => {
    const summary = figures.summary(id);
    if (summary === undefined) {
      return [];
    }
    const { median, lower, upper } = summary;
    const shown = Number(median.toPrecision(3));
    return [
      {
        label: plain(label),
        median,
        lower,
        upper,
        shown,
        ours: id === chart.ours,
      },
    ];
  });
  const y = {
    field: "label",
    type: "nominal",
    sort: null,
    axis: { title: null, domain: false, ticks: false, labelLimit: 420 },
  };
  return {
    name: chart.name,
    alt: altText(
      chart.title,
      values.map(({ label, shown }) => `${label} ${shown}`),
    ),
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      title: chart.title,
      width: 460,
      height: { step: 26 },
      config: CONFIG,
      data: { values },
      layer: [
        {
          mark: { type: "bar", height: 15 },
          encoding: {
            y,
            x: { field: "median", type: "quantitative", axis: { title: null } },
            color: {
              condition: { test: "datum.ours", value: OURS },
              value: OTHERS,
            },
          },
        },
        {
          mark: { type: "rule", strokeWidth: 1.5 },
          encoding: {
            y,
            x: { field: "lower", type: "quantitative" },
            x2: { field: "upper" },
          },
        },
        {
          mark: { type: "text", align: "left", dx: 6, fontSize: 12 },
          encoding: {
            y,
            x: { field: "upper", type: "quantitative" },
            text: { field: "shown", type: "quantitative" },
          },
        },
      ],
    },
  };
}

interface GrowthChart {
  readonly name: string;
  readonly title: string;
  readonly lines: readonly {
    readonly label: string;
    readonly points: readonly { readonly at: number; readonly id: string }[];
  }[];
}

/** Medians against a number, both on logarithmic axes; the first line is ours. */
export function growthChart(figures: Figures, chart: GrowthChart): Plot {
  const labels = chart.lines.map(({ label }) => plain(label));
  const values = chart.lines.flatMap(({ label, points }) =>
    points.flatMap(({ at, id }) => {
      const median = figures.median(id);
      return median === undefined ? [] : [{ label: plain(label), at, median }];
    }),
  );
  const axis = { type: "quantitative", scale: { type: "log" } };
  const ticks = [...new Set(values.map(({ at }) => at))];
  return {
    name: chart.name,
    alt: altText(
      chart.title,
      values.map(({ label, at, median }) => `${label} at ${at}: ${Number(median.toPrecision(3))}`),
    ),
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      title: chart.title,
      width: 460,
      height: 240,
      config: CONFIG,
      data: { values },
      mark: { type: "line", point: true, strokeWidth: 2.5 },
      encoding: {
        x: {
          field: "at",
          ...axis,
          axis: { title: null, values: ticks, format: "d" },
        },
        y: { field: "median", ...axis, axis: { title: null, grid: true } },
        color: {
          field: "label",
          type: "nominal",
          sort: labels,
          scale: { domain: labels, range: [OURS, OTHERS, THIRD, FOURTH].slice(0, labels.length) },
          legend: { title: null, orient: "bottom", labelLimit: 300 },
        },
      },
    },
  };
}

/** Labels are Markdown in the tables. */
function plain(label: string): string {
  return label.replaceAll(/[*`]/g, "");
}

function altText(title: string, values: readonly string[]): string {
  return `${title}: ${values.join("; ")}`;
}

/**
 * Draws plots as SVG files with Vega-Lite.
 *
 * @param work a folder for what is not kept
 */
export async function drawPlots(plots: readonly Plot[], folder: string, work: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const { name, spec } of plots) {
    const specFile = path.join(work, `${name}.vl.json`);
    const svg = path.join(work, `${name}.svg`);
    writeFileSync(specFile, JSON.stringify(spec));
    await runCommand([nodeBinary(22), peerFile("vega-lite", "bin", "vl2svg"), specFile, svg], {
      cwd: work,
      env: peerEnvironment(),
    });
    cpSync(svg, path.join(folder, `${name}.svg`));
  }
}
