import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { parse } from "@aws-lambda-powertools/parser";
import { Tracer } from "@aws-lambda-powertools/tracer";
import type { Context } from "aws-lambda";
import { eventSchema } from "./event-schema";
import { resultOf, summaryOf } from "./summary";

const logger = new Logger();
const metrics = new Metrics();
const tracer = new Tracer();

/**
 * Powertools' parser, logger, metrics and tracer, called by hand: the
 * documentation's leanest form.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/tracer/
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/parser/
 */
export const handler = async (input: unknown, context: Context) => {
  const name = process.env._HANDLER;
  const segment = tracer.getSegment();
  const subsegment = segment?.addNewSubsegment(`## ${name}`);
  if (subsegment) tracer.setSegment(subsegment);
  tracer.annotateColdStart();
  tracer.addServiceNameAnnotation();
  logger.addContext(context);
  metrics.setFunctionName(context.functionName);
  metrics.captureColdStartMetric();
  try {
    const event = parse(input, undefined, eventSchema);
    const { recipients } = event.envelope;
    metrics.addMetric("Emails", MetricUnit.Count, 1);
    metrics.addMetric("Recipients", MetricUnit.Count, recipients.length);
    metrics.addMetric("TruncatedEmails", MetricUnit.Count, event.truncated ? 1 : 0);
    logger.info("Email processed", summaryOf(event));
    const result = resultOf(event);
    tracer.addResponseAsMetadata(result, name);
    return result;
  } catch (error) {
    tracer.addErrorAsMetadata(error as Error);
    throw error;
  } finally {
    metrics.publishStoredMetrics();
    if (segment && subsegment) {
      subsegment.close();
      tracer.setSegment(segment);
    }
  }
};
