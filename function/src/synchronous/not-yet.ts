/**
 * Thrown by the logic to be called again: the decision is not there yet.
 *
 * WorkMail retries with an exponential backoff until the rule's timeout, then takes the fallback action. The metric
 * `Deferred` counts it, and `FailedEmails` does not.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html
 */
export class NotYet extends Error {
  // Lambda's record of an error reads the name of its class, which minifying changes.
  static override readonly name = "NotYet";
  /** The name of the class. */
  override readonly name = "NotYet";
}
