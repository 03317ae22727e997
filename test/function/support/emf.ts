import type { Line } from "./lambda";

/**
 * The metrics in a line by name, each as `[unit, value]`, after a check that the line is what CloudWatch asks for.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricsOf(line: Line | undefined): Record<string, [string, unknown]> {
  const { Timestamp, CloudWatchMetrics, ...rest } = line!._aws as {
    Timestamp: unknown;
    CloudWatchMetrics: [
      {
        Namespace: unknown;
        Dimensions: unknown;
        Metrics: { Name: string; Unit: string }[];
      },
    ];
  };
  const [{ Namespace, Dimensions, Metrics, ...more }] = CloudWatchMetrics;

  expect(rest).toEqual({});
  expect(more).toEqual({});
  expect(Timestamp).toEqual(expect.any(Number));
  expect(CloudWatchMetrics).toHaveLength(1);
  expect(Namespace).toBe("WorkMailLambda");
  expect(Dimensions).toEqual([["FunctionName"]]);
  expect(line).toMatchObject({ FunctionName: "workmail" });
  expect(Metrics.length).toBeGreaterThan(0);
  // One expectation for thousands of values: each of them takes longer than the check.
  const wrong = Metrics.filter(
    (definition) =>
      Object.keys(definition).join() !== "Name,Unit" ||
      ![line?.[definition.Name]].flat().every((value) => Number.isFinite(value)),
  );
  expect(wrong).toEqual([]);
  return Object.fromEntries(Metrics.map(({ Name, Unit }) => [Name, [Unit, line?.[Name]]]));
}
