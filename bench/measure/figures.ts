import { paired, summarize, type Summary } from "./statistics";

export type Unit = "s" | "ms" | "µs" | "MiB" | "bytes" | "events/s" | "metrics" | "events" | "yes or no";

/** One quantity, measured in as many rounds as it has samples. */
export interface Figure {
  readonly unit: Unit;
  /** `yes or no`: 1 or 0. */
  readonly samples: readonly number[];
}

/** The figures of one group, by id. */
export type FigureData = Readonly<Record<string, Figure>>;

/** Figures by id, while they are measured and when they are read. */
export class Figures {
  readonly #figures: Record<string, { unit: Unit; samples: number[] }> = {};

  static from(data: FigureData): Figures {
    const figures = new Figures();
    for (const [id, { unit, samples }] of Object.entries(data)) {
      samples.forEach((sample) => figures.add(id, unit, sample));
    }
    return figures;
  }

  add(id: string, unit: Unit, sample: number): void {
    (this.#figures[id] ??= { unit, samples: [] }).samples.push(sample);
  }

  /** Forgets what was measured of a figure that then could not be measured on. */
  drop(id: string): void {
    delete this.#figures[id];
  }

  figure(id: string): Figure | undefined {
    return this.#figures[id];
  }

  summary(id: string): Summary | undefined {
    const figure = this.#figures[id];
    return figure && summarize(figure.samples);
  }

  median(id: string): number | undefined {
    return this.summary(id)?.median;
  }

  /**
   * The median of what two figures make round by round; undefined when one of
   * them is missing, or has missed a round.
   */
  pairedMedian(ours: string, theirs: string, join: (ours: number, theirs: number) => number): number | undefined {
    const [a, b] = [this.#figures[ours], this.#figures[theirs]];
    if (a === undefined || a.samples.length !== b?.samples.length) {
      return undefined;
    }
    return summarize(paired(a.samples, b.samples, join)).median;
  }

  /** How many times the other one: the median of the rounds' ratios. */
  ratio(ours: string, theirs: string): number | undefined {
    return this.pairedMedian(ours, theirs, (a, b) => a / b);
  }

  toJSON(): FigureData {
    return Object.fromEntries(
      Object.entries(this.#figures).map(([id, { unit, samples }]) => [
        id,
        // More digits than that are noise.
        { unit, samples: samples.map((s) => Number(s.toPrecision(6))) },
      ]),
    );
  }
}
