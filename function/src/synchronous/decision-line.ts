import { describe } from "../describe";
import type { EmailSource } from "../email-source";
import type { WorkMailEvent } from "../event";
import type { logKeys } from "../logger";
import type { EmbeddedMetrics } from "../metrics";
import { readable } from "../readable";
import type { WorkMailResponse } from "../response";
import type { EmailSummary } from "../summary";
import { NotYet } from "./not-yet";

/** The outcome of one call. */
export interface Outcome {
  /** Undefined when it was refused. */
  event?: WorkMailEvent;
  /** The source that waits for the answer, if it may be another one than WorkMail. */
  source?: { readonly respond: (answer: WorkMailResponse) => unknown };
  /** The summary of the event. */
  email?: EmailSummary & { readonly source?: EmailSource };
  /** Undefined when the function fails. */
  answer?: WorkMailResponse;
  /** Undefined when the logic gave the answer. */
  error?: unknown;
}

/**
 * Counts a decision, and returns the line that reports it. It has no address and no subject, unless
 * `EMAIL_LOG_DETAIL` is `full`.
 */
export const decisionLine = (
  { event, email, answer, error }: Outcome,
  input: unknown,
  keys: ReturnType<typeof logKeys>,
  metrics: EmbeddedMetrics,
) => {
  const full = process.env.EMAIL_LOG_DETAIL === "full";
  const [level, message, metric] = !error
    ? ["INFO", "Email decided", "Emails"]
    : error instanceof NotYet
      ? ["INFO", "Decision deferred", "Deferred"]
      : answer
        ? ["ERROR", "Decision failed", "FailedDecisions"]
        : ["ERROR", "Email failed", "FailedEmails"];
  const counts: Record<string, number> = {
    ColdStarts: +keys.cold_start,
    [metric]: 1,
    ...(answer && { Emails: 1 }),
    ...(email && { Recipients: email.recipients, TruncatedEmails: +email.truncated }),
  };
  const isSomebodyLeft = event && answer && countByAction(counts, answer, event);
  for (const name in counts) {
    metrics.addMetric(name, "Count", counts[name]!);
  }
  return {
    level: isSomebodyLeft && !error ? "WARN" : level,
    message,
    timestamp: new Date(),
    ...keys,
    warning: isSomebodyLeft ? "Recipients without an action get the fallback action" : undefined,
    email,
    error: error && describe(error, full),
    event: full ? readable(() => input) : undefined,
  };
};

/**
 * Counts the recipients of each action, those of `allRecipients` as far as the event lists them. Returns whether
 * somebody is left for the fallback action: a truncated event does not list everybody.
 */
const countByAction = (
  counts: Record<string, number>,
  { actions }: WorkMailResponse,
  { envelope, truncated }: WorkMailEvent,
): boolean => {
  const others = new Set(envelope.recipients.map(({ address }) => address.toLowerCase()));
  let typeForOthers: string | undefined;
  for (const {
    action: { type },
    recipients = [],
    allRecipients,
  } of actions) {
    counts[type] = (counts[type] ?? 0) + recipients.length;
    recipients.forEach((address) => others.delete(address.toLowerCase()));
    if (allRecipients) {
      typeForOthers = type;
    }
  }
  if (typeForOthers) {
    counts[typeForOthers]! += others.size;
    return false;
  }
  return truncated || others.size > 0;
};
