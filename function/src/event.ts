/**
 * What WorkMail hands to the function, in AWS's own words, field for field.
 *
 * WorkMail may add fields at any time; they are not in these types, but stay on the object.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html
 */
export interface WorkMailEvent {
  /**
   * Version of this structure. Changes only when it breaks backwards compatibility.
   * Known are `2018-10-10` and `2019-07-28`; others are handled, and noted in the log.
   */
  readonly summaryVersion?: string | null;

  /** The SMTP envelope of the email. */
  readonly envelope: WorkMailEnvelope;

  /** The user who sent on behalf of another user. Set only then. */
  readonly sender?: WorkMailAddress | null;

  /** The subject line, cut at 256 characters without a sign that it was. */
  readonly subject?: string | null;

  /**
   * Id of the message for the Message Flow API, which gives its content for 24 hours.
   * It is not the email's Message-ID header.
   *
   * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda-content.html
   */
  readonly messageId?: string | null;

  /**
   * Stays the same when WorkMail calls the function again for the same event: the key by which to
   * recognize a repeated call.
   */
  readonly invocationId?: string | null;

  /** Which way the email goes, seen from the organization. */
  readonly flowDirection?: FlowDirection | null;

  /** `true` when the event passed 128 KB, and `envelope.recipients` was cut to fit. */
  readonly truncated?: boolean | null;
}

/** The SMTP envelope: between whom the email travels, whatever its headers say. */
export interface WorkMailEnvelope {
  /**
   * The From address in the SMTP conversation: usually the user who sent the email. When somebody
   * sent as or on behalf of another user, it is that other user, and `sender` is the one who acted.
   */
  readonly mailFrom?: WorkMailAddress | null;

  /**
   * All recipients, without distinction between To, CC and BCC. For an inbound email, those of one SMTP
   * conversation who are in the organization's domains.
   */
  readonly recipients: readonly WorkMailRecipient[];
}

/** An address that may be missing: `""`, null and absent all mean that there is none. */
export interface WorkMailAddress {
  readonly address?: string | null;
}

/** One recipient, who always has an address. */
export interface WorkMailRecipient {
  readonly address: string;
}

/** The documented directions. Another string is accepted, should AWS add one. */
export type FlowDirection = "INBOUND" | "OUTBOUND" | (string & Record<never, never>);
