import { Email } from "../email";
import type { EmailSource } from "../email-source";
import type { WorkMailHandler } from "../observe";
import { organizationDomains } from "../organization-domains";
import { summarize } from "../summary";
import type { Answer } from "../synchronous/answer";
import { answeringHandler } from "../synchronous/answering-handler";
import { checkAnswer } from "../synchronous/check-answer";
import type { SynchronousOptions, SynchronousTools } from "../synchronous/create-synchronous-handler";
import { SynchronousEmail } from "../synchronous/synchronous-email";
import { acceptedSourceOf } from "./accepted-source";
import type { AnySynchronousSource, EmailFrom } from "./source";
import { workMail } from "./workmail";

/** An email that waits for the answer. Only WorkMail replaces its content. */
export type SynchronousEmailFrom<Name extends EmailSource> = Name extends "workmail"
  ? EmailFrom<Name> & SynchronousEmail
  : EmailFrom<Name>;

/**
 * An answer that each of the sources understands. Amazon SES lets a whole email through or drops it: it has no
 * `BOUNCE`, no junk folder, and no answers per recipient.
 */
export type AnswerTo<Name extends EmailSource> = "ses-receipt" extends Name ? Answer<false, true> : Answer;

/** The second argument of logic that decides, after the email. */
export interface SynchronousSourceTools<Event> extends Omit<SynchronousTools, "event"> {
  /** The event as its source sent it. */
  readonly event: Event;
}

/** The options of {@link createSynchronousHandler}. */
export interface SynchronousSourcesOptions<Sources extends readonly AnySynchronousSource[]> {
  /**
   * The sources that wait for an answer: `workMail`, `sesReceipt`. It refuses the others by their names.
   *
   * @default [workMail]
   */
  readonly sources?: Sources;
  /**
   * The outcome of an email for which the logic fails, gives a wrong answer, or takes too long.
   *
   * - `"retry"`: the function fails. WorkMail retries until the rule's timeout, then takes the rule's fallback action.
   *   SES has no fallback action: it repeats an action that failed for up to four hours.
   * - An answer: `answers.letThrough()` fails open, `answers.drop()` fails closed. The line has the level ERROR, and
   *   the metric `FailedDecisions` counts it.
   *
   * @default "retry"
   * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-metrics.html
   */
  readonly onFailure?: "retry" | AnswerTo<Sources[number]["name"]>;
  /**
   * How many milliseconds the logic may take, 100 to 14,500; with `sesReceipt` only, to 29,500. The deadline is earlier
   * where the function's own time limit ends earlier.
   *
   * @default 12000
   */
  readonly deadlineMs?: SynchronousOptions["deadlineMs"];
}

/**
 * Creates a Lambda handler from logic that decides about an email, for every source that waits for an answer. It does
 * what the `createSynchronousHandler` of `terraform-aws-workmail-lambda/function/synchronous` does; its log line also
 * has `email.source`. A receipt rule of Amazon SES gets the answer as a disposition: `CONTINUE` if the email is let
 * through, `STOP_RULE_SET` if it is dropped.
 *
 * @param decide your logic; it may be asynchronous
 * @param options the accepted sources, and what happens on a failure
 * @returns the function to export as the handler
 * @throws {RangeError} when `deadlineMs` is out of its range
 * @throws {TypeError} when a source waits for no answer
 * @throws {AnswerError} when `onFailure` is not an answer for each of the sources
 *
 * @example
 * export const handler = createSynchronousHandler(
 *   (email) => (email.subject?.startsWith("[spam]") ? answers.drop() : answers.letThrough()),
 *   { sources: [workMail, sesReceipt], onFailure: answers.letThrough() },
 * );
 */
export const createSynchronousHandler = <
  const Sources extends readonly AnySynchronousSource[] = readonly [typeof workMail],
>(
  decide: (
    email: SynchronousEmailFrom<Sources[number]["name"]>,
    tools: SynchronousSourceTools<ReturnType<Sources[number]["parse"]>>,
  ) => AnswerTo<Sources[number]["name"]> | Promise<AnswerTo<Sources[number]["name"]>>,
  { sources, ...options }: SynchronousSourcesOptions<Sources> = {},
): WorkMailHandler<ReturnType<Sources[number]["respond"]>> => {
  const asking: readonly AnySynchronousSource[] = sources ?? [workMail];
  // In JavaScript, no compiler refuses a source that has no answer.
  const unasked = asking.find((source: Partial<AnySynchronousSource>) => !source.respond);
  if (unasked) {
    throw new TypeError(`sources must be workMail or sesReceipt, got: ${unasked.name}, which waits for no answer`);
  }
  const { onFailure = "retry" } = options;
  if (onFailure !== "retry") {
    asking.forEach(({ respond }) => respond(onFailure));
  }
  const handler = answeringHandler(
    (input, outcome, tools) => {
      const source = acceptedSourceOf(input, asking);
      outcome.source = source;
      const event: unknown = source.parse(input);
      outcome.event = source.emailEvent(event);
      outcome.email = { source: source.name, ...summarize(outcome.event, process.env.AWS_REGION) };
      source.refuseUnasked?.(event);
      const EmailClass = source === workMail ? SynchronousEmail : Email;
      const email = new EmailClass(outcome.event, organizationDomains(), source.name as never);
      return decide(email as never, { ...tools, event: event as never });
    },
    options,
    Math.min(...asking.map(({ longestMs }) => longestMs)),
    (given, { event, source }) => {
      if (!source) {
        throw new TypeError("Nobody understands an answer to an event that is not accepted");
      }
      const answer = checkAnswer(given, { event });
      source.respond(answer);
      return answer;
    },
  );
  return async (input, context) => {
    const answer = await handler(input, context);
    return acceptedSourceOf(input, asking).respond(answer) as never;
  };
};
