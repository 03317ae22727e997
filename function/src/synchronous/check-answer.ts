import type { FlowDirection } from "../event";
import { kindOf } from "../parse-event";
import type { WorkMailResponse } from "../response";

const FOR_ANY = ["BOUNCE", "DROP", "DEFAULT"];
const FOR_INBOUND = ["BYPASS_SPAM_CHECK", "MOVE_TO_JUNK"];
const MOST_BYTES = 256 * 1024;

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
export const checkAnswer = (answer: unknown, flowDirection?: FlowDirection): WorkMailResponse => {
  const errors: string[] = [];
  const check = (isRight: boolean, path: string, expected: string, found: unknown) => {
    if (!isRight) {
      errors.push(`${path}: expected ${expected}, found ${String(found)}`);
    }
  };
  const isOutbound = flowDirection === "OUTBOUND";
  const types = isOutbound ? FOR_ANY : [...FOR_ANY, ...FOR_INBOUND];
  const places = new Map<string, string>();
  let catchAlls = 0;

  const checkRecipient = (recipient: unknown, place: string) => {
    const isAddress = typeof recipient === "string" && recipient !== "";
    check(isAddress, place, "address", recipient === "" ? "empty string" : kindOf(recipient));
    const address = isAddress ? recipient.toLowerCase() : place;
    const first = places.get(address);
    check(!first, place, "each recipient once", `that of ${first} again`);
    places.set(address, place);
  };

  const checkAction = (entry: unknown, path: string) => {
    const { action, recipients = [], allRecipients = false } = membersOf(entry);
    const { type, parameters } = membersOf(action);
    const { bounceMessage = "" } = membersOf(parameters);
    const isForInbound = FOR_INBOUND.includes(type as string);
    check(
      types.includes(type as string),
      `${path}.action.type`,
      `one of ${types.join(", ")}`,
      isForInbound ? `${String(type)}, for inbound email` : kindOf(type),
    );
    check(
      typeof bounceMessage === "string",
      `${path}.action.parameters.bounceMessage`,
      "string",
      kindOf(bounceMessage),
    );
    check(typeof allRecipients === "boolean", `${path}.allRecipients`, "boolean", kindOf(allRecipients));
    if (Array.isArray(recipients)) {
      recipients.forEach((recipient, index) => checkRecipient(recipient, `${path}.recipients[${index}]`));
      check(!!recipients[0] || allRecipients !== false, path, "recipients or allRecipients", "neither");
    } else {
      check(false, `${path}.recipients`, "array", kindOf(recipients));
    }
    catchAlls += +(allRecipients === true);
  };

  const { actions } = membersOf(answer);
  const isList = Array.isArray(actions);
  const count = isList ? actions.length : kindOf(actions);
  check(+count > 0 && +count <= 10, "$.actions", "array of 1 to 10 actions", count);
  if (isList) {
    actions.forEach((entry, index) => checkAction(entry, `$.actions[${index}]`));
  }
  check(catchAlls < 2, "$.actions", "allRecipients once", catchAlls);
  check(!isOutbound || places.size <= 500, "$.actions", "at most 500 recipients of outbound email", places.size);
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
    return Buffer.byteLength(JSON.stringify(value) ?? "");
  } catch {
    return NaN;
  }
};
