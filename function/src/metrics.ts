import { metricDirective } from "./emf";

/**
 * Metrics of one's own, in the namespace `WorkMailLambda` with the dimension `FunctionName`. They leave when the email
 * has been worked on, also when that failed, as one line in CloudWatch's Embedded Metric Format.
 */
export interface Metrics {
  /**
   * Adds a value to a metric; called several times for one name, each value counts. Can be called as in Powertools for
   * AWS Lambda.
   *
   * @param name At most 100 different ones for an email.
   * @param unit One of CloudWatch's units. The last one given for a name holds.
   * @param value At most 100 for one name.
   * @throws {RangeError} when the value is no finite number: CloudWatch would silently drop all the metrics
   */
  addMetric(name: string, unit: MetricUnit, value: number): void;
}

type Size =
  | "Bytes"
  | "Kilobytes"
  | "Megabytes"
  | "Gigabytes"
  | "Terabytes"
  | "Bits"
  | "Kilobits"
  | "Megabits"
  | "Gigabits"
  | "Terabits";

/**
 * The units that CloudWatch knows.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export type MetricUnit =
  "None" | "Percent" | "Seconds" | "Milliseconds" | "Microseconds" | "Count" | Size | `${"Count" | Size}/Second`;

/** {@link Metrics} that are kept until they are written to stdout. */
export class EmbeddedMetrics implements Metrics {
  readonly #metrics = new Map<string, { unit: MetricUnit; values: number[] }>();

  addMetric(name: string, unit: MetricUnit, value: number): void {
    if (!Number.isFinite(value)) {
      throw new RangeError(`Metric '${name}' must be a finite number, got: ${value}`);
    }
    const values = this.#metrics.get(name)?.values ?? [];
    this.#metrics.set(name, { unit, values: [...values, value] });
  }

  /**
   * Writes the metrics, if there are any.
   *
   * @param keys What the line says besides.
   */
  publish(keys: object): void {
    if (this.#metrics.size === 0) {
      return;
    }
    const metrics = [...this.#metrics];
    const line = {
      ...keys,
      ...Object.fromEntries(metrics.map(([name, { values }]) => [name, values.length > 1 ? values : values[0]])),
      FunctionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [metricDirective(metrics.map(([Name, { unit }]) => ({ Name, Unit: unit })))],
      },
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
