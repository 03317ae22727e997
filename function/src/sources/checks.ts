import { ERRORS_SPELLED_OUT } from "../limits";
import { type FieldError, kindOf } from "../parse-event";

/** The input is not an event of an accepted source. Neither message nor `errors` contains an address or a subject. */
export class EmailEventError extends Error {
  // Lambda's record of an error reads the name of its class, which minifying changes.
  static override readonly name = "EmailEventError";
  /** The name of the class. */
  override readonly name = "EmailEventError";

  readonly #errors: readonly FieldError[];

  /**
   * @param expected the event that it is not: `SES receipt`
   * @param errors all errors; the message contains their number and the first 20
   */
  constructor(expected: string, errors: readonly FieldError[]) {
    super(
      `Not an ${expected} event (errors: ${errors.length}): ${errors
        .slice(0, ERRORS_SPELLED_OUT)
        .map((error) => `${error.path}: expected ${error.expected}, found ${error.found}`)
        .join("; ")}`,
    );
    this.#errors = errors;
  }

  /** All errors. Not an own property: Lambda logs those, and there can be thousands of errors. */
  get errors(): readonly FieldError[] {
    return this.#errors;
  }
}

/** Returns the errors of a value. */
export type Check = (value: unknown, path: string) => readonly FieldError[];

const ofKind =
  (expected: string): Check =>
  (value, path) =>
    kindOf(value) === expected ? [] : [{ path, expected, found: kindOf(value) }];

export const string = ofKind("string");
export const boolean = ofKind("boolean");

/** Accepts one of these strings. */
export const oneOf =
  (...allowed: string[]): Check =>
  (value, path) =>
    allowed.includes(value as string)
      ? []
      : [{ path, expected: allowed.join(" or "), found: typeof value === "string" ? "another string" : kindOf(value) }];

/** Accepts strings for which something holds. */
export const stringWith =
  (expected: string, holds: (text: string) => boolean): Check =>
  (value, path) =>
    typeof value !== "string"
      ? [{ path, expected, found: kindOf(value) }]
      : holds(value)
        ? []
        : [{ path, expected, found: "another string" }];

/** Accepts null and a missing value, too. */
export const optional =
  (check: Check): Check =>
  (value, path) =>
    value == null ? [] : check(value, path);

/** Accepts lists. */
export const listOf =
  (check: Check): Check =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => check(item, `${path}[${index}]`))
      : [{ path, expected: "array", found: kindOf(value) }];

/** Accepts lists of one item: a function has one result, so a second item would be lost. */
export const listOfOne =
  (check: Check): Check =>
  (value, path) =>
    Array.isArray(value) && value.length !== 1
      ? [{ path, expected: "array of 1 item", found: `array of ${value.length} items` }]
      : listOf(check)(value, path);

/** Accepts objects with these members. Others stay unchecked: AWS can add some at any time. */
export const objectOf =
  (members: Readonly<Record<string, Check>>): Check =>
  (value, path) =>
    kindOf(value) === "object"
      ? Object.entries(members).flatMap(([name, check]) => check((value as never)[name], `${path}.${name}`))
      : [{ path, expected: "object", found: kindOf(value) }];

/**
 * Returns the same value, checked.
 *
 * @param expected the event that it should be: `SES receipt`
 * @throws {EmailEventError} with all errors at once
 */
export const checked = <Event>(input: unknown, expected: string, check: Check): Event => {
  const errors = check(input, "$");
  if (errors.length > 0) {
    throw new EmailEventError(expected, errors);
  }
  return input as Event;
};
