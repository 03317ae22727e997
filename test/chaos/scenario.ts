import type { Random } from "./random";
import type { World } from "./world";

export const SIGNALS = ["SIGINT", "SIGTERM", "SIGKILL"] as const;
type Signal = (typeof SIGNALS)[number];

/** The errors that an interrupted command must not make, and other errors. */
export const DAMAGES = ["lost", "doubled", "touched", "failed"] as const;
type Damage = (typeof DAMAGES)[number];

/** With what a command was ended, and when. */
export interface Kill {
  readonly signal: Signal;
  readonly moment: string;
}

/** The findings of one run of a scenario: each entry names what it is about. */
export interface Findings extends Readonly<Partial<Record<Damage, readonly string[]>>> {
  /** With what a command was ended, and when; for the progress. */
  readonly kills: readonly Kill[];
  /** Inputs that were tried. @default 1 */
  readonly tried?: number;
  /** Events that were handled again because the process was killed between the handling and the deletion. */
  readonly repeated?: number;
}

/** A command, or several, in a situation that is made again and again. */
export interface Scenario {
  /** Also the name of the option for its number of runs. */
  readonly name: string;
  /** The steps, for the help. */
  readonly description: string;
  readonly runs: number;
  readonly shortRuns: number;
  /** Does it once. Runs of one lane follow each other; lanes work at the same time. */
  run(world: World, lane: number, random: Random): Promise<Findings>;
}
