import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { Group } from "../../bench/group";
import { GROUPS } from "../../bench/groups";
import { renderDocument, type Results } from "../../bench/report/document";

const machine = {
  processor: "Quick CPU",
  cores: 4,
  memoryGiB: 16,
  system: "Linux x64",
};

function group(title: string, seconds: number): Group {
  return {
    measure: () => Promise.resolve(),
    report: (figures) => ({
      title,
      method: "By a stopwatch.",
      tables: [{ head: ["a", "b"], rows: [["run", { figure: "run" }]] }],
      goals: [
        {
          what: `${title} is fast`,
          goal: `at most ${seconds} s`,
          measured: figures.median("run"),
          met: (measured) => measured <= seconds,
        },
      ],
      plots: [{ name: "run", alt: "Runs", spec: {} }],
    }),
  };
}

const results: Results = {
  second: {
    machine,
    versions: { tool: "1.2.3" },
    figures: { run: { unit: "s", samples: [2] } },
  },
  first: {
    machine: { ...machine, system: "Linux arm64" },
    versions: {},
    figures: { run: { unit: "s", samples: [1] } },
  },
};

describe("renderDocument", () => {
  const { markdown } = renderDocument(results, {
    first: group("First", 1),
    second: group("Second", 1),
    third: group("Third", 1),
  });

  it("has the measured groups in the groups' order", () => {
    const titles = [...markdown.matchAll(/^## (.*)$/gm)].map(([, t]) => t);
    expect(titles).toEqual(["Goals", "First", "Second", "Limits", "Machine and versions"]);
  });

  it("says plainly which goals are missed", () => {
    expect(markdown).toContain("Missed: Second is fast.");
  });

  it("says where each group was measured, with which versions", () => {
    expect(markdown).toContain("- second: Quick CPU, 4 cores, 16 GiB, Linux x64; tool 1.2.3");
  });

  it("counts a processor as measured when any group ran on it", () => {
    expect(markdown).not.toContain("ran on another processor");
  });

  it("shows the plots", () => {
    expect(markdown).toContain("![Runs](benchmarks/run.svg)");
  });
});

describe("docs/explanation/benchmarks.md", () => {
  const docs = path.join(__dirname, "..", "..", "docs", "explanation");
  const published = JSON.parse(readFileSync(path.join(docs, "benchmarks", "results.json"), "utf8")) as Results;
  const { markdown, missing, plots } = renderDocument(published, GROUPS);

  it("holds every figure of the groups that it has", () => {
    const unknown = Object.keys(published).filter((name) => !GROUPS[name]);
    expect([...unknown, ...missing]).toEqual([]);
  });

  it("is what its measurements render to (npm run bench -- --render)", () => {
    const file = readFileSync(path.join(docs, "benchmarks.md"), "utf8");
    expect(withoutPadding(file)).toBe(withoutPadding(markdown));
  });

  it("has its plots beside it", () => {
    for (const { name } of plots) {
      const file = path.join(docs, "benchmarks", `${name}.svg`);
      expect(readFileSync(file, "utf8")).toMatch(/^<svg/);
    }
  });

  it("names no path of the machine that it was measured on", () => {
    expect(markdown + JSON.stringify(published)).not.toMatch(/\/(tmp|home|root|opt|work|Users)\//);
  });
});

/** The formatter pads the cells of tables. */
function withoutPadding(text: string): string {
  return text.replaceAll(/ +/g, " ").replaceAll(/-{2,}/g, "---");
}
