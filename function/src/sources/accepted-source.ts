import type { EmailSource } from "../email-source";
import { kindOf } from "../parse-event";
import { EmailEventError } from "./checks";
import type { AnySource } from "./source";

/**
 * Returns the source of an event.
 *
 * @throws {EmailEventError} when it is not accepted, or when several are accepted and it looks like none
 */
export const acceptedSourceOf = <Source extends AnySource>(input: unknown, accepted: readonly Source[]): Source => {
  const found = sourceNameOf(input);
  const source = found || accepted.length > 1 ? accepted.find(({ name }) => name === found) : accepted[0];
  if (!source) {
    const expected = `an event of ${accepted.map(({ name }) => name).join(" or ")}`;
    throw new EmailEventError("accepted email", [
      { path: "$", expected, found: found ? `an event of ${found}` : kindOf(input) },
    ]);
  }
  return source;
};

/** Returns the source that an event looks like. WorkMail's event may have any field beside its envelope. */
export const sourceNameOf = (input: unknown): EmailSource | undefined => {
  const { envelope, Records: records, detail } = (input ?? {}) as Record<string, unknown>;
  return envelope ? "workmail" : records ? "ses-receipt" : detail ? "ses-sending" : undefined;
};
