import * as v from "valibot";

/** The kinds of values that settings have, each with the words for what it accepts. */

/** Accepts strings of one pattern. */
export function matching(pattern: RegExp | string, allowed: string) {
  return v.pipe(v.string(allowed), v.regex(new RegExp(pattern), allowed));
}

/** Accepts whole numbers of a range, which may have no end. */
export function wholeNumber(minimum: number, maximum: number | undefined, unit: string) {
  const allowed = `a whole number of ${unit} from ${minimum}${maximum === undefined ? "" : ` to ${maximum}`}`;
  const least = v.pipe(v.number(allowed), v.integer(allowed), v.minValue(minimum, allowed));
  return maximum === undefined ? least : v.pipe(least, v.maxValue(maximum, allowed));
}

/** Accepts numbers of a range. */
export function numberBetween(minimum: number, maximum: number) {
  const allowed = `a number from ${minimum} to ${maximum}`;
  return v.pipe(v.number(allowed), v.minValue(minimum, allowed), v.maxValue(maximum, allowed));
}

/**
 * Accepts objects of these entries. Every other key is an error of its own:
 * valibot's strictObject reports only the first.
 */
export function objectOf<const T extends v.ObjectEntries>(entries: T) {
  // The description of the error suggests the nearest of the names.
  const others = v.never(Object.keys(entries).join(", "));
  return v.objectWithRest(entries, others, "an object") as unknown as v.StrictObjectSchema<T, string>;
}

/** Accepts objects of strings. */
export function mapOf<Key extends v.GenericSchema<string, string>, Value extends v.GenericSchema<string, string>>(
  key: Key,
  value: Value,
) {
  return v.record(key, value, "an object of strings");
}

/**
 * Follows a check of a whole value, and says the same in Terraform's words.
 *
 * @param condition returns the expression for a reference to the value
 */
export function inTerraform<Input>(condition: (reference: string) => string) {
  return v.metadata<Input, { readonly condition: typeof condition }>({ condition });
}

/** Accepts the values of a list. */
export function oneOf<const T extends readonly (string | number)[]>(values: T) {
  return v.picklist(values, values.join(", "));
}

/** Accepts lists. */
export function listOf<Item extends v.GenericSchema>(item: Item, allowed: string) {
  return v.array(item, `a list, each entry ${allowed}`);
}

/** Accepts lists of at least one string of one pattern, each of them once. */
export function distinct(pattern: RegExp | string, allowed: string) {
  return v.pipe(
    listOf(matching(pattern, allowed), allowed),
    v.minLength(1, "at least one entry"),
    v.checkItems((item, index, items) => items.indexOf(item) === index, "each entry once"),
  );
}

/** Accepts lists of at most so many entries, in an order that matters. */
export function atMost<Item extends v.GenericSchema>(maximum: number, item: Item, allowed: string) {
  return v.pipe(listOf(item, allowed), v.maxLength(maximum, `at most ${maximum} entries`));
}

export const SQS_QUEUE = "sqs:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,80}";
export const SNS_TOPIC = "sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}";
export const EVENT_BUS = "events:[a-z0-9-]+:\\d{12}:event-bus/[A-Za-z0-9_./-]{1,256}";
export const FUNCTION = "lambda:[a-z0-9-]+:\\d{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9$_-]{1,128})?";
export const LAYER_VERSION = "lambda:[a-z0-9-]+:\\d{12}:layer:[A-Za-z0-9_-]{1,140}:[1-9]\\d*";
export const BUCKET = "s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]";

export const SECRET = "secretsmanager:[a-z0-9-]+:\\d{12}:secret:[A-Za-z0-9/_+=.@-]+";
export const PARAMETER = "ssm:[a-z0-9-]+:\\d{12}:parameter/[A-Za-z0-9_./-]+";

/** Accepts ARNs of these resources. */
export function arnOf(resources: readonly string[], allowed: string) {
  return matching(`^arn:aws:(${resources.join("|")})$`, `the ARN of ${allowed}`);
}

export const yesOrNo = v.boolean("true or false");
export const accountId = matching(/^\d{12}$/, "an account ID: 12 digits");
export const path = matching(/\S/, "a path");
