import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context } from "aws-lambda";
import type { WorkMailEvent } from "./event-schema";
import { resultOf, summaryOf } from "./summary";

const logger = new Logger();
const metrics = new Metrics();

/**
 * Powertools' logger and metrics, called by hand; nothing is validated.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/metrics/
 */
export const handler = async (event: WorkMailEvent, context: Context) => {
  logger.addContext(context);
  metrics.setFunctionName(context.functionName);
  metrics.captureColdStartMetric();
  try {
    const { recipients } = event.envelope;
    metrics.addMetric("Emails", MetricUnit.Count, 1);
    metrics.addMetric("Recipients", MetricUnit.Count, recipients.length);
    metrics.addMetric("TruncatedEmails", MetricUnit.Count, event.truncated ? 1 : 0);
    logger.info("Email processed", summaryOf(event));
    return resultOf(event);
  } finally {
    metrics.publishStoredMetrics();
  }
};
