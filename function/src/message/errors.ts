/**
 * AWS refused to give or to take a message's content. Its message has no address and no subject.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/APIReference/API_messageflow_GetRawMessageContent.html
 * @see https://docs.aws.amazon.com/workmail/latest/APIReference/API_messageflow_PutRawMessageContent.html
 */
export class MessageError extends Error {
  // Lambda's record of an error reads the name of its class, which minifying changes.
  static override readonly name = "MessageError";
  /** The name of the class. */
  override readonly name = "MessageError";

  /**
   * @param code AWS's own: `ResourceNotFoundException`, `InvalidContentLocation`, `MessageRejected`, `MessageFrozen`,
   *   `AccessDenied` …
   * @param status The HTTP status.
   */
  constructor(
    readonly code: string,
    readonly status: number,
  ) {
    super([`${code} (HTTP ${status})`, HINTS[code]].filter(Boolean).join(": "));
  }
}

const HINTS: { readonly [code: string]: string } = {
  ResourceNotFoundException: "WorkMail keeps the content of a message for 24 hours",
  InvalidContentLocation:
    "the bucket must be in the function's account and Region, and its policy must let WorkMail read",
  MessageRejected: "WorkMail takes the new content for no email, or it is too large",
};
