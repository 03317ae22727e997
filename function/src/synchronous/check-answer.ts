import type { WorkMailEvent } from "../event";
import { kindOf } from "../parse-event";
import type { WorkMailResponse } from "../response";

/** The types of actions; the first three are for outbound email, too. */
const TYPES = ["BOUNCE", "DROP", "DEFAULT", "BYPASS_SPAM_CHECK", "MOVE_TO_JUNK"];

/** An answer that means nothing to what waits for it, or that it counts as a failure. Its message has no address. */
export class AnswerError extends Error {
  // Lambda's record of an error reads the name of its class, which minifying changes.
  static override readonly name = "AnswerError";
  /** The name of the class. */
  override readonly name = "AnswerError";

  /** All that is wrong, each with its place: `$.actions[2].recipients`. */
  declare readonly errors: readonly string[];

  /** @param errors All that is wrong, each with its place: `$.actions[2].recipients`. */
  constructor(errors: readonly string[]) {
    super(`Not an answer: ${errors.join("; ")}`);
    this.errors = errors;
  }
}

/** The email that gets the answer. */
interface Answered {
  readonly event?: Pick<WorkMailEvent, "flowDirection"> | null;
}

type Unchecked = Readonly<Record<string, unknown>> | null | undefined;

/**
 * Checks an answer against WorkMail's rules and returns it.
 *
 * @param flowDirection The direction of the email; undefined skips the rules that depend on it.
 * @throws {AnswerError} with all errors at once
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html#synchronous-schema
 */
export const checkAnswer = (answer: unknown, { event }: Answered = {}): WorkMailResponse => {
  const errors: string[] = [];
  const check = (isRight: unknown, path: string, expected: string, found: string | number) =>
    isRight || !errors.push(`${path}: expected ${expected}, found ${found}`);
  const checkKind = (value: unknown, expected: string, path: string) =>
    check(kindOf(value) === expected, path, expected, kindOf(value));
  const isOutbound = event?.flowDirection === "OUTBOUND";
  const types = TYPES.slice(0, isOutbound ? 3 : 5);
  const places = new Map<string, string>();

  const checkOnce = (recipient: string, place: string) => {
    check(!places.has(recipient), place, "each recipient once", `it at ${places.get(recipient)}`);
    places.set(recipient, place);
  };

  const checkAction = (entry: Unchecked, path: string) => {
    const { action, recipients = [], allRecipients = false } = entry ?? {};
    const { type, parameters } = (action as Unchecked) ?? {};
    const { bounceMessage = "" } = (parameters as Unchecked) ?? {};
    check(
      types.includes(type as string),
      `${path}.action.type`,
      types.join(" or "),
      TYPES.includes(type as string) ? (type as string) : kindOf(type),
    );
    checkKind(bounceMessage, "string", `${path}.action.parameters.bounceMessage`);
    checkKind(allRecipients, "boolean", `${path}.allRecipients`);
    if (checkKind(recipients, "array", `${path}.recipients`)) {
      const list = recipients as unknown[];
      check(list[0] || allRecipients, path, "recipients or allRecipients", "none");
      list.forEach((recipient, index) => {
        const place = `${path}.recipients[${index}]`;
        if (check(recipient && typeof recipient === "string", place, "address", kindOf(recipient))) {
          checkOnce((recipient as string).toLowerCase(), place);
        }
      });
    }
    if (allRecipients === true) {
      checkOnce("", `${path}.allRecipients`);
    }
  };

  const { actions } = (answer as Unchecked) ?? {};
  const list = Array.isArray(actions) ? actions : [];
  check(list[0] && !list[10], "$.actions", "1 to 10 actions", list === actions ? list.length : kindOf(actions));
  list.forEach((entry: Unchecked, index) => checkAction(entry, `$.actions[${index}]`));
  // All others are no recipient of their own.
  places.delete("");
  check(!isOutbound || places.size <= 500, "$.actions", "at most 500 recipients", places.size);
  let bytes = NaN;
  try {
    bytes = Buffer.byteLength(JSON.stringify(answer) ?? "");
  } catch {
    // JSON cannot hold it.
  }
  check(bytes <= 262_144, "$", "at most 262144 bytes of JSON", bytes);
  if (errors[0]) {
    throw new AnswerError(errors);
  }
  return answer as WorkMailResponse;
};
