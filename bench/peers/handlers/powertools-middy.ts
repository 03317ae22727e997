import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { parser } from "@aws-lambda-powertools/parser/middleware";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import { eventSchema, type WorkMailEvent } from "./event-schema";
import { resultOf, summaryOf } from "./summary";

const logger = new Logger();
const metrics = new Metrics();
const tracer = new Tracer();

/**
 * The same as powertools.ts, by Powertools' middleware for middy.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/getting-started/usage-patterns/
 */
export const handler = middy()
  .use(captureLambdaHandler(tracer))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, { captureColdStartMetric: true }))
  .use(parser({ schema: eventSchema }))
  .handler(async (event: WorkMailEvent) => {
    const { recipients } = event.envelope;
    metrics.addMetric("Emails", MetricUnit.Count, 1);
    metrics.addMetric("Recipients", MetricUnit.Count, recipients.length);
    metrics.addMetric("TruncatedEmails", MetricUnit.Count, event.truncated ? 1 : 0);
    logger.info("Email processed", summaryOf(event));
    return resultOf(event);
  });
