import type { Figures } from "./measure/figures";
import type { Section } from "./report/section";

/** The inputs of a group's measurements, and the place for their results. */
export interface Bench {
  /** Few rounds: to see that everything works, not to quote. */
  readonly quick: boolean;
  /** A folder of this group's own that exists, and is removed afterwards. */
  readonly folder: string;
  readonly figures: Figures;
  /** Versions of what is measured, by name. */
  readonly versions: Record<string, string>;
  readonly log: (line: string) => void;
}

/** Figures that belong together: how they are measured and what is said of them. */
export interface Group {
  measure(bench: Bench): Promise<void>;
  /**
   * The section of the report. The figures that it needs must be there.
   *
   * @param quick whether it is of a quick run, which leaves some out
   */
  report(figures: Figures, quick: boolean): Section;
}
