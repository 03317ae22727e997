import { MOST_AT_ONCE } from "./limits";
import { writeLine } from "./stdout";

/**
 * Your own metrics, in the namespace `WorkMailLambda` with the dimension `FunctionName`. They are written after the
 * email was processed, even if it failed, in CloudWatch's Embedded Metric Format: one line for each 100 metrics, and
 * for each 100 values of a metric.
 *
 * @see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export interface Metrics {
  /**
   * Adds a value to a metric. Every value counts, also several of one name. Powertools for AWS Lambda has the same
   * method.
   *
   * @param name 1 to 1,024 characters, except the names that the line needs: `_aws`, `FunctionName`, `service`,
   *   `cold_start`, `function_request_id`, `xray_trace_id`. In a synchronous handler, the line is the decision's: a
   *   metric named `level`, `message`, `timestamp`, `warning`, `email`, `error`, or `event` replaces that field
   * @param unit one of CloudWatch's units; the last unit of a name applies
   * @param value from -2^360 to 2^360
   * @throws RangeError if name, unit, or value is invalid: CloudWatch would silently drop all metrics of the line
   */
  addMetric(name: string, unit: MetricUnit, value: number): void;
}

type Size = "Bytes" | "Bits";
type Amount = "Count" | Size | `${"Kilo" | "Mega" | "Giga" | "Tera"}${Lowercase<Size>}`;

/**
 * The units that CloudWatch knows.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export type MetricUnit = "None" | "Percent" | "Seconds" | "Milliseconds" | "Microseconds" | Amount | `${Amount}/Second`;

const UNITS = /^(None|Percent|(S|Millis|Micros)econds|(Count|(B|(Kilo|Mega|Giga|Tera)b)(ytes|its))(\/Second)?)$/;

/** All names but those of the members that each line has besides its metrics. */
const NAMES = /^(?!(_aws|FunctionName|service|cold_start|function_request_id|xray_trace_id)$)[^]{1,1024}$/;

/**
 * {@link Metrics} that are kept until they are written to stdout.
 *
 * @see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmbeddedMetrics implements Metrics {
  readonly #metrics = new Map<string, readonly [unit: MetricUnit, values: number[]]>();

  addMetric(name: string, unit: MetricUnit, value: number): void {
    if (
      typeof name !== "string" ||
      !NAMES.test(name) ||
      typeof unit !== "string" ||
      !UNITS.test(unit) ||
      value !== +value ||
      Math.abs(value) > 2 ** 360
    ) {
      throw new RangeError(
        `addMetric: expected name ${NAMES}, unit ${UNITS}, and value -2^360 to 2^360, ` +
          `found ${`${value}, ${unit}, ${name}`.slice(0, 99)}`,
      );
    }
    const [, values = []] = this.#metrics.get(name) ?? [];
    values.push(value);
    this.#metrics.set(name, [unit, values]);
  }

  /**
   * Writes the metrics, if there are any, and forgets them. Await its result where no other line follows, see
   * {@link writeLine}.
   *
   * @param keys Further fields of each line: the name of the function, which is the metric's dimension, as `service`.
   */
  publish(keys: { readonly [key: string]: unknown }): Promise<unknown> | undefined {
    let written: Promise<unknown> | undefined;
    while (this.#metrics.size) {
      const metrics = [...this.#metrics].slice(0, MOST_AT_ONCE);
      written = writeLine({
        ...keys,
        ...Object.fromEntries(
          metrics.map(([name, [, values]]) => {
            const first = values.splice(0, MOST_AT_ONCE);
            if (!values.length) {
              this.#metrics.delete(name);
            }
            return [name, first.length > 1 ? first : first[0]];
          }),
        ),
        FunctionName: keys.service,
        _aws: {
          Timestamp: +new Date(),
          CloudWatchMetrics: [
            {
              Namespace: "WorkMailLambda",
              Dimensions: [["FunctionName"]],
              Metrics: metrics.map(([Name, [Unit]]) => ({ Name, Unit })),
            },
          ],
        },
      });
    }
    return written;
  }
}
