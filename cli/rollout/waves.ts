import { UserError } from "../../modules/user-error";
import type { Stack } from "../terraform/stacks";

/** Returns the stacks in the order of their deployment: those at once that wait for no stack of a later wave. */
export function wavesOf<Item extends Stack>(stacks: readonly Item[]): Item[][] {
  const waves: Item[][] = [];
  let rest = [...stacks];
  const done = new Set<string>();
  while (rest.length > 0) {
    const wave = rest.filter(({ dependencies }) => dependencies.every((name) => done.has(name)));
    if (wave.length === 0) {
      throw new UserError(`These stacks wait for each other: ${rest.map(({ name }) => name).join(", ")}.`);
    }
    wave.forEach(({ name }) => done.add(name));
    rest = rest.filter((stack) => !wave.includes(stack));
    waves.push(wave);
  }
  return waves;
}
