/** Replaces a value that cannot be read: a getter or `toJSON` throws, or it is nested too deeply. */
const UNREADABLE = "[unreadable]";
const DEEPEST = 50;

/**
 * Returns a copy that JSON.stringify can write, whatever the value is: a log line must not fail the email.
 *
 * It shows errors, of which JSON shows nothing. It leaves out an object that it has already, which ends circles.
 */
export const readable = (value: unknown): unknown => copyOf(() => value, new Set(), 0);

/** Copies what the function returns. */
const copyOf = (get: () => unknown, seen: Set<unknown>, depth: number): unknown => {
  try {
    let value = depth > DEEPEST ? UNREADABLE : get();
    const { toJSON } = (value ?? {}) as { toJSON?: unknown };
    if (typeof toJSON === "function") {
      value = toJSON.call(value);
    }
    if (typeof value === "bigint") {
      return String(value);
    }
    if (typeof value === "function" || seen.has(value)) {
      return undefined;
    }
    if (typeof value !== "object" || value === null) {
      return value;
    }
    seen.add(value);
    const member = (key: string | number) => copyOf(() => (value as Record<string, unknown>)[key], seen, depth + 1);
    if (Array.isArray(value)) {
      return Array.from(value, (_, index) => member(index));
    }
    const keys = Object.keys(value);
    if (value instanceof Error) {
      keys.push("name", "message", "stack", "cause");
    }
    return Object.fromEntries(keys.map((key) => [key, member(key)]));
  } catch {
    return UNREADABLE;
  }
};
