import { only, ORGANIZATIONS, synthesize } from "../../support/stack";

function stackWith(settings: object) {
  return synthesize({
    functionName: "mail",
    regions: {
      "us-west-2": { organizationIds: [ORGANIZATIONS.one] },
      "eu-west-1": {
        organizationIds: [ORGANIZATIONS.two],
        functionName: "europe",
      },
    },
    ...settings,
  });
}

interface Widget {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly region: string;
    readonly stat: string;
    readonly metrics: readonly unknown[][];
  };
}

describe("the dashboard", () => {
  const stack = stackWith({ dashboard: true });
  const dashboard = only(stack, "aws_cloudwatch_dashboard");
  const { widgets } = JSON.parse(String(dashboard.dashboard_body)) as {
    widgets: Widget[];
  };

  it("is named after function and Region, since an account has them all in one list", () => {
    expect(dashboard.dashboard_name).toBe("mail-us-west-2");
    expect(stack.output.dashboard_name?.value).toBe("${aws_cloudwatch_dashboard.dashboard.dashboard_name}");
  });

  it("shows emails, recipients, truncated, failed, duration and cold starts", () => {
    const shown = widgets.map(({ properties: { stat, metrics } }) => [...(metrics[0]?.slice(0, 2) ?? []), stat]);
    expect(shown).toEqual([
      ["WorkMailLambda", "Emails", "Sum"],
      ["WorkMailLambda", "Recipients", "Sum"],
      ["WorkMailLambda", "TruncatedEmails", "Sum"],
      ["WorkMailLambda", "FailedEmails", "Sum"],
      ["AWS/Lambda", "Duration", "p95"],
      ["WorkMailLambda", "ColdStarts", "Sum"],
    ]);
  });

  it("shows the failed decisions of the functions with a synchronous rule", () => {
    const regions = {
      "us-west-2": { organizationIds: [ORGANIZATIONS.one] },
      "eu-west-1": {
        organizationIds: [ORGANIZATIONS.two],
        emailFlowRules: { Tag: { runSynchronously: true, fallbackAction: "Bounce" } },
      },
    };
    const body = String(only(stackWith({ dashboard: true, regions }), "aws_cloudwatch_dashboard").dashboard_body);
    const { properties } = (JSON.parse(body) as { widgets: Widget[] }).widgets.at(-1)!;
    expect(properties).toMatchObject({ title: "Failed decisions", stat: "Sum" });
    expect(properties.metrics).toEqual([
      ["WorkMailLambda", "FailedDecisions", "FunctionName", "mail", { region: "eu-west-1", label: "mail eu-west-1" }],
    ]);
  });

  it("shows all Regions in each graph, each from its own", () => {
    for (const { properties } of widgets) {
      expect(properties.metrics.map((metric) => metric.slice(2))).toEqual([
        ["FunctionName", "mail", { region: "us-west-2", label: "mail us-west-2" }],
        ["FunctionName", "europe", { region: "eu-west-1", label: "europe eu-west-1" }],
      ]);
    }
  });

  it("lays the graphs side by side, without one over another", () => {
    const places = widgets.map(({ x, y }) => `${x},${y}`);
    expect(new Set(places).size).toBe(widgets.length);
    for (const { x, y, width, height } of widgets) {
      expect([x + width <= 24, x % width, y % height]).toEqual([true, 0, 0]);
    }
  });

  it("is created only if the prop is set", () => {
    expect(stackWith({}).resource).not.toHaveProperty("aws_cloudwatch_dashboard");
  });
});
