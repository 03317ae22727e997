import type { Figures, Unit } from "./figures";

/** One way of doing a thing, beside others. */
export interface Variant {
  readonly name: string;
  /** The figures that it brings, and their units. */
  readonly figures: Readonly<Record<string, Unit>>;
  /** Does it once, and measures those figures. */
  readonly run: () => Promise<Readonly<Record<string, number>>>;
}

export interface Rounds {
  /** How many rounds count. */
  readonly rounds: number;
  /** How many rounds come before them, for caches to fill. */
  readonly warmUps: number;
  readonly log: (line: string) => void;
}

/**
 * Runs the variants in turn, round after round, each round beginning with
 * another one, so that other work on the machine affects all of them.
 * A variant that fails is left out from then on, and its figures are missing.
 */
export async function interleave(
  variants: readonly Variant[],
  figures: Figures,
  { rounds, warmUps, log }: Rounds,
): Promise<void> {
  const failed = new Set<Variant>();
  for (let round = 0; round < warmUps + rounds; round++) {
    log(`round ${round + 1} of ${warmUps + rounds}`);
    for (let turn = 0; turn < variants.length; turn++) {
      const variant = variants[(turn + round) % variants.length]!;
      if (failed.has(variant)) {
        continue;
      }
      try {
        const samples = await variant.run();
        if (round < warmUps) {
          continue;
        }
        for (const [id, unit] of Object.entries(variant.figures)) {
          figures.add(id, unit, samples[id]!);
        }
      } catch (error) {
        failed.add(variant);
        Object.keys(variant.figures).forEach((id) => figures.drop(id));
        log(`${variant.name} failed: ${(error as Error).message}`);
      }
    }
  }
}
