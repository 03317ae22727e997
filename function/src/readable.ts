/** Replaces a value that cannot be read: a getter or `toJSON` throws, or it is nested too deeply. */
const UNREADABLE = "[unreadable]";
const DEEPEST = 50;

/**
 * Returns a copy that JSON.stringify can write, whatever the value is: a log line must not fail the email.
 *
 * It shows errors, of which JSON shows nothing. It leaves out an object that it has already, which ends circles.
 *
 * @param get Returns the value, or throws.
 */
export const readable = (get: () => unknown, seen = new Set(), depth = 0): unknown => {
  try {
    let value = depth > DEEPEST ? UNREADABLE : get();
    if (typeof (value as { toJSON?: unknown } | null | undefined)?.toJSON === "function") {
      value = (value as { toJSON: () => unknown }).toJSON();
    }
    if (Object(value) !== value) {
      return typeof value === "bigint" ? String(value) : value;
    }
    if (typeof value === "function" || seen.has(value)) {
      return undefined;
    }
    seen.add(value);
    const member = (key: string | number) => readable(() => (value as Record<string, unknown>)[key], seen, depth + 1);
    if (Array.isArray(value)) {
      return value.map((_, index) => member(index));
    }
    const keys = Object.keys(value as object);
    if (value instanceof Error) {
      keys.push("name", "message", "stack", "cause");
    }
    return Object.fromEntries(keys.map((key) => [key, member(key)]));
  } catch {
    return UNREADABLE;
  }
};
