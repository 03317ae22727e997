/** Replaces a value that cannot be read: a getter or `toJSON` throws, or it is nested too deeply. */
const UNREADABLE = "[unreadable]";
const DEEPEST = 50;

/**
 * Returns a copy that JSON.stringify can write, whatever the value is: a log line must not fail the email.
 *
 * It shows errors, of which JSON shows nothing. It leaves out an object that it has already, which ends circles.
 */
export const readable = (value: unknown, seen = new Set<unknown>(), depth = 0): unknown => {
  try {
    return copyOf(asJson(value), seen, depth);
  } catch {
    return UNREADABLE;
  }
};

const asJson = (value: unknown): unknown => {
  const { toJSON } = (value ?? {}) as { toJSON?: unknown };
  return typeof toJSON === "function" ? (toJSON.call(value) as unknown) : value;
};

const copyOf = (value: unknown, seen: Set<unknown>, depth: number): unknown => {
  if (typeof value === "bigint") {
    return String(value);
  }
  if (typeof value === "function" || seen.has(value)) {
    return undefined;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (depth > DEEPEST) {
    return UNREADABLE;
  }
  seen.add(value);
  const member = (key: string | number) => {
    try {
      return readable((value as Record<string, unknown>)[key], seen, depth + 1);
    } catch {
      return UNREADABLE;
    }
  };
  if (Array.isArray(value)) {
    return Array.from(value, (_, index) => member(index));
  }
  const keys = Object.keys(value);
  if (value instanceof Error) {
    keys.push("name", "message", "stack", "cause");
  }
  return Object.fromEntries(keys.map((key) => [key, member(key)]));
};
