import { checked, listOf, objectOf, oneOf, optional, string } from "./checks";
import { address, addressesIn, emailEventOf, mail, mailbox, type SesMail } from "./ses-mail";
import type { Source } from "./source";

/**
 * The event that Amazon SES publishes to EventBridge when it sends or delivers an email.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html
 */
export interface SesSendingEvent {
  /** Always `aws.ses`. */
  readonly source: "aws.ses";
  /** ID of the event, the same in repeated calls: the key for deduplication. */
  readonly id: string;
  /** `Email Sent` or `Email Delivered`. */
  readonly "detail-type"?: string;
  /** Account of the configuration set. */
  readonly account?: string;
  /** Region of the configuration set. */
  readonly region?: string;
  /** When the event was published, in ISO 8601. */
  readonly time?: string;
  /** The event. */
  readonly detail: SesSendingDetail;
}

/**
 * The action of SES for the email.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export interface SesSendingDetail {
  /** `Send`: SES took the email. `Delivery`: the recipients' mail server took it. */
  readonly eventType: "Send" | "Delivery";
  /** The email. */
  readonly mail: SesMail & {
    /** The recipients: personal data. SES sends to at most 50. */
    readonly destination: readonly string[];
    /** Tags of the email; `ses:configuration-set` is SES's own. */
    readonly tags?: Readonly<Record<string, readonly string[]>>;
  };
  /** The delivery, in an event of this type. */
  readonly delivery?: {
    /** The recipients of this delivery: personal data. */
    readonly recipients?: readonly string[] | null;
  } | null;
}

const event = objectOf({
  source: oneOf("aws.ses"),
  id: string,
  detail: objectOf({
    eventType: oneOf("Send", "Delivery"),
    mail: objectOf({ ...mail, destination: listOf(mailbox) }),
    delivery: optional(objectOf({ recipients: optional(listOf(address)) })),
  }),
});

/**
 * Checks that a value is an SES sending event, and returns the same object with all its fields.
 *
 * @throws {EmailEventError} with all errors at once, if it is not
 */
export const parseSesSendingEvent = (input: unknown): SesSendingEvent => checked(input, "SES sending", event);

/** Email that Amazon SES sent, with a configuration set that publishes sending events. */
export const sesSending: Source<"ses-sending", SesSendingEvent> = {
  name: "ses-sending",
  parse: parseSesSendingEvent,
  emailEvent({ id, detail }) {
    const recipients = detail.delivery?.recipients ?? detail.mail.destination.flatMap(addressesIn);
    return emailEventOf(detail.mail, recipients, { flowDirection: "OUTBOUND", invocationId: id });
  },
};
