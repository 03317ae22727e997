import { EmbeddedMetrics } from "../../function/src/metrics";
import { metricsOf } from "./support/emf";
import { captureOutput } from "./support/lambda";

function publish(fill: (metrics: EmbeddedMetrics) => void, environment = {}) {
  return captureOutput(() => {
    const metrics = new EmbeddedMetrics();
    fill(metrics);
    metrics.publish({ function_request_id: "request" });
  }, environment);
}

test("metrics leave in one line with their units", async () => {
  const { lines } = await publish((metrics) => {
    metrics.addMetric("Attachments", "Count", 3);
    metrics.addMetric("Size", "Kilobytes", 12.5);
    metrics.addMetric("Rate", "Bytes/Second", 0);
  });

  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ function_request_id: "request" });
  expect(metricsOf(lines[0])).toEqual({
    Attachments: ["Count", 3],
    Size: ["Kilobytes", 12.5],
    Rate: ["Bytes/Second", 0],
  });
});

test("all values of a metric count", async () => {
  const { lines } = await publish((metrics) => {
    for (const value of [1, 2, 3]) {
      metrics.addMetric("Duration", "Seconds", value);
    }
  });

  expect(metricsOf(lines[0])).toEqual({ Duration: ["Seconds", [1, 2, 3]] });
});

test("names that objects have by nature are names like others", async () => {
  const { lines } = await publish((metrics) => metrics.addMetric("constructor", "Count", 1));

  expect(metricsOf(lines[0])).toEqual({ constructor: ["Count", 1] });
});

test("they leave whatever the log level is", async () => {
  const { lines } = await publish((metrics) => metrics.addMetric("Attachments", "Count", 3), {
    AWS_LAMBDA_LOG_LEVEL: "ERROR",
  });

  expect(lines).toHaveLength(1);
});

test("nothing leaves when there are none", async () => {
  const { text } = await publish(() => undefined);

  expect(text).toBe("");
});

test.each([NaN, Infinity, "3" as unknown as number])("the value %p is refused", (value) => {
  expect(() => new EmbeddedMetrics().addMetric("Attachments", "Count", value)).toThrow(
    new RangeError(`Metric 'Attachments' must be a finite number, got: ${value}`),
  );
});
