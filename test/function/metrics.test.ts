import { EmbeddedMetrics, type MetricUnit } from "../../function/src/metrics";
import { metricsOf } from "./support/emf";
import { captureOutput } from "./support/lambda";

function publish(fill: (metrics: EmbeddedMetrics) => void, environment = {}) {
  return captureOutput(() => {
    const metrics = new EmbeddedMetrics();
    fill(metrics);
    void metrics.publish({ service: "workmail", function_request_id: "request" });
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

test("the unit of a metric is the last one given", async () => {
  const { lines } = await publish((metrics) => {
    metrics.addMetric("Duration", "Seconds", 1);
    metrics.addMetric("Duration", "Milliseconds", 2);
  });

  expect(metricsOf(lines[0])).toEqual({ Duration: ["Milliseconds", [1, 2]] });
});

function numbers(from: number, to: number) {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

test.each<[number, number[][]]>([
  [100, [numbers(1, 100)]],
  [101, [numbers(1, 100), [101]]],
  [250, [numbers(1, 100), numbers(101, 200), numbers(201, 250)]],
])("%d values of a metric leave in lines of at most 100, in order", async (count, expected) => {
  const { lines } = await publish((metrics) => {
    for (const value of numbers(1, count)) {
      metrics.addMetric("Size", "Bytes", value);
    }
    metrics.addMetric("Checked", "Count", 1);
  });

  expect(lines.map((line) => [metricsOf(line).Size![1]].flat())).toEqual(expected);
  expect(lines.map((line) => metricsOf(line).Checked)).toEqual([
    ["Count", 1],
    ...expected.slice(1).map(() => undefined),
  ]);
  expect(lines.map((line) => line.function_request_id)).toEqual(expected.map(() => "request"));
});

test.each([
  [100, [100]],
  [101, [100, 1]],
  [201, [100, 100, 1]],
])("%d metrics leave in lines of %j", async (count, sizes) => {
  const { lines } = await publish((metrics) => {
    for (const number of numbers(1, count)) {
      metrics.addMetric(`Metric${number}`, "Count", number);
    }
  });

  expect(lines.map((line) => Object.keys(metricsOf(line)).length)).toEqual(sizes);
  expect(Object.assign({}, ...lines.map(metricsOf))).toEqual(
    Object.fromEntries(numbers(1, count).map((number) => [`Metric${number}`, ["Count", number]])),
  );
});

test("20,000 values are all there, in a time that grows with their number", async () => {
  const start = performance.now();
  const { lines } = await publish((metrics) => {
    for (const value of numbers(1, 20_000)) {
      metrics.addMetric("Size", "Bytes", value);
    }
  });

  expect(performance.now() - start).toBeLessThan(1_000);
  expect(lines.flatMap((line) => metricsOf(line).Size![1])).toEqual(numbers(1, 20_000));
});

const RESERVED = ["_aws", "FunctionName", "service", "cold_start", "function_request_id", "xray_trace_id"];
const ALLOWED =
  `addMetric: expected name /^(?!(${RESERVED.join("|")})$)[^]{1,1024}$/, ` +
  "unit /^(None|Percent|(S|Millis|Micros)econds|(Count|(B|(Kilo|Mega|Giga|Tera)b)(ytes|its))(\\/Second)?)$/, " +
  "and value -2^360 to 2^360";

function add(name: unknown, unit: unknown, value: unknown) {
  return () => new EmbeddedMetrics().addMetric(name as string, unit as MetricUnit, value as number);
}

test.each<[unknown, string]>([
  ["", ""],
  ["n".repeat(1025), "n".repeat(89)],
  ...RESERVED.map((name): [string, string] => [name, name]),
  [10n, "10"],
  [undefined, "undefined"],
])("the name %p is refused", (name, got) => {
  expect(add(name, "Count", 1)).toThrow(new RangeError(`${ALLOWED}, found 1, Count, ${got}`));
});

test.each(["n", "n".repeat(1024)])("a name of 1 to 1,024 characters is taken", async (name) => {
  const { lines } = await publish((metrics) => metrics.addMetric(name, "Count", 1));

  expect(metricsOf(lines[0])).toEqual({ [name]: ["Count", 1] });
});

const UNITS = [
  ...["None", "Percent", "Seconds", "Milliseconds", "Microseconds"],
  ...["", "/Second"].flatMap((per) => [
    `Count${per}`,
    ...["Bytes", "Bits"].flatMap((size) => [
      `${size}${per}`,
      ...["Kilo", "Mega", "Giga", "Tera"].map((prefix) => `${prefix}${size.toLowerCase()}${per}`),
    ]),
  ]),
] as MetricUnit[];

test("each of CloudWatch's 27 units is taken", async () => {
  expect(UNITS).toHaveLength(27);
  const { lines } = await publish((metrics) => UNITS.forEach((unit, index) => metrics.addMetric(unit, unit, index)));

  expect(metricsOf(lines[0])).toEqual(Object.fromEntries(UNITS.map((unit, index) => [unit, [unit, index]])));
});

test.each([["seconds"], [""], [10n], [undefined], [["Count"]], ["Counts"], ["A Count"], ["Percent/Second"]])(
  "the unit %p is refused",
  (unit) => {
    expect(add("Attachments", unit, 1)).toThrow(new RangeError(`${ALLOWED}, found 1, ${String(unit)}, Attachments`));
  },
);

test.each([NaN, Infinity, "3", 2 ** 361, -(2 ** 361)])(
  "the value %p, which CloudWatch refuses, is refused",
  (value) => {
    expect(add("Attachments", "Count", value)).toThrow(
      new RangeError(`${ALLOWED}, found ${value}, Count, Attachments`),
    );
  },
);

test.each([2 ** 360, -(2 ** 360), 0])("the value %p is taken", async (value) => {
  const { lines } = await publish((metrics) => metrics.addMetric("Attachments", "Count", value));

  expect(metricsOf(lines[0])).toEqual({ Attachments: ["Count", value] });
});
