import type { Context } from "aws-lambda";
import { Email } from "./email";
import type { WorkMailEvent } from "./event";
import { JsonLogger, type Logger, logKeys } from "./logger";
import { EmbeddedMetrics, type Metrics } from "./metrics";
import { observe, type WorkMailHandler } from "./observe";
import { organizationDomains } from "./organization-domains";

/** What the logic for an email gets besides the {@link Email}. */
export interface EmailTools {
  /** The event as WorkMail sent it, with whatever fields it has beyond the documented ones. */
  readonly event: WorkMailEvent;
  /** Writes to the function's log. */
  readonly logger: Logger;
  /** Counts things in CloudWatch. */
  readonly metrics: Metrics;
  /** Lambda's own context: request id, remaining time. */
  readonly context: Context;
}

/**
 * Makes a Lambda function of one's own logic for an email.
 *
 * The logic is called with each email, after its event has been checked. What it returns is what the function
 * returns. What it throws is what the function throws, so that Lambda tries again: the same email may come several
 * times, with the same `invocationId`. Each call makes one log line that counts in the metrics, too.
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
        logger: new JsonLogger(keys),
        metrics,
        context,
      });
    } finally {
      void metrics.publish(keys);
    }
  });
