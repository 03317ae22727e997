import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition";
import { Construct } from "constructs";
import { type Condition, countOf } from "../tokens/condition";

export interface LogQueriesProps {
  /** Whether they are created, if only Terraform knows. */
  readonly when: Condition;
  /** Name of the function: the folder in which the console shows them. */
  readonly functionName: string;
  readonly logGroupName: string;
}

/** A question, in the language of CloudWatch Logs Insights. */
interface Query {
  readonly name: string;
  readonly steps: readonly string[];
}

/** The lines of an email that the function handled, whether WorkMail waits for its answer or not. */
const HANDLED = 'filter message in ["Email processed", "Email decided", "Decision failed"]';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html */
const QUERIES: { readonly [id: string]: Query } = {
  emails_per_hour: {
    name: "Emails per hour",
    steps: [HANDLED, "stats count(*) as emails, sum(email.recipients) as recipients by bin(1h)"],
  },
  emails_per_domain: {
    name: "Emails per domain",
    steps: [
      HANDLED,
      "fields jsonParse(@message) as line",
      "unnest line.email.domains into domain",
      "stats count(*) as emails by domain",
      "sort emails desc",
    ],
  },
  failures_by_reason: {
    name: "Failures by reason",
    steps: [
      // Lambda reports failures that end the function before it can log them.
      [
        'filter message in ["Email failed", "Decision failed"]',
        'or (type = "platform.report" and record.status in ["timeout", "failure"])',
      ].join("\n  "),
      "fields coalesce(error, record.status) as reason",
      "stats count(*) as failures, max(@timestamp) as last by reason",
      "sort failures desc",
    ],
  },
  email_by_message_id: {
    name: "One email by message id",
    steps: [
      'filter email.messageId = "MESSAGE_ID"',
      "fields @timestamp, level, message, warning, error, function_request_id, @message",
      "sort @timestamp asc",
    ],
  },
};

/** Saves the questions that people ask of the function's logs. */
export class LogQueries extends Construct {
  constructor(scope: Construct, id: string, props: LogQueriesProps) {
    super(scope, id);
    for (const [id, { name, steps }] of Object.entries(QUERIES)) {
      new CloudwatchQueryDefinition(this, id, {
        count: countOf(props.when),
        name: `${props.functionName}/${name}`,
        logGroupNames: [props.logGroupName],
        queryString: steps.join("\n| "),
      });
    }
  }
}
