import type { Context } from "aws-lambda";
import type { WorkMailEvent } from "./event";
import { parseWorkMailEvent } from "./parse-event";
import { type EmailSummary, summarize } from "./summary";
import { wordOf } from "./word";

/** A handler, as Lambda calls it. */
export type WorkMailHandler<Result> = (event: unknown, context: Context) => Promise<Result>;

/** The work of a handler. */
type Work<Result> = (
  event: WorkMailEvent,
  summary: EmailSummary,
  context: Context,
  coldStart: boolean,
) => Result | Promise<Result>;

/** Returns the `error` of the line from a thrown value; `full` allows personal data in it. */
type Describe = (thrown: unknown, full: boolean) => string;

interface Observe {
  /** Without work, only the check throws, and its message contains nothing of the event: `String` describes it. */
  (): WorkMailHandler<EmailSummary>;
  /** The default handler is smaller without the description that other handlers pass. */
  <Result>(work: Work<Result>, describe: Describe): WorkMailHandler<Result>;
}

/**
 * Does what every handler does around its own work: checks the event, reports the email in one line that is log and
 * metric at once, and lets errors through, so that Lambda retries and nothing is lost. Without any work, the handler
 * returns the summary.
 *
 * The line has the keys that Powertools for AWS Lambda gives its lines, the {@link EmailSummary} as `email`, and
 *
 * - `level`: `INFO`; `WARN` when there is a `warning`, which says what is odd; `ERROR` when the work failed;
 * - `error` when it did: the error's name, and for a {@link WorkMailEventError} its message. A refused event has no
 *   `email`;
 * - the metrics `Emails`, `Recipients` and `TruncatedEmails`, or `FailedEmails` when it failed, and `ColdStarts`.
 *
 * It has no address and no subject, unless `EMAIL_LOG_DETAIL` is `full`: then it has the whole event as `event`, and
 * the message of any error. Apart from it, Lambda itself logs the error that a handler throws, with its message.
 *
 * There is a line for every event and error, and the function answers only when stdout has taken it.
 *
 * The line leaves whatever the log level is, since it is the metric, too. Written to stdout as JSON it reaches
 * CloudWatch as it is, while `console.log` would wrap it. Lambda's own filter drops lines, however: with a log level
 * above `INFO`, it drops the metrics of emails that did not fail.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export const observe: Observe = <Result>(work?: Work<Result>, describe: Describe = String): WorkMailHandler<Result> => {
  const { AWS_REGION: region, EMAIL_LOG_DETAIL: detail } = process.env;
  const full = detail === "full";
  /** The names and units of the metrics of an email that failed, and of any other. */
  const definitions: string[] = [];
  let calls = 0;
  /** The first digits of `Date.now()`, up to ten seconds, and those of the timestamp: a Date takes long to format. */
  let tenSeconds: string;
  let timestamp: string;

  return async (input, context) => {
    // Stryker disable next-line UpdateOperator: only zero matters
    const coldStart = !calls++;
    let warning =
      coldStart && detail && !full && detail !== "summary" ? "EMAIL_LOG_DETAIL must be summary or full" : undefined;
    let email: EmailSummary | undefined;
    let error: string | undefined;

    try {
      const event = parseWorkMailEvent(input);
      const { summaryVersion } = event;
      email = summarize(event, region);
      if (summaryVersion && summaryVersion !== "2018-10-10" && summaryVersion !== "2019-07-28") {
        warning ||= `Unknown summaryVersion ${wordOf(summaryVersion) ?? "?"}`;
      }
      return work ? await work(event, email, context, coldStart) : (email as Result);
    } catch (thrown) {
      error = describe(thrown, full);
      throw thrown;
    } finally {
      const write = (shown: unknown) => {
        const metrics = `"ColdStarts":${+coldStart},${
          error
            ? `"FailedEmails":1`
            : `"Emails":1,"Recipients":${email!.recipients},"TruncatedEmails":${+email!.truncated}`
        }`;
        const now = `${Date.now()}`;
        // Stryker disable MethodExpression,ConditionalExpression: it is only faster
        const current = now.slice(0, 9);
        if (current !== tenSeconds) {
          tenSeconds = current;
          // Stryker restore MethodExpression,ConditionalExpression
          timestamp = new Date(+now).toJSON().slice(0, 18);
        }
        stdout.write(
          // Metrics, and names that Lambda allows, need no JSON.stringify, which takes a third of the handler's time.
          `${JSON.stringify({
            level: error ? "ERROR" : warning ? "WARN" : "INFO",
            message: error ? "Email failed" : "Email processed",
            timestamp: `${timestamp}${now[9]}.${now.slice(10)}Z`,
            service: context.functionName,
            cold_start: coldStart,
            function_request_id: context.awsRequestId,
            // Root=1-5759e988-bd862e3fe1be46a994272793;Parent=…
            xray_trace_id: process.env._X_AMZN_TRACE_ID?.slice(5, 40),
            warning,
            email,
            error,
            event: shown,
          }).slice(0, -1)},${metrics},"FunctionName":"${context.functionName}","_aws":{"CloudWatchMetrics":[{` +
            `"Namespace":"WorkMailLambda","Dimensions":[["FunctionName"]],"Metrics":[${(definitions[+!error] ??=
              metrics.replace(/("\w+"):\d+/g, '{"Name":$1,"Unit":"Count"}'))}]}],"Timestamp":${now}}}\n`,
        );
      };
      const stdout = process.stdout;
      try {
        write(full ? input : undefined);
      } catch {
        // The event is nested too deeply for JSON.stringify, or was changed by the work.
        write("not JSON");
      }
      // See writeLine: its object would have to hold the end, too.
      if (stdout.writableLength) {
        await new Promise((taken) => stdout.write("", taken));
      }
    }
  };
};
