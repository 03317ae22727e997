/** The summary of repeated measurements of one thing. */
export interface Summary {
  readonly median: number;
  /** First and third quartile: half of the measurements lie between them. */
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/**
 * Medians and quartiles, which a few runs disturbed by something else on the
 * machine do not move.
 *
 * @throws RangeError when there is nothing to summarize
 */
export function summarize(samples: readonly number[]): Summary {
  return {
    median: quantile(samples, 0.5),
    lower: quantile(samples, 0.25),
    upper: quantile(samples, 0.75),
    count: samples.length,
  };
}

/**
 * The quantile of a sample, interpolated linearly between its neighbors.
 *
 * @param p 0 for the least, 0.5 for the median, 1 for the greatest
 * @see Hyndman and Fan, Sample quantiles in statistical packages (1996), type 7
 */
export function quantile(samples: readonly number[], p: number): number {
  if (samples.length === 0) {
    throw new RangeError("There are no samples.");
  }
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)]!;
  const above = sorted[Math.ceil(at)]!;
  return below + (above - below) * (at - Math.floor(at));
}

/**
 * Two series measured in the same rounds, joined round by round: what slows
 * the machine down for a while then slows both sides.
 *
 * @throws RangeError when the series differ in length
 */
export function paired(
  ours: readonly number[],
  theirs: readonly number[],
  join: (ours: number, theirs: number) => number,
): number[] {
  if (ours.length !== theirs.length) {
    throw new RangeError(`The series differ in length: ${ours.length} and ${theirs.length}.`);
  }
  return ours.map((value, round) => join(value, theirs[round]!));
}

/**
 * The exponent with which a quantity grows: the slope of the straight line through the points on logarithmic axes, by
 * least squares. 1 when it doubles with the work, less while a constant part dominates.
 *
 * @param points work and quantity, all of them above 0
 * @throws RangeError when there are fewer than two amounts of work
 */
export function growthExponent(points: readonly (readonly [work: number, quantity: number])[]): number {
  const logarithms = points.map(([work, quantity]) => [Math.log(work), Math.log(quantity)] as const);
  const mean = (of: 0 | 1) => logarithms.reduce((sum, point) => sum + point[of], 0) / logarithms.length;
  const [meanWork, meanQuantity] = [mean(0), mean(1)];
  const spread = logarithms.reduce((sum, [work]) => sum + (work - meanWork) ** 2, 0);
  if (!(spread > 0)) {
    throw new RangeError("Growth needs two amounts of work.");
  }
  const common = logarithms.reduce((sum, [work, quantity]) => sum + (work - meanWork) * (quantity - meanQuantity), 0);
  return common / spread;
}
