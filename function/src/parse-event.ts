import type { WorkMailEvent } from "./event";
import { ERRORS_SPELLED_OUT } from "./limits";

/** An error in an event. It contains nothing of the event, so that it can be logged. */
export interface FieldError {
  /** Where it is, as a JSON path: `$.envelope.recipients[3].address`. */
  readonly path: string;
  /** The type that is expected: `string`. */
  readonly expected: string;
  /** The type of the value: `null`, `array`, or the result of `typeof`; `undefined` if it is missing. */
  readonly found: string;
}

/** The input is not a WorkMail event. Neither the message nor `errors` contains an address or a subject. */
export class WorkMailEventError extends Error {
  /** The name of the class. */
  override readonly name = "WorkMailEventError";

  readonly #errors: readonly FieldError[];

  /** @param errors all errors; the message contains their number and the first 20 */
  constructor(errors: readonly FieldError[]) {
    super(
      `Not a WorkMail event (errors: ${errors.length}): ${errors
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

// Stryker disable StringLiteral,BooleanLiteral: only the type of an example value matters
const ADDRESS = { address: "" };

/** An event with every field that is checked, in an example value of its type. */
const EXAMPLE = {
  summaryVersion: "",
  subject: "",
  messageId: "",
  invocationId: "",
  flowDirection: "",
  truncated: false,
  sender: ADDRESS,
  envelope: { mailFrom: ADDRESS, recipients: [ADDRESS] },
};
// Stryker restore StringLiteral,BooleanLiteral

/** An object of whose fields nothing is known yet. */
type Unchecked = Record<string, unknown>;

/** Returns the kind of a value in JSON's words: `null`, `array`, or what `typeof` says. */
export const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;

/**
 * Checks that a value is a WorkMail event, and returns the same object with all its fields.
 *
 * Only `envelope`, `envelope.recipients`, and an address for each recipient are required. All other fields can be
 * missing or null (WorkMail sends null), but must have the right type otherwise.
 *
 * @param input the event, as Lambda passes it to the handler
 * @throws WorkMailEventError with all errors at once, if it is not a WorkMail event
 */
export const parseWorkMailEvent = (input: unknown): WorkMailEvent => {
  const errors: FieldError[] = [];

  const check = (value: unknown, example: unknown, path: string, expected = kindOf(example)) => {
    const found = kindOf(value);
    if (found !== expected) {
      // The event, its envelope, its recipients, and their addresses must exist: every other path has another initial.
      if (!(value == null && /\.[^aer]/.test(path))) {
        errors.push({ path, expected, found });
      }
    } else if ((example as unknown[])[0]) {
      // There may be thousands: a callback takes longer, and only a bad one is worth the price of its path.
      for (let index = 0; index < (value as Unchecked[]).length; index++) {
        // Stryker disable next-line ConditionalExpression,StringLiteral: it is only faster
        if (typeof (value as Unchecked[])[index]?.address !== "string") {
          check((value as Unchecked[])[index], ADDRESS, `${path}[${index}]`);
        }
      }
    } else {
      for (const name in example as Unchecked) {
        // Most fields have the right type: only others are worth the price of a path.
        // Stryker disable next-line ConditionalExpression: it is only faster
        if ((example as Unchecked)[name] || typeof (value as Unchecked)[name] !== typeof (example as Unchecked)[name]) {
          check((value as Unchecked)[name], (example as Unchecked)[name], `${path}.${name}`);
        }
      }
    }
  };

  check(input, EXAMPLE, "$");
  if (errors[0]) {
    // People mix the two up: SES wraps its events in `Records`, WorkMail does not.
    check((input as Unchecked | null | undefined)?.Records, 0, "$.Records", "no SES event");
    throw new WorkMailEventError(errors);
  }
  return input as WorkMailEvent;
};
