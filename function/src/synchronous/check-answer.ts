import type { FlowDirection } from "../event";
import { kindOf } from "../parse-event";
import type { WorkMailResponse } from "../response";

/** The types of actions; the first three are for outbound email, too. */
const TYPES = ["BOUNCE", "DROP", "DEFAULT", "BYPASS_SPAM_CHECK", "MOVE_TO_JUNK"];
const MOST_BYTES = 262_144;

/** An answer that WorkMail counts as a failed invocation, or that means nothing to SES. Its message has no address. */
export class AnswerError extends Error {
  // Lambda's record of an error reads the name of its class, which minifying changes.
  static override readonly name = "AnswerError";
  /** The name of the class. */
  override readonly name = "AnswerError";

  /**
   * @param errors All that is wrong, each with its place: `$.actions[2].recipients`.
   * @param service The service that does not understand it.
   */
  constructor(
    readonly errors: readonly string[],
    service = "WorkMail",
  ) {
    super(`Not an answer for ${service}: ${errors.join("; ")}`);
  }
}

/** Returns an object to read members from, whatever the value is. */
const membersOf = (value: unknown) => (value ?? {}) as Record<string, unknown>;

/**
 * Checks an answer against WorkMail's rules and returns it.
 *
 * @param flowDirection The direction of the email; undefined skips the rules that depend on it.
 * @throws {AnswerError} with all errors at once
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html#synchronous-schema
 */
export const checkAnswer = (answer: unknown, flowDirection?: FlowDirection | null): WorkMailResponse => {
  const errors: string[] = [];
  const check = (isRight: unknown, path: string, expected: string, found: string | number) => {
    if (!isRight) {
      errors.push(`${path}: expected ${expected}, found ${found}`);
    }
    return isRight;
  };
  const checkKind = (value: unknown, expected: string, path: string) =>
    check(kindOf(value) === expected, path, expected, kindOf(value));
  const isOutbound = flowDirection === "OUTBOUND";
  const types = isOutbound ? TYPES.slice(0, 3) : TYPES;
  const places = new Map<unknown, string>();
  let catchAlls = 0;

  const checkRecipient = (recipient: unknown, place: string) => {
    if (
      check(typeof recipient === "string" && recipient, place, "address", recipient === "" ? "none" : kindOf(recipient))
    ) {
      const address = (recipient as string).toLowerCase();
      check(!places.has(address), place, "each recipient once", `it at ${places.get(address)}`);
      places.set(address, place);
    }
  };

  const checkAction = (entry: unknown, path: string) => {
    const { action, recipients = [], allRecipients = false } = membersOf(entry);
    const { type, parameters } = membersOf(action);
    const { bounceMessage = "" } = membersOf(parameters);
    check(
      types.includes(type as string),
      `${path}.action.type`,
      `one of ${types.join(", ")}`,
      TYPES.includes(type as string) ? (type as string) : kindOf(type),
    );
    checkKind(bounceMessage, "string", `${path}.action.parameters.bounceMessage`);
    checkKind(allRecipients, "boolean", `${path}.allRecipients`);
    if (checkKind(recipients, "array", `${path}.recipients`)) {
      const list = recipients as unknown[];
      list.forEach((recipient, index) => checkRecipient(recipient, `${path}.recipients[${index}]`));
      check(list[0] || allRecipients, path, "recipients or allRecipients", "neither");
    }
    catchAlls += +(allRecipients === true);
  };

  const { actions } = membersOf(answer);
  const list = Array.isArray(actions) ? actions : [];
  check(list[0] && list.length <= 10, "$.actions", "1 to 10 actions", list === actions ? list.length : kindOf(actions));
  list.forEach((entry, index) => checkAction(entry, `$.actions[${index}]`));
  check(catchAlls < 2, "$.actions", "allRecipients once", catchAlls);
  check(!isOutbound || places.size <= 500, "$.actions", "at most 500 recipients", places.size);
  const bytes = bytesOf(answer);
  check(bytes <= MOST_BYTES, "$", `at most ${MOST_BYTES} bytes of JSON`, bytes);
  if (errors[0]) {
    throw new AnswerError(errors);
  }
  return answer as WorkMailResponse;
};

/** Returns the length of a value as JSON: not a number where JSON.stringify throws. */
const bytesOf = (value: unknown): number => {
  try {
    return Buffer.byteLength(String(JSON.stringify(value)));
  } catch {
    return NaN;
  }
};
