/** A metric as CloudWatch's Embedded Metric Format names it. */
export interface MetricDefinition {
  readonly Name: string;
  readonly Unit: string;
}

/**
 * What tells CloudWatch which members of a log line are metrics, and by which member to tell functions apart.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const metricDirective = (Metrics: readonly MetricDefinition[]) => ({
  Namespace: "WorkMailLambda",
  Dimensions: [["FunctionName"]],
  Metrics,
});
