/**
 * The event that WorkMail passes to the function, with the names that AWS documents.
 *
 * WorkMail can add fields at any time: they are not in these types, but stay on the object.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html
 */
export interface WorkMailEvent {
  /**
   * Version of the event, which changes only with incompatible changes. `2018-10-10` and `2019-07-28` are known. Other
   * versions are processed, with a warning in the log.
   */
  readonly summaryVersion?: string | null;

  /** The SMTP envelope of the email. */
  readonly envelope: WorkMailEnvelope;

  /** The user who sent on behalf of another user; only set in this case. */
  readonly sender?: WorkMailAddress | null;

  /** The subject line. WorkMail cuts it at 256 characters without marking it. */
  readonly subject?: string | null;

  /**
   * ID of the message for the Message Flow API, which gives its content for 24 hours.
   * It is not the email's Message-ID header.
   *
   * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda-content.html
   */
  readonly messageId?: string | null;

  /**
   * ID of the event, the same when WorkMail calls the function again for it: the key for deduplication.
   */
  readonly invocationId?: string | null;

  /** Direction of the email, seen from the organization. */
  readonly flowDirection?: FlowDirection | null;

  /** Whether the event exceeded 128 KB, so that WorkMail cut `envelope.recipients`. */
  readonly truncated?: boolean | null;
}

/** The SMTP envelope: sender and recipients of the delivery, which can differ from the headers. */
export interface WorkMailEnvelope {
  /**
   * The sender in the SMTP conversation: usually the user who sent the email. If a user sent as or on behalf of another
   * user, it is the other user, and `sender` is the one who sent.
   */
  readonly mailFrom?: WorkMailAddress | null;

  /**
   * All recipients: To, CC, and BCC alike. For an inbound email, the recipients of one SMTP conversation in the
   * organization's domains.
   */
  readonly recipients: readonly WorkMailRecipient[];
}

/** An address that can be missing. */
export interface WorkMailAddress {
  /** The email address: personal data. `""`, null, and undefined mean that there is none. */
  readonly address?: string | null;
}

/** A recipient, who always has an address. */
export interface WorkMailRecipient {
  /** The email address: personal data. */
  readonly address: string;
}

/** The directions that AWS documents. Other strings are accepted, because AWS can add some. */
export type FlowDirection = "INBOUND" | "OUTBOUND" | (string & Record<never, never>);
