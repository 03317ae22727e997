import { checked, EmailEventError, listOf, listOfOne, objectOf, oneOf } from "./checks";
import { dispositionOf, type SesDisposition } from "./disposition";
import { address, emailEventOf, mail, type SesMail } from "./ses-mail";
import type { SynchronousSource } from "./source";

/**
 * The event with which a receipt rule of Amazon SES invokes the function.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html
 */
export interface SesReceiptEvent {
  /** The email: always one. */
  readonly Records: readonly [SesReceiptRecord];
}

/** One email that SES received. */
export interface SesReceiptRecord {
  /** Always `aws:ses`. */
  readonly eventSource: "aws:ses";
  /** Version of the record: `1.0`. */
  readonly eventVersion?: string;
  /** The email and its receipt. */
  readonly ses: {
    /** The email. */
    readonly mail: SesMail;
    /** How it was received. */
    readonly receipt: SesReceipt;
  };
}

/**
 * How SES received an email.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html#receiving-email-notifications-contents-receipt-object
 */
export interface SesReceipt {
  /** The envelope's recipients that the rule matched: personal data. */
  readonly recipients: readonly string[];
  /** When SES received the email, in ISO 8601. */
  readonly timestamp?: string;
  /** How long SES processed the email, in milliseconds. */
  readonly processingTimeMillis?: number;
  /** Whether the email is spam. */
  readonly spamVerdict?: SesVerdict;
  /** Whether the email has a virus. */
  readonly virusVerdict?: SesVerdict;
  /** Whether SPF passed. */
  readonly spfVerdict?: SesVerdict;
  /** Whether DKIM passed. */
  readonly dkimVerdict?: SesVerdict;
  /** Whether DMARC passed: only then does the From header name who sent the email. */
  readonly dmarcVerdict?: SesVerdict;
  /** The action that invoked the function. */
  readonly action?: {
    /** Always `Lambda`. */
    readonly type?: string;
    /** `RequestResponse`: SES waits for an answer. */
    readonly invocationType?: string;
  };
}

/** The result of one of SES's checks. */
export interface SesVerdict {
  /** `PASS`, `FAIL`, `GRAY`, `PROCESSING_FAILED`, or `DISABLED`. */
  readonly status: string;
}

const event = objectOf({
  Records: listOfOne(
    objectOf({
      eventSource: oneOf("aws:ses"),
      ses: objectOf({ mail: objectOf(mail), receipt: objectOf({ recipients: listOf(address) }) }),
    }),
  ),
});

/**
 * Checks that a value is the event of an SES receipt rule, and returns the same object with all its fields.
 *
 * @throws {EmailEventError} with all errors at once, if it is not
 */
export const parseSesReceiptEvent = (input: unknown): SesReceiptEvent => checked(input, "SES receipt", event);

/** Email that a receipt rule of Amazon SES received. */
export const sesReceipt: SynchronousSource<"ses-receipt", SesReceiptEvent, SesDisposition> = {
  name: "ses-receipt",
  parse: parseSesReceiptEvent,
  emailEvent({ Records: [{ ses }] }) {
    return emailEventOf(ses.mail, ses.receipt.recipients, { flowDirection: "INBOUND" });
  },
  refuseUnasked({ Records: [{ ses }] }) {
    if (ses.receipt.action?.invocationType === "Event") {
      throw new EmailEventError("SES receipt", [
        { path: "$.Records[0].ses.receipt.action.invocationType", expected: "RequestResponse", found: "Event" },
      ]);
    }
  },
  respond: dispositionOf,
  // SES waits 30 seconds.
  longestMs: 29_500,
};
