import { isDeepStrictEqual } from "node:util";

/** Attributes of a resource, by the names that the provider has for them. */
export type Attributes = Readonly<Record<string, unknown>>;

/** The value of an attribute that only Terraform knows: it is not compared. */
export const UNKNOWN = Symbol("only Terraform knows it");

/**
 * Returns the attributes that differ; undefined when none does. Where an
 * attribute is an object, only what differs in it is returned.
 */
export function differences(
  expected: Attributes,
  found: Attributes,
): { readonly expected: Attributes; readonly found: Attributes } | undefined {
  const pairs = Object.keys(expected).flatMap((name) => {
    const pair = difference(expected[name], found[name]);
    return pair === undefined ? [] : [[name, pair] as const];
  });
  if (pairs.length === 0) {
    return undefined;
  }
  return {
    expected: Object.fromEntries(pairs.map(([name, [one]]) => [name, one])),
    found: Object.fromEntries(pairs.map(([name, [, other]]) => [name, other])),
  };
}

function difference(expected: unknown, found: unknown): readonly [unknown, unknown] | undefined {
  if (expected === UNKNOWN || isDeepStrictEqual(expected ?? null, found ?? null)) {
    return undefined;
  }
  if (isObject(expected) && isObject(found)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
    const different = differences(Object.fromEntries([...names].map((name) => [name, expected[name]])), found);
    return different && [different.expected, different.found];
  }
  return [expected ?? null, found ?? null];
}

export function isObject(value: unknown): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a list whose order has no meaning in one order, and any other value as it is. */
export function inAnyOrder(value: unknown): unknown {
  return Array.isArray(value) ? [...(value as unknown[])].sort() : value;
}

/**
 * Returns the statements of a policy by their IDs, each in one form: AWS unwraps
 * lists of one and sorts others as it likes.
 */
export function policyAttributes(policy: unknown): unknown {
  if (typeof policy !== "string") {
    return policy ?? null;
  }
  const { Statement = [] } = JSON.parse(policy) as { Statement?: Attributes | readonly Attributes[] };
  return Object.fromEntries(
    [Statement].flat().map((statement, index) => {
      const { Sid = String(index + 1), ...rest } = statement;
      return [Sid, normalized(rest)];
    }),
  );
}

/** Returns a value with lists sorted, lists of one unwrapped, and an account's root by its account. */
function normalized(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(normalized).sort();
    return items.length === 1 ? items[0] : items;
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, normalized(item)]));
  }
  return typeof value === "string" ? value.replace(/^arn:aws:iam::(\d{12}):root$/, "$1") : value;
}
