import type { Email } from "../email";
import type { EmailSource } from "../email-source";
import type { WorkMailEvent } from "../event";

/** A source of emails. Only those that a handler names become part of its package. */
export interface Source<Name extends EmailSource, Event> {
  /** Its name, which is the `source` of its emails. */
  readonly name: Name;
  /** Checks an event, and throws all its errors at once. */
  readonly parse: (input: unknown) => Event;
  /** Returns a checked event in the form in which {@link Email} reads every event. */
  readonly emailEvent: (event: Event) => WorkMailEvent;
}

/** Any of the sources. */
// The event of a source is the parameter of its own function only.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnySource = Source<EmailSource, any>;

/** The fields that a source always fills, and those that it never can. */
interface Known {
  readonly workmail: unknown;
  readonly "ses-receipt": {
    readonly messageId: string;
    readonly invocationId: undefined;
    readonly flowDirection: "INBOUND";
    readonly incomplete: false;
  };
  readonly "ses-sending": {
    readonly messageId: string;
    readonly invocationId: string;
    readonly flowDirection: "OUTBOUND";
    readonly incomplete: false;
  };
}

/** An email of one of these sources. `email.source` narrows the type. */
export type EmailFrom<Name extends EmailSource> = Name extends EmailSource ? Email<Name> & Known[Name] : never;
