import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { bench, type Surroundings } from "../../bench/bench";
import type { Group } from "../../bench/group";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "bench-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A group that reports `wanted` and measures some of it. */
function group(wanted: string[], measured = wanted): Group {
  return {
    measure({ figures }) {
      measured.forEach((id) => figures.add(id, "s", 1));
      return Promise.resolve();
    },
    report: (figures) => ({
      title: "Section",
      method: "",
      tables: [{ head: ["a"], rows: wanted.map((figure) => [{ figure }]) }],
      goals: [
        {
          what: "Speed",
          goal: "at most 0.5 s",
          measured: figures.median(wanted[0]!),
          met: (seconds) => seconds <= 0.5,
        },
      ],
      plots: [],
    }),
  };
}

async function run(
  groups: Record<string, Group>,
  { quick = false, only = Object.keys(groups) } = {},
  published: Surroundings["published"] = {},
) {
  const calls = { published: [] as string[][], drawn: 0, log: "", text: "" };
  const complete = await bench(
    { quick, json: false, only },
    {
      groups,
      folder,
      published,
      draw: () => Promise.resolve(void calls.drawn++),
      publish: (results) => Promise.resolve(void calls.published.push(Object.keys(results))),
      print: (text) => (calls.text += text),
      log: (line) => (calls.log += `${line}\n`),
    },
  );
  return { complete, ...calls };
}

describe("bench", () => {
  it("publishes what is complete, and does not mind a missed goal", async () => {
    const { complete, published, text } = await run({ a: group(["one"]) });
    expect(complete).toBe(true);
    expect(published).toEqual([["a"]]);
    expect(text).toContain("Missed: Speed.");
  });

  it("fails when a figure is missing, names it, and publishes only the other groups", async () => {
    const { complete, published, log } = await run({
      a: group(["one", "two"], ["one"]),
      b: group(["three"]),
    });
    expect(complete).toBe(false);
    expect(log).toContain("missing: two");
    expect(log).not.toContain("missing: three");
    expect(published).toEqual([["b"]]);
  });

  it("fails when a group breaks off, and still measures the next one", async () => {
    const broken: Group = {
      ...group(["one"]),
      measure: () => Promise.reject(new Error("no terraform")),
    };
    const { complete, log, text } = await run({ broken, b: group(["two"]) });
    expect(complete).toBe(false);
    expect(log).toContain("broken failed: Error: no terraform");
    expect(log).toContain("missing: one");
    expect(text).toContain("| 1 s |");
  });

  it("fails when a figure of a quick run is missing", async () => {
    const groups = { a: group(["one", "two"], ["one"]) };
    const { complete, log } = await run(groups, { quick: true });
    expect(complete).toBe(false);
    expect(log).toContain("missing: two");
  });

  it("draws the plots of a quick run, and publishes nothing", async () => {
    const quick = await run({ a: group(["one"]) }, { quick: true });
    expect(quick).toMatchObject({ complete: true, drawn: 1, published: [] });
  });

  it("keeps what was published of the groups that it does not measure", async () => {
    const groups = { a: group(["one"]), b: group(["two"]) };
    const old = {
      machine: { processor: "", cores: 1, memoryGiB: 1, system: "" },
      versions: {},
      figures: { two: { unit: "s" as const, samples: [7] } },
    };
    const { published } = await run(groups, { only: ["a"] }, { b: old });
    expect(published.map((names) => names.sort())).toEqual([["a", "b"]]);
  });

  it("leaves no folder of a group behind", async () => {
    await run({ a: group(["one"]) });
    expect(readdirSync(folder)).toEqual([]);
  });
});
