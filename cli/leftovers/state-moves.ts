import { isDeepStrictEqual } from "node:util";
import { commandLine } from "../../modules/command-line";
import { type Region, regionPrefix, REGIONS } from "../../modules/workmail";
import { regionOf } from "../terraform/stacks";

/** A state, as far as moving needs to know it. */
export interface State {
  readonly resources?: readonly {
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly provider: string;
    readonly instances: readonly {
      readonly index_key?: string | number;
      readonly attributes: { readonly id?: unknown };
      readonly dependencies?: readonly string[];
    }[];
  }[];
}

/** A resource's way from the stack of one layout to that of the other. */
export interface Move {
  /** The Region that it is in. */
  readonly region: string;
  readonly fromStack: string;
  readonly toStack: string;
  readonly from: string;
  readonly to: string;
}

/** Returns what a state holds, by address: the ids of each resource's instances. Data sources are read again. */
export function managedIn(state: State | undefined): Record<string, readonly unknown[]> {
  return Object.fromEntries(
    (state?.resources ?? [])
      .filter(({ mode }) => mode === "managed")
      .map(({ type, name, instances }) => [
        `${type}.${name}`,
        instances.map(({ index_key, attributes }) => [index_key ?? null, attributes.id ?? null]),
      ]),
  );
}

/**
 * Returns the address that each resource in the states of one layout has in the
 * other one: in a stack for all Regions each name begins with its Region.
 *
 * @param states what is to be moved, by stack
 * @param targets names of the stacks of the other layout
 * @param regions that the settings name
 * @returns the moves, and the errors: what has no place to go to
 */
export function movesBetween(
  states: Readonly<Record<string, State | undefined>>,
  targets: readonly string[],
  regions: readonly string[],
): { readonly moves: readonly Move[]; readonly errors: readonly string[] } {
  const moves: Move[] = [];
  const errors: string[] = [];
  for (const [fromStack, state] of Object.entries(states)) {
    const addresses = Object.keys(managedIn(state));
    const own = regionOf(fromStack);
    if (own !== undefined && !regions.includes(own) && addresses.length > 0) {
      errors.push(
        `${fromStack}: ${own} is not in the settings, and is still deployed: put the Region back, or destroy it first (${commandLine(["destroy", "--removed"])})`,
      );
      continue;
    }
    for (const from of addresses) {
      const [type = "", name = ""] = from.split(".");
      const region = own ?? regionNamedIn(from);
      const toStack =
        own === undefined ? targets.find((it) => region !== undefined && regionOf(it) === region) : targets[0];
      if (region === undefined || toStack === undefined) {
        errors.push(
          `${fromStack}: ${from} belongs to no Region of the settings: put its Region back, or destroy it first`,
        );
        continue;
      }
      const prefix = `${regionPrefix(region)}_`;
      const to = own === undefined ? `${type}.${name.slice(prefix.length)}` : `${type}.${prefix}${name}`;
      moves.push({ region, fromStack, toStack, from, to });
    }
  }
  return { moves, errors };
}

/** Returns the Region that an address in the stack of all Regions begins with. */
function regionNamedIn(address: string): Region | undefined {
  const [, name = ""] = address.split(".");
  return REGIONS.find((it) => name.startsWith(`${regionPrefix(it)}_`));
}

/**
 * Returns whether the state that a Region is moved to holds nothing of it,
 * exactly what is to be moved there, or something else. Resources of other Regions are ignored: an interrupted move
 * may have completed them.
 *
 * @param moves all of the Region's
 */
export function readiness(
  region: string,
  moves: readonly Move[],
  target: State | undefined,
  sources: Readonly<Record<string, State | undefined>>,
): "empty" | "moved" | "occupied" {
  const present = Object.fromEntries(
    Object.entries(managedIn(target)).filter(([address]) => (regionNamedIn(address) ?? region) === region),
  );
  if (Object.keys(present).length === 0) {
    return "empty";
  }
  const expected = Object.fromEntries(
    moves.map(({ fromStack, from, to }) => [to, managedIn(sources[fromStack])[from]]),
  );
  return isDeepStrictEqual(present, expected) ? "moved" : "occupied";
}

/**
 * Returns the state that resources have been moved to, with the names that hold
 * there. `terraform state mv` keeps the provider and the dependencies that a
 * resource had, and Terraform knows only these when it destroys what is gone
 * from the settings before the next deployment. The provider of the other layout
 * is another Region's, or none: Terraform would destroy the namesake there, or fail.
 *
 * @param moves those to this state
 */
export function withNamesOfTarget(state: State, moves: readonly Move[]): State {
  return {
    ...state,
    resources: state.resources?.map((resource) => {
      const { mode, type, name, provider, instances } = resource;
      const move = moves.find(({ to }) => to === `${type}.${name}`);
      if (mode !== "managed" || move === undefined) {
        return resource;
      }
      const { toStack, region } = move;
      const renamed = new Map(moves.filter((it) => it.region === region).map(({ from, to }) => [from, to]));
      return {
        ...resource,
        provider: providerNamed(provider, regionOf(toStack) === undefined ? regionPrefix(region) : undefined),
        instances: instances.map(({ dependencies, ...instance }) => ({
          ...instance,
          dependencies: dependencies?.map((it) => renamed.get(it) ?? it),
        })),
      };
    }),
  };
}

/** Returns the AWS provider with this alias, of whatever registry. Others have none in either layout. */
function providerNamed(provider: string, alias: string | undefined): string {
  const [unnamed] = /^provider\["[^"]*\/hashicorp\/aws"\]/.exec(provider) ?? [];
  if (unnamed === undefined) {
    return provider;
  }
  return alias === undefined ? unnamed : `${unnamed}.${alias}`;
}
