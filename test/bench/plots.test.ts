import { Figures } from "../../bench/measure/figures";
import { barChart, growthChart } from "../../bench/report/plots";

const figures = Figures.from({
  ours: { unit: "s", samples: [1, 2, 3] },
  theirs: { unit: "s", samples: [10] },
  "ours/300": { unit: "s", samples: [1.41] },
});

describe("barChart", () => {
  const { spec, alt } = barChart(figures, {
    name: "synth",
    title: "Synth, seconds",
    bars: [
      { id: "ours", label: "**`npm run synth`**" },
      { id: "theirs", label: "theirs" },
      { id: "missing", label: "missing" },
    ],
    ours: "ours",
  });

  it("shows medians and quartiles of what was measured, ours apart", () => {
    const { values } = (spec as { data: { values: object[] } }).data;
    expect(values).toEqual([
      {
        label: "npm run synth",
        median: 2,
        lower: 1.5,
        upper: 2.5,
        shown: 2,
        ours: true,
      },
      {
        label: "theirs",
        median: 10,
        lower: 10,
        upper: 10,
        shown: 10,
        ours: false,
      },
    ]);
  });

  it("says the same in words", () => {
    expect(alt).toBe("Synth, seconds: npm run synth 2; theirs 10");
  });
});

describe("growthChart", () => {
  it("has one point for each number that was measured", () => {
    const { spec, alt } = growthChart(figures, {
      name: "growth",
      title: "Growth",
      lines: [
        {
          label: "ours",
          points: [
            { at: 300, id: "ours/300" },
            { at: 3000, id: "ours/3000" },
          ],
        },
      ],
    });
    const { values } = (spec as { data: { values: object[] } }).data;
    expect(values).toEqual([{ label: "ours", at: 300, median: 1.41 }]);
    expect(alt).toBe("Growth: ours at 300: 1.41");
  });
});
