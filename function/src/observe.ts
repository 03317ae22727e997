import type { Context } from "aws-lambda";
import { metricDirective } from "./emf";
import type { WorkMailEvent } from "./event";
import { parseWorkMailEvent, WorkMailEventError } from "./parse-event";
import { type EmailSummary, summarize } from "./summary";

/** A function as Lambda calls it. */
export type WorkMailHandler<Result> = (event: unknown, context: Context) => Promise<Result>;

/** Metric directives as JSON text, by message: what never changes is not written out anew for each email. */
const directives: Record<string, string> = {};

/**
 * What every handler does around its own work: it checks the event, tells about the email in one line that is log
 * and metric at once, and lets errors through, so that Lambda tries again and nothing is lost.
 *
 * The line has the keys that Powertools for AWS Lambda gives its lines, the {@link EmailSummary} as `email`, and
 *
 * - `level`: `INFO`; `WARN` when there is a `warning`, which says what is odd; `ERROR` when the work failed;
 * - `error` when it did: the error's name, and for a {@link WorkMailEventError} its message. An event that is none
 *   has no `email`;
 * - the metrics `Emails`, `Recipients` and `TruncatedEmails`, or `FailedEmails` when it failed, and `ColdStarts`.
 *
 * It has no address and no subject, unless `EMAIL_LOG_DETAIL` is `full`: then it has the whole event as `event`, and
 * the message of any error. Apart from it, Lambda itself logs the error that a handler throws, with its message.
 *
 * The line leaves whatever the log level is, since it is the metric, too. Written to stdout as JSON it reaches
 * CloudWatch as it is, while `console.log` would wrap it. What Lambda's own filter drops is gone, however: with a log
 * level above `INFO`, the metrics of emails that did not fail.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export const observe = <Result>(
  work: (event: WorkMailEvent, summary: EmailSummary, context: Context, coldStart: boolean) => Result | Promise<Result>,
): WorkMailHandler<Result> => {
  const { AWS_LAMBDA_FUNCTION_NAME: functionName, AWS_REGION: region, EMAIL_LOG_DETAIL: detail } = process.env;
  const full = detail === "full";
  let isFirstCall = true;

  return async (input, context) => {
    const coldStart = isFirstCall;
    isFirstCall = false;
    const metrics: Record<string, number> = { ColdStarts: +coldStart };
    let level = "ERROR";
    let message = "Email failed";
    let warning: string | undefined;
    let email: EmailSummary | undefined;
    let error: string | undefined;
    if (coldStart && detail && !full && detail !== "summary") {
      warning = "EMAIL_LOG_DETAIL must be summary or full";
    }

    try {
      const event = parseWorkMailEvent(input);
      const { summaryVersion } = event;
      email = summarize(event, region);
      if (summaryVersion && !/^(2018-10-10|2019-07-28)$/.test(summaryVersion))
      // Only what a date is made of: nobody knows what else an unknown version may hold.
      {
        warning ??= `Unknown summaryVersion ${summaryVersion.replace(/[^\d-]/g, "")}`;
      }

      const result = await work(event, email, context, coldStart);

      level = warning ? "WARN" : "INFO";
      message = "Email processed";
      metrics.Emails = 1;
      metrics.Recipients = email.recipients;
      metrics.TruncatedEmails = +email.truncated;
      return result;
    } catch (thrown) {
      metrics.FailedEmails = 1;
      error = full || thrown instanceof WorkMailEventError ? String(thrown) : (thrown as Error | undefined)?.name;
      throw thrown;
    } finally {
      const now = new Date();
      const directive = (directives[message] ??= JSON.stringify(
        metricDirective(Object.keys(metrics).map((Name) => ({ Name, Unit: "Count" }))),
      ));
      process.stdout.write(
        JSON.stringify({
          level,
          message,
          timestamp: now.toISOString(),
          service: functionName,
          cold_start: coldStart,
          function_request_id: context.awsRequestId,
          // Root=1-5759e988-bd862e3fe1be46a994272793;Parent=…
          xray_trace_id: process.env._X_AMZN_TRACE_ID?.slice(5, 40),
          warning,
          email,
          error,
          event: full ? input : undefined,
          ...metrics,
          FunctionName: functionName,
        }).slice(0, -1) + `,"_aws":{"Timestamp":${+now},"CloudWatchMetrics":[${directive}]}}\n`,
      );
    }
  };
};
