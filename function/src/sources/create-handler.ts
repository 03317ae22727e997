import type { EmailTools } from "../create-handler";
import { describe } from "../describe";
import { Email } from "../email";
import type { EmailSource } from "../email-source";
import { jsonLogger, logKeys } from "../logger";
import { EmbeddedMetrics } from "../metrics";
import type { WorkMailHandler } from "../observe";
import { organizationDomains } from "../organization-domains";
import { readable } from "../readable";
import { type EmailSummary, summarize } from "../summary";
import { acceptedSourceOf } from "./accepted-source";
import { EmailEventError } from "./checks";
import type { AnySource, EmailFrom } from "./source";
import { workMail } from "./workmail";

/** The second argument of your logic, after the email. */
export interface SourceTools<Event> extends Omit<EmailTools, "event"> {
  /** The event as its source sent it. */
  readonly event: Event;
}

/** The options of {@link createHandler}. */
export interface SourcesOptions<Sources extends readonly AnySource[]> {
  /**
   * The sources whose events the handler accepts: `workMail`, `sesReceipt`, `sesSending`. It refuses the others by
   * their names.
   *
   * @default [workMail]
   */
  readonly sources?: Sources;
}

/** The outcome of a call, for its log line. */
interface Outcome {
  readonly source?: EmailSource;
  readonly summary?: EmailSummary;
  readonly error?: string;
}

/**
 * Creates a Lambda handler from your logic for an email, whatever its source. It does what the `createHandler` of
 * `terraform-aws-workmail-lambda/function` does; its log line also has `email.source`.
 *
 * @param process your logic; it may be asynchronous
 * @param options the accepted sources
 * @returns the function to export as the handler
 *
 * @example
 * export const handler = createHandler(
 *   (email, { logger }) => logger.info("Email", { source: email.source, external: email.externalRecipients.length }),
 *   { sources: [workMail, sesReceipt, sesSending] },
 * );
 */
export const createHandler = <Result, const Sources extends readonly AnySource[] = readonly [typeof workMail]>(
  process: (
    email: EmailFrom<Sources[number]["name"]>,
    tools: SourceTools<ReturnType<Sources[number]["parse"]>>,
  ) => Result | Promise<Result>,
  { sources }: SourcesOptions<Sources> = {},
): WorkMailHandler<Result> => {
  const accepted: readonly AnySource[] = sources ?? [workMail];
  const { AWS_REGION: region, EMAIL_LOG_DETAIL: detail } = globalThis.process.env;
  const full = detail === "full";
  let isFirstCall = true;

  return async (input, context) => {
    const coldStart = isFirstCall;
    isFirstCall = false;
    const keys = logKeys(context, coldStart);
    const metrics = new EmbeddedMetrics();
    let outcome: Outcome = {};
    try {
      const source = acceptedSourceOf(input, accepted);
      const event: unknown = source.parse(input);
      const emailEvent = source.emailEvent(event);
      outcome = { source: source.name, summary: summarize(emailEvent, region) };
      return await process(new Email(emailEvent, organizationDomains(), source.name) as never, {
        event: event as never,
        logger: jsonLogger(keys),
        metrics,
        context,
      });
    } catch (thrown) {
      outcome = { ...outcome, error: describe(thrown, full || thrown instanceof EmailEventError) };
      throw thrown;
    } finally {
      void metrics.publish(keys);
      await report(outcome, coldStart, keys, full ? input : undefined);
    }
  };
};

/** Writes the line that is log and metric at once. It has no address and no subject, unless it has the event. */
const report = ({ source, summary, error }: Outcome, coldStart: boolean, keys: object, event: unknown) => {
  const metrics = new EmbeddedMetrics();
  const counts = {
    ColdStarts: +coldStart,
    ...(error
      ? { FailedEmails: 1 }
      : { Emails: 1, Recipients: summary!.recipients, TruncatedEmails: +summary!.truncated }),
  };
  for (const [name, count] of Object.entries(counts)) {
    metrics.addMetric(name, "Count", count);
  }
  return metrics.publish({
    level: error ? "ERROR" : "INFO",
    message: error ? "Email failed" : "Email processed",
    timestamp: new Date().toISOString(),
    ...keys,
    email: summary && { source, ...summary },
    error,
    event: readable(() => event),
  });
};
