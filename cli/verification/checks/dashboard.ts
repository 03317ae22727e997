import { CloudWatchClient, GetDashboardCommand } from "@aws-sdk/client-cloudwatch";
import { asked, type Check, comparedResource, type Context, orMissing } from "../check";

/** The compared attributes, and the provider's values for missing ones. */
const DASHBOARD_ATTRIBUTES = { dashboard_body: null };

/** Checks what the dashboard shows. */
export async function dashboardChecks({ aws, outputs, expected }: Context): Promise<Check[]> {
  const synthesized = expected.only("aws_cloudwatch_dashboard", { dashboard_name: null, ...DASHBOARD_ATTRIBUTES });
  const name = outputs.dashboard_name ?? synthesized?.dashboard_name;
  if (typeof name !== "string") {
    return [];
  }
  return asked("dashboard", async () => {
    const answer = await orMissing(
      aws.ask("cloudwatch:GetDashboard", CloudWatchClient, (cloudWatch) =>
        cloudWatch.send(new GetDashboardCommand({ DashboardName: name })),
      ),
    );
    return [
      comparedResource(
        "dashboard",
        name,
        { name, ...(synthesized && { widgets: widgetsIn(synthesized.dashboard_body) }) },
        answer && { name: answer.DashboardName, widgets: widgetsIn(answer.DashboardBody) },
      ),
    ];
  });
}

/** Returns the widgets by their titles; a body that is not known as it is. */
function widgetsIn(body: unknown): unknown {
  if (typeof body !== "string") {
    return body;
  }
  const { widgets = [] } = JSON.parse(body) as { widgets?: { properties?: { title?: string } }[] };
  return Object.fromEntries(widgets.map((widget, index) => [widget.properties?.title ?? String(index + 1), widget]));
}
