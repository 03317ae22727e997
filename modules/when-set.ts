import { Fn, Token } from "cdktf";

/**
 * Makes what goes with an optional value: nothing where it is not set, the
 * thing where it is. A value that Terraform alone knows decides at plan,
 * through the count that the thing then gets.
 */
export function whenSet<Value extends string | string[], Thing>(
  value: Value | undefined,
  make: (value: Value, count?: number) => Thing,
): Thing[] {
  if (value === undefined) {
    return [];
  }
  if (!Token.isUnresolved(value)) {
    return [make(value)];
  }
  const items = Fn.compact(Array.isArray(value) ? value : [value]);
  return [make(value, Token.asNumber(Fn.min([1, Fn.lengthOf(items)])))];
}
