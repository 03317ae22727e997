import { Figures } from "../../bench/measure/figures";
import { interleave, type Variant } from "../../bench/measure/interleave";

function log() {
  return undefined;
}

function variant(name: string, run: () => number): Variant {
  return {
    name,
    figures: { [name]: "s" },
    run: () => Promise.resolve({ [name]: run() }),
  };
}

describe("interleave", () => {
  it("runs all in every round, each round beginning with the next one", async () => {
    const order: string[] = [];
    const variants = ["a", "b", "c"].map((name) => variant(name, () => order.push(name)));
    await interleave(variants, new Figures(), { rounds: 3, warmUps: 0, log });
    expect(order.join("")).toBe("abcbcacab");
  });

  it("keeps what is measured after the warm-up", async () => {
    const figures = new Figures();
    let run = 0;
    const counting = variant("a", () => ++run);
    await interleave([counting], figures, { rounds: 2, warmUps: 3, log });
    expect(figures.toJSON()).toEqual({ a: { unit: "s", samples: [4, 5] } });
  });

  it("leaves out a variant that fails, says so, and goes on with the others", async () => {
    const figures = new Figures();
    const lines: string[] = [];
    let runs = 0;
    const failing = variant("bad", () => {
      if (++runs === 2) {
        throw new Error("no such file");
      }
      return runs;
    });
    await interleave([variant("good", () => 1), failing], figures, {
      rounds: 3,
      warmUps: 0,
      log: (line) => lines.push(line),
    });
    expect(figures.toJSON()).toEqual({
      good: { unit: "s", samples: [1, 1, 1] },
    });
    expect(runs).toBe(2);
    expect(lines).toContain("bad failed: no such file");
  });
});
