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
   *   `cold_start`, `function_request_id`, `xray_trace_id`
   * @param unit one of CloudWatch's units; the last unit of a name applies
   * @param value from -2^360 to 2^360
   * @throws RangeError if name, unit, or value is invalid: CloudWatch would silently drop all metrics of the line
   */
  addMetric(name: string, unit: MetricUnit, value: number): void;
}

const SIZES = ["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"] as const;
const BITS = ["Bits", "Kilobits", "Megabits", "Gigabits", "Terabits"] as const;
const AMOUNTS = ["Count", ...SIZES, ...BITS] as const;
const OTHERS = ["None", "Percent", "Seconds", "Milliseconds", "Microseconds"] as const;

/**
 * The units that CloudWatch knows.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export type MetricUnit = (typeof OTHERS)[number] | (typeof AMOUNTS)[number] | `${(typeof AMOUNTS)[number]}/Second`;

const UNITS: readonly string[] = [...OTHERS, ...AMOUNTS, ...AMOUNTS.map((amount) => `${amount}/Second`)];

/** Members that each line has besides its metrics. */
const RESERVED = ["_aws", "FunctionName", "service", "cold_start", "function_request_id", "xray_trace_id"];

/** How many metrics a line may have, and how many values a metric in it. CloudWatch drops what is beyond. */
const MOST = 100;

/**
 * {@link Metrics} that are kept until they are written to stdout.
 *
 * @see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmbeddedMetrics implements Metrics {
  readonly #metrics = new Map<string, { unit: MetricUnit; readonly values: number[] }>();

  addMetric(name: string, unit: MetricUnit, value: number): void {
    refuse(name, unit, value);
    const metric = this.#metrics.get(name);
    if (metric) {
      metric.unit = unit;
      metric.values.push(value);
    } else {
      this.#metrics.set(name, { unit, values: [value] });
    }
  }

  /**
   * Writes the metrics, if there are any. Await its result where no other line follows, see
   * {@link writeLine}.
   *
   * @param keys Further fields of each line.
   */
  publish(keys: object): Promise<unknown> | undefined {
    let written: Promise<unknown> | undefined;
    // The first line for each name has its first values, and so on.
    let rest = [...this.#metrics].map(([name, { unit, values }]) => ({ name, unit, parts: inParts(values) }));
    for (let turn = 0; rest.length > 0; turn++) {
      for (const metrics of inParts(rest)) {
        written = writeLine({
          ...keys,
          ...Object.fromEntries(
            metrics.map(({ name, parts }) => [name, parts[turn]!.length > 1 ? parts[turn] : parts[turn]![0]]),
          ),
          FunctionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
          _aws: {
            Timestamp: Date.now(),
            CloudWatchMetrics: [
              {
                Namespace: "WorkMailLambda",
                Dimensions: [["FunctionName"]],
                Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
              },
            ],
          },
        });
      }
      rest = rest.filter(({ parts }) => parts.length > turn + 1);
    }
    return written;
  }
}

const refuse = (name: unknown, unit: unknown, value: unknown) => {
  if (typeof name !== "string" || name.length < 1 || name.length > 1024 || RESERVED.includes(name)) {
    throw new RangeError(
      `A metric's name must be a string of 1 to 1024 characters other than ${RESERVED.join(", ")}, ` +
        `got: ${typeof name === "string" ? `'${name.slice(0, 50)}' (${name.length} characters)` : typeof name}`,
    );
  }
  if (!UNITS.includes(unit as string)) {
    throw new RangeError(`Metric '${name}' must have one of CloudWatch's units (${UNITS.join(", ")})`);
  }
  if (!Number.isFinite(value)) {
    throw new RangeError(`Metric '${name}' must be a finite number, got: ${String(value)}`);
  }
  if (Math.abs(value as number) > 2 ** 360) {
    throw new RangeError(`Metric '${name}' must be from -2^360 to 2^360, got: ${String(value)}`);
  }
};

const inParts = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / MOST) }, (_, part) => items.slice(part * MOST, (part + 1) * MOST));
