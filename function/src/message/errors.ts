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
   * AWS's own: `ResourceNotFoundException`, `InvalidContentLocation`, `MessageRejected`, `MessageFrozen`,
   * `AccessDenied` …
   */
  declare readonly code: string;
  /** The HTTP status. */
  declare readonly status: number;

  /**
   * @param code AWS's own: `ResourceNotFoundException`, `InvalidContentLocation`, `MessageRejected`, `MessageFrozen`,
   *   `AccessDenied` …
   * @param status The HTTP status.
   */
  constructor(code: string, status: number) {
    super(`${code} (HTTP ${status})${HINTS[code] ?? ""}`);
    this.code = code;
    this.status = status;
  }
}

const HINTS: { readonly [code: string]: string } = {
  ResourceNotFoundException: ": WorkMail keeps content for 24 hours",
  InvalidContentLocation: ": WorkMail must read the bucket, in the function's account and Region",
  MessageRejected: ": the content is too large, or no email",
};
