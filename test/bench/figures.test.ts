import { type FigureData, Figures } from "../../bench/measure/figures";

function figures(samples: Record<string, number[]>): Figures {
  const all = new Figures();
  for (const [id, values] of Object.entries(samples)) {
    values.forEach((value) => all.add(id, "s", value));
  }
  return all;
}

describe("Figures", () => {
  it("takes the median of the rounds' ratios, not the ratio of the medians", () => {
    const { ours, theirs } = { ours: [1, 10, 100], theirs: [1, 2, 200] };
    expect(figures({ ours, theirs }).ratio("ours", "theirs")).toBe(1);
  });

  it("has no ratio to a figure that is missing", () => {
    expect(figures({ ours: [1] }).ratio("ours", "theirs")).toBeUndefined();
  });

  it("has no ratio between figures of different rounds", () => {
    const all = figures({ ours: [1, 2], theirs: [1] });
    expect(all.ratio("ours", "theirs")).toBeUndefined();
  });

  it("forgets a figure that was dropped", () => {
    const all = figures({ ours: [1] });
    all.drop("ours");
    expect(all.median("ours")).toBeUndefined();
  });

  it("comes back from its JSON as it was", () => {
    const all = figures({ ours: [1.5, 2], theirs: [3] });
    const back = Figures.from(JSON.parse(JSON.stringify(all)) as FigureData);
    expect(back.toJSON()).toEqual({
      ours: { unit: "s", samples: [1.5, 2] },
      theirs: { unit: "s", samples: [3] },
    });
  });
});
