import type { Email } from "../email";
import type { EmailSource } from "../email-source";
import type { WorkMailEvent } from "../event";
import type { WorkMailResponse } from "../response";

/** A source of emails. Only those that a handler names become part of its package. */
export interface Source<Name extends EmailSource, Event> {
  /** Its name, which is the `source` of its emails. */
  readonly name: Name;
  /** Checks an event, and throws all its errors at once. */
  readonly parse: (input: unknown) => Event;
  /** Returns a checked event in the form in which {@link Email} reads every event. */
  readonly emailEvent: (event: Event) => WorkMailEvent;
}

/** A source that can wait for an answer. Nobody waits for an answer to a sending event. */
export interface SynchronousSource<Name extends EmailSource, Event, Result> extends Source<Name, Event> {
  /** Throws when nobody waits for an answer to this event, which would be lost. */
  readonly refuseUnasked?: (event: Event) => void;
  /** Returns a checked answer in the form that the source understands. */
  readonly respond: (answer: WorkMailResponse) => Result;
  /** The latest deadline for an answer, in milliseconds: later ones come after the source has stopped waiting. */
  readonly longestMs: number;
}

/** Any of the sources that can wait for an answer. */
// oxlint-disable-next-line typescript/no-explicit-any
export type AnySynchronousSource = SynchronousSource<EmailSource, any, unknown>;

/** Any of the sources. */
// The event of a source is the parameter of its own function only.
// oxlint-disable-next-line typescript/no-explicit-any
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
