import { Figures } from "../../bench/measure/figures";
import { missingIn, renderGoals, renderTable, type Section } from "../../bench/report/section";

const figures = Figures.from({
  ours: { unit: "s", samples: [0.2, 0.21, 0.25] },
  theirs: { unit: "s", samples: [2, 2.1, 2.5] },
  size: { unit: "bytes", samples: [247006] },
  same: { unit: "yes or no", samples: [1] },
  different: { unit: "yes or no", samples: [0] },
});

function section(rows: Section["tables"][number]["rows"]): Section {
  const tables = [{ head: ["what", "time"], rows }];
  return { title: "", method: "", tables, goals: [], plots: [] };
}

describe("renderTable", () => {
  it("shows medians with their quartiles, and ratios", () => {
    const table = {
      head: ["", "Time", "× ours"],
      rows: [
        ["ours", { figure: "ours" }, { figure: "ours", times: "ours" }],
        ["theirs", { figure: "theirs" }, { figure: "theirs", times: "ours" }],
      ],
    };
    expect(renderTable(table, figures)).toBe(
      `|  | Time | × ours |
| --- | ---: | ---: |
| ours | 0.21 s (0.205–0.23) | 1 × |
| theirs | 2.1 s (2.05–2.3) | 10 × |`,
    );
  });

  it("shows sizes whole, and answers in words", () => {
    const table = {
      head: ["a", "b", "c"],
      rows: [[{ figure: "size" }, { figure: "same" }, { figure: "different" }]],
    };
    expect(renderTable(table, figures)).toContain("| 247,006 B | yes | **no** |");
  });

  it("says where a figure is missing", () => {
    const table = {
      head: ["a", "b"],
      rows: [[{ figure: "none" }, { figure: "ours", times: "none" }]],
    };
    expect(renderTable(table, figures)).toContain("| missing | missing |");
  });

  it("keeps a column's bars out of the table's", () => {
    expect(renderTable({ head: ["a|b"], rows: [] }, figures)).toContain("| a\\|b |");
  });
});

describe("renderGoals", () => {
  const goal = {
    what: "Synth",
    goal: "at most 2.5 ×",
    met: (times: number) => times <= 2.5,
  };

  it("distinguishes a goal that is met from one that is missed", () => {
    const met = renderGoals([{ ...goal, measured: 2.4999 }]);
    const missed = renderGoals([{ ...goal, measured: 2.6 }]);
    expect(met).toContain("| Synth | at most 2.5 × | 2.5 × | yes |");
    expect(missed).toContain("| Synth | at most 2.5 × | 2.6 × | **no** |");
  });

  it("does not take a missing figure for a goal that is met", () => {
    expect(renderGoals([{ ...goal, measured: undefined }])).toContain("| Synth | at most 2.5 × | missing | **no** |");
  });
});

describe("missingIn", () => {
  it("finds nothing where all is measured", () => {
    expect(missingIn(section([["ours", { figure: "ours" }]]), figures)).toEqual([]);
  });

  it("names each figure once, also one that only a ratio needs", () => {
    const rows = [
      ["a", { figure: "none" }],
      ["b", { figure: "none" }],
      ["c", { figure: "ours", times: "nothing" }],
    ];
    expect(missingIn(section(rows), figures)).toEqual(["none", "nothing"]);
  });

  it("names a goal that cannot be judged", () => {
    const goals = [{ what: "Synth", goal: "", measured: undefined, met: () => true }];
    expect(missingIn({ ...section([]), goals }, figures)).toEqual(["what the goal needs: Synth"]);
  });
});
