import { UserError } from "../../modules/user-error";

/** Something that is done after what it depends on. */
export interface Dependant {
  readonly name: string;
  /** Names of others. */
  readonly dependencies: readonly string[];
}

/** How it went for one of them. */
export type Outcome =
  | { readonly name: string; readonly state: "done" }
  | { readonly name: string; readonly state: "failed"; readonly error: unknown }
  | {
      readonly name: string;
      readonly state: "skipped";
      readonly because: string;
    };

/**
 * Does the work for each item as soon as it is done for all that the item
 * depends on. When it fails for one, those that depend on it are skipped and
 * the others go on.
 *
 * @param parallelism how many at the same time
 * @param signal once aborted, nothing more begins
 * @returns the outcomes in the order of the items
 * @throws UserError when a dependency is not among the items, or they depend on
 * each other in a circle
 */
export async function inDependencyOrder<Item extends Dependant>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  { parallelism = Infinity, signal }: { readonly parallelism?: number; readonly signal?: AbortSignal } = {},
): Promise<Outcome[]> {
  const ordered = layers(items).flat();
  const limit = limiter(parallelism);
  const outcomes = new Map<string, Promise<Outcome>>();
  for (const item of ordered) {
    const { name } = item;
    const earlier = item.dependencies.map((other) => outcomes.get(other)!);
    const outcome = Promise.all(earlier).then((before) => {
      const blocker = before.find(({ state }) => state !== "done");
      if (blocker) {
        return skipped(name, blocker);
      }
      return limit(() => attempt(item, work, signal));
    });
    outcomes.set(name, outcome);
  }
  return Promise.all(items.map(({ name }) => outcomes.get(name)!));
}

async function attempt<Item extends Dependant>(
  item: Item,
  work: (item: Item) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const { name } = item;
  if (signal?.aborted) {
    return { name, state: "skipped", because: "since it was interrupted" };
  }
  try {
    await work(item);
    return { name, state: "done" };
  } catch (error) {
    return { name, state: "failed", error };
  }
}

function skipped(name: string, blocker: Outcome): Outcome {
  const because = blocker.state === "failed" ? `since ${blocker.name} failed` : `since ${blocker.name} was not begun`;
  return { name, state: "skipped", because };
}

/**
 * Returns the items in layers: those at once that depend on no item of a later layer.
 *
 * @throws UserError when a dependency is not among the items, or they depend on
 * each other in a circle
 */
export function layers<Item extends Dependant>(items: readonly Item[]): Item[][] {
  const names = new Set(items.map(({ name }) => name));
  const errors = items.flatMap(({ name, dependencies }) =>
    dependencies
      .filter((other) => !names.has(other))
      .map((other) => `${name} depends on ${other}, which is not among them.`),
  );
  if (errors.length > 0) {
    throw new UserError(errors.join("\n"));
  }

  const result: Item[][] = [];
  let rest = [...items];
  while (rest.length > 0) {
    const waiting = new Set(rest.map(({ name }) => name));
    const layer = rest.filter(({ dependencies }) => dependencies.every((other) => !waiting.has(other)));
    if (layer.length === 0) {
      throw new UserError(`${[...waiting].join(", ")} depend on each other in a circle.`);
    }
    result.push(layer);
    rest = rest.filter((item) => !layer.includes(item));
  }
  return result;
}

/** Lets so many pieces of work run at the same time, and hands each free place on. */
function limiter(places: number) {
  const queue: (() => void)[] = [];
  let free = places;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (free > 0) {
      free -= 1;
    } else {
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) {
        next();
      } else {
        free += 1;
      }
    }
  };
}
