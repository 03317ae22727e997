import { readFileSync } from "node:fs";
import { createHandler } from "../function/src/create-handler";
import * as deduplication from "../function/src/deduplication";
import * as defaultHandler from "../function/src/handler";
import { answers, createSynchronousHandler } from "../function/src/synchronous";
import { functionSettings } from "../modules/settings/function-settings";
import { captureOutput, CONTEXT, type Line } from "./function/support/lambda";
import { only, ORGANIZATIONS, synthesize } from "./support/stack";

/**
 * The code in Lambda and the code that deploys it import nothing from each
 * other. They must agree on the following.
 */

const event = JSON.parse(readFileSync("function/events/unknown-version.json", "utf8")) as unknown;

const stack = synthesize({
  dashboard: true,
  deduplication: true,
  regions: { "us-west-2": { organizationIds: [ORGANIZATIONS.one] } },
});
const { variables } = only(stack, "aws_lambda_function").environment as {
  variables: Record<string, string>;
};

/** The lines for an email that is processed, with a warning, and for one that fails. */
let lines: Line[];
/** The same of a synchronous handler, which decides and fails to decide. */
let decisions: Line[];

beforeAll(async () => {
  ({ lines } = await captureOutput(async () => {
    await createHandler(() => undefined)(event, CONTEXT);
    const fail = createHandler(() => {
      throw new RangeError("refused");
    });
    await fail(event, CONTEXT).catch(() => undefined);
  }));
  ({ lines: decisions } = await captureOutput(async () => {
    await createSynchronousHandler(() => answers.letThrough())(event, CONTEXT);
    const fail = () => {
      throw new RangeError("refused");
    };
    await createSynchronousHandler(fail, { onFailure: answers.letThrough() })(event, CONTEXT);
  }));
});

/** The paths of all values in an object, such as email.messageId. */
function pathsOf(object: object, prefix = ""): string[] {
  return Object.entries(object).flatMap(([name, value]: [string, unknown]) => [
    prefix + name,
    ...(typeof value === "object" && value !== null ? pathsOf(value, `${prefix}${name}.`) : []),
  ]);
}

describe("the dashboard", () => {
  const { widgets } = JSON.parse(String(only(stack, "aws_cloudwatch_dashboard").dashboard_body)) as {
    widgets: { properties: { metrics: unknown[][] } }[];
  };
  const shown = widgets.flatMap(({ properties }) => properties.metrics);

  it("shows the metrics that the function counts, all of them", () => {
    const directives = lines.flatMap(
      ({ _aws }) => (_aws as { CloudWatchMetrics: Record<string, unknown>[] }).CloudWatchMetrics,
    );
    const counted = directives.flatMap(({ Namespace, Dimensions, Metrics }) =>
      (Metrics as { Name: string }[]).map(({ Name }) => [Namespace, Name, ...(Dimensions as string[][]).flat()]),
    );
    const custom = shown.map((metric) => metric.slice(0, 3)).filter(([namespace]) => namespace !== "AWS/Lambda");
    expect(custom.sort()).toEqual([...new Map(counted.map((metric) => [metric.join(), metric])).values()].sort());
  });
});

describe("the alarm on failed decisions", () => {
  const { resource } = synthesize({
    emailFlowRules: { Tag: { runSynchronously: true, fallbackAction: "Bounce" } },
    functionName: CONTEXT.functionName,
    regions: { "us-west-2": { organizationIds: [ORGANIZATIONS.one] } },
  });
  const alarm = resource.aws_cloudwatch_metric_alarm!.alarms_failed_decisions!;

  it("watches a metric that a synchronous handler counts", () => {
    const failed = decisions.at(-1)!;
    const { CloudWatchMetrics } = failed._aws as {
      CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
    };
    const [{ Namespace, Dimensions, Metrics }] = CloudWatchMetrics as [(typeof CloudWatchMetrics)[0]];
    expect(failed[String(alarm.metric_name)]).toBe(1);
    expect(Metrics.map(({ Name }) => Name)).toContain(alarm.metric_name);
    expect([Namespace, ...Dimensions]).toEqual([alarm.namespace, Object.keys(alarm.dimensions as object)]);
  });
});

describe("the saved queries", () => {
  const queries = Object.values(stack.resource.aws_cloudwatch_query_definition ?? {}).map(({ query_string }) =>
    String(query_string),
  );

  it("ask for members that the log lines have", () => {
    const known = new Set(lines.flatMap((line) => pathsOf(line)));
    const asked = queries.flatMap((query) =>
      query.match(/\bemail\.\w+|\b(warning|error|function_request_id|level)\b/g),
    );
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((name) => !known.has(String(name)))).toEqual([]);
  });

  it("look for messages that the log lines have", () => {
    const messages = new Set([...lines, ...decisions].map(({ message }) => message));
    const sought = queries.flatMap((query) =>
      [...query.matchAll(/message in (\[[^\]]+\])/g)].flatMap(([, list]) => JSON.parse(list!) as string[]),
    );
    expect([...new Set(sought)].sort()).toEqual([...messages].sort());
  });
});

describe("the environment", () => {
  const before = process.env;
  beforeEach(() => {
    process.env = { ...before, ...variables };
  });
  afterEach(() => {
    process.env = before;
  });

  it("gives deduplication all that it needs", () => {
    expect(() => deduplication.deduplicate(defaultHandler.handler)).not.toThrow();
  });

  it.each([60, 1209600])("holds the windows that deduplication takes, such as %s", (window) => {
    process.env.DEDUPLICATION_WINDOW_SECONDS = String(window);
    const rule = functionSettings.deduplicationWindowSeconds;
    expect(rule["~run"]({ value: window }, {}).issues).toBeUndefined();
    expect(() => deduplication.deduplicate(defaultHandler.handler)).not.toThrow();
  });

  it.each([59, 1209601])("holds no windows that deduplication refuses, such as %s", (window) => {
    process.env.DEDUPLICATION_WINDOW_SECONDS = String(window);
    const rule = functionSettings.deduplicationWindowSeconds;
    expect(rule["~run"]({ value: window }, {}).issues).toHaveLength(1);
    expect(() => deduplication.deduplicate(defaultHandler.handler)).toThrow(/^windowSeconds/);
  });

  it("sets a log detail of which the function does not complain", async () => {
    const { lines } = await captureOutput(async () => {
      const handle = createHandler(() => undefined);
      await handle({ ...(event as object), summaryVersion: null }, CONTEXT);
    }, variables);
    expect(lines).toEqual([expect.not.objectContaining({ warning: expect.anything() as unknown })]);
  });
});

describe("the deduplication table", () => {
  it("has the key and the time to live that Powertools writes", () => {
    expect(only(stack, "aws_dynamodb_table")).toMatchObject({
      hash_key: "id",
      ttl: { enabled: true, attribute_name: "expiration" },
    });
  });
});
