import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { type IResolvable, Token } from "cdktf";
import { Construct } from "constructs";
import { attributeOf, type Condition, countOf, either } from "../tokens/condition";
import { expression } from "../tokens/expression";
import { FUNCTION_NAMESPACE } from "./alarms";

/** A function that a dashboard shows, of any Region. */
export interface DashboardFunction {
  /** Name of the function. */
  readonly functionName: string;
  /** Region of the function. */
  readonly region: string;
  /** Whether one of its email flow rules is synchronous, so that it can fail to decide. @default false */
  readonly isSynchronous?: boolean | IResolvable;
}

export interface DashboardProps {
  /** Whether it is created, if only Terraform knows. */
  readonly when: Condition;
  /** One account holds the dashboards of all Regions. */
  readonly dashboardName: string;
  /** The functions it shows: all of one deployment. */
  readonly functions: readonly DashboardFunction[];
}

/** A graph with a line for each function. */
interface Graph {
  readonly title: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly statistic: string;
  /** Whether it shows functions of synchronous rules only. @default false */
  readonly ofDecisions?: true;
}

const GRAPHS: readonly Graph[] = [
  count("Emails", "Emails"),
  count("Recipients", "Recipients"),
  count("Emails with a truncated recipient list", "TruncatedEmails"),
  count("Failed events", "FailedEmails"),
  {
    title: "Duration (95th percentile, ms)",
    namespace: "AWS/Lambda",
    metricName: "Duration",
    statistic: "p95",
  },
  count("Cold starts", "ColdStarts"),
  { ...count("Failed decisions", "FailedDecisions"), ofDecisions: true },
];

function count(title: string, metricName: string): Graph {
  return { title, namespace: FUNCTION_NAMESPACE, metricName, statistic: "Sum" };
}

/** CloudWatch's grid is 24 units wide. */
const WIDTH = 12;
const HEIGHT = 6;

/**
 * A CloudWatch dashboard of a whole deployment: it shows metrics of other Regions, too.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export class Dashboard extends Construct {
  /** Name of the dashboard; null where Terraform does not create it. */
  readonly dashboardName: string;

  /** @internal */
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const dashboard = new CloudwatchDashboard(this, "Default", {
      count: countOf(props.when),
      dashboardName: props.dashboardName,
      dashboardBody: bodyOf(props.functions),
    });
    this.dashboardName = attributeOf(dashboard, "dashboard_name");
  }
}

function bodyOf(functions: readonly DashboardFunction[]): string {
  const decide = functions.map(({ isSynchronous = false }) => isSynchronous).reduce<Condition>(either, false);
  const graphs = GRAPHS.filter(({ ofDecisions = false }) => !ofDecisions || decide !== false);
  const widgets = graphs.map((graph, index) => ({
    type: "metric",
    x: (index % 2) * WIDTH,
    y: Math.floor(index / 2) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: properties(graph, functions),
  }));
  if (typeof decide === "boolean") {
    return JSON.stringify({ widgets });
  }
  const known = widgets.map((widget, index) =>
    graphs[index]!.ofDecisions ? expression`${decide} ? ${widget} : null` : widget,
  );
  return Token.asString(expression`jsonencode({"widgets" = [for widget in ${known} : widget if widget != null]})`);
}

/** Returns whether a function counts failed decisions, as far as that is known before Terraform runs. */
function decides({ isSynchronous = false }: DashboardFunction): boolean {
  return isSynchronous !== false;
}

function properties(graph: Graph, functions: readonly DashboardFunction[]) {
  const { title, namespace, metricName, statistic, ofDecisions = false } = graph;
  const shown = ofDecisions ? functions.filter(decides) : functions;
  return {
    title,
    view: "timeSeries",
    region: functions[0]?.region,
    stat: statistic,
    period: 300,
    metrics: shown.map(({ functionName, region }) => [
      namespace,
      metricName,
      "FunctionName",
      functionName,
      { region, label: `${functionName} ${region}` },
    ]),
  };
}
