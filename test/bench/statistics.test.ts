import { growthExponent, paired, quantile, summarize } from "../../bench/measure/statistics";

describe("summarize", () => {
  it("gives the middle sample and the quartiles, whatever the order", () => {
    expect(summarize([5, 1, 4, 2, 3])).toEqual({
      median: 3,
      lower: 2,
      upper: 4,
      count: 5,
    });
  });

  it("takes the mean of the two middle samples of an even number", () => {
    expect(summarize([4, 1, 3, 2]).median).toBe(2.5);
  });

  it("leaves the samples in their order", () => {
    const samples = [3, 1, 2];
    summarize(samples);
    expect(samples).toEqual([3, 1, 2]);
  });

  it("refuses to summarize nothing", () => {
    expect(() => summarize([])).toThrow(new RangeError("There are no samples."));
  });
});

describe("quantile", () => {
  it("interpolates between neighbors", () => {
    expect(quantile([10, 20, 30, 40], 0.25)).toBe(17.5);
  });

  it("gives the extremes at 0 and 1", () => {
    expect([quantile([2, 9, 4], 0), quantile([2, 9, 4], 1)]).toEqual([2, 9]);
  });
});

describe("paired", () => {
  it("joins two series round by round", () => {
    expect(paired([2, 9], [1, 3], (a, b) => a / b)).toEqual([2, 3]);
  });

  it("refuses series of which one has missed a round", () => {
    expect(() => paired([1, 2], [1], (a) => a)).toThrow(new RangeError("The series differ in length: 2 and 1."));
  });
});

describe("growthExponent", () => {
  it("is the power of the work", () => {
    const points = [1, 10, 300].map((work) => [work, 5 * work ** 2] as const);
    expect(growthExponent(points)).toBeCloseTo(2, 10);
  });

  it("is 0 for what does not grow", () => {
    expect(growthExponent([3, 30, 300].map((work) => [work, 7] as const))).toBeCloseTo(0, 10);
  });

  it("refuses a single amount of work", () => {
    expect(() => growthExponent([[3, 1]])).toThrow(new RangeError("Growth needs two amounts of work."));
  });
});
