import { createHash } from "node:crypto";

/** Gives the same numbers for the same seed. */
export class Random {
  #count = 0;

  constructor(private readonly seed: string) {}

  /** Returns a number from 0 to less than 1. */
  number(): number {
    const text = `${this.seed} ${this.#count++}`;
    return createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32;
  }

  /** Returns a whole number within these limits. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.number() * (most - least + 1));
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.whole(0, items.length - 1)]!;
  }
}
