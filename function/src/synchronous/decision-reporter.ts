import type { EmailSource } from "../email-source";
import type { WorkMailEvent } from "../event";
import type { EmbeddedMetrics } from "../metrics";
import { describe } from "../observe";
import { readable } from "../readable";
import type { WorkMailResponse } from "../response";
import { summarize } from "../summary";

/** The outcome of one call. */
export interface Outcome {
  /** Undefined where there is only one, or when it is not accepted. */
  source?: { readonly name: EmailSource };
  /** Undefined when it was refused. */
  event?: WorkMailEvent;
  /** Undefined when the function fails. */
  answer?: WorkMailResponse;
  error?: unknown;
  /** Whether the logic wants to be called again, if there was an error. */
  isDeferred?: boolean;
}

/**
 * Returns a function that reports a decision in one line that is log and metric at once. It has no address and no
 * subject, unless `EMAIL_LOG_DETAIL` is `full`.
 */
export const decisionReporter = () => {
  const { AWS_REGION: region, EMAIL_LOG_DETAIL: detail } = process.env;
  const full = detail === "full";

  return (outcome: Outcome, input: unknown, coldStart: boolean, keys: object, metrics: EmbeddedMetrics) => {
    const { source, event, answer, error, isDeferred } = outcome;
    const hasFailed = isDeferred === false;
    const email = event && summarize(event, region);
    const { decision, warning } = event && answer ? decisionOf(answer, event) : {};
    const counts = {
      ColdStarts: +coldStart,
      Emails: +!!answer,
      FailedEmails: +(hasFailed && !answer),
      FailedDecisions: +(hasFailed && !!answer),
      Deferred: +!!isDeferred,
      ...(email && { Recipients: email.recipients, TruncatedEmails: +email.truncated }),
      ...decision,
    };
    for (const [name, count] of Object.entries(counts)) {
      metrics.addMetric(name, "Count", count);
    }
    return metrics.publish({
      level: hasFailed ? "ERROR" : warning ? "WARN" : "INFO",
      message: messageOf(outcome),
      timestamp: new Date().toISOString(),
      ...keys,
      warning,
      email: email && { source: source?.name, ...email },
      error: hasFailed || isDeferred ? describe(error, full) : undefined,
      event: full ? readable(input) : undefined,
    });
  };
};

const messageOf = ({ answer, isDeferred }: Outcome): string =>
  isDeferred ? "Decision deferred" : isDeferred == null ? "Email decided" : answer ? "Decision failed" : "Email failed";

/**
 * Counts the recipients of each action, those of `allRecipients` as far as the event lists them, and warns when
 * somebody is left for the fallback action. A truncated event does not list everybody.
 */
const decisionOf = ({ actions }: WorkMailResponse, { envelope, truncated }: WorkMailEvent) => {
  const named = new Set(actions.flatMap(({ recipients = [] }) => recipients.map((address) => address.toLowerCase())));
  const others = envelope.recipients.filter(({ address }) => !named.has(address.toLowerCase())).length;
  const decision: Record<string, number> = {};
  let hasCatchAll = false;
  for (const { action, recipients = [], allRecipients } of actions) {
    decision[action.type] = (decision[action.type] ?? 0) + recipients.length + (allRecipients ? others : 0);
    hasCatchAll ||= !!allRecipients;
  }
  return {
    decision,
    warning:
      !hasCatchAll && (truncated || others > 0)
        ? "The rule's fallback action applies to recipients without an action"
        : undefined,
  };
};
