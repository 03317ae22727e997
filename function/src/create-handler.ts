import type { Context } from "aws-lambda";
import { describe } from "./describe";
import { Email } from "./email";
import type { WorkMailEvent } from "./event";
import { jsonLogger, type Logger, logKeys } from "./logger";
import { EmbeddedMetrics, type Metrics } from "./metrics";
import { observe, type WorkMailHandler } from "./observe";
import { organizationDomains } from "./organization-domains";

/** The second argument of your logic, after the {@link Email}. */
export interface EmailTools {
  /** The event as WorkMail sent it, including fields that AWS does not document. */
  readonly event: WorkMailEvent;
  /** Writes to the function's log. */
  readonly logger: Logger;
  /** Adds your own metrics to CloudWatch. */
  readonly metrics: Metrics;
  /**
   * Lambda's context: request ID, remaining time.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
   */
  readonly context: Context;
}

/**
 * Creates a Lambda handler from your logic for an email.
 *
 * The handler checks the event, calls your logic, and returns its result. If your logic throws, the handler throws, and
 * Lambda retries: the same email can arrive several times, with the same `invocationId`. Each call writes one log line,
 * from which CloudWatch takes the metrics. An event that is not a WorkMail event is a {@link WorkMailEventError}.
 *
 * @param process your logic; it may be asynchronous
 * @returns the function to export as the handler
 *
 * @example
 * export const handler = createHandler((email, { logger, metrics }) => {
 *   metrics.addMetric("ExternalRecipients", "Count", email.externalRecipients.length);
 *   if (email.incomplete) logger.warn("Not all recipients are known");
 * });
 */
export const createHandler = <Result>(
  process: (email: Email, tools: EmailTools) => Result | Promise<Result>,
): WorkMailHandler<Result> =>
  observe(async (event, _summary, context, coldStart) => {
    const keys = logKeys(context, coldStart);
    const metrics = new EmbeddedMetrics();
    try {
      return await process(new Email(event, organizationDomains()), {
        event,
        logger: jsonLogger(keys),
        metrics,
        context,
      });
    } finally {
      void metrics.publish(keys);
    }
  }, describe);
