import type { Context } from "aws-lambda";
import type { EmailTools } from "../create-handler";
import type { WorkMailEvent } from "../event";
import { JsonLogger, logKeys } from "../logger";
import { EmbeddedMetrics } from "../metrics";
import type { WorkMailHandler } from "../observe";
import { organizationDomains } from "../organization-domains";
import { parseWorkMailEvent } from "../parse-event";
import type { WorkMailResponse } from "../response";
import type { Answer } from "./answer";
import { checkAnswer } from "./check-answer";
import { withDeadline } from "./deadline";
import { decisionReporter, type Outcome } from "./decision-reporter";
import { NotYet } from "./not-yet";
import { SynchronousEmail } from "./synchronous-email";

/** The arguments of the logic besides the email. */
export interface SynchronousTools extends EmailTools {
  /** Aborted at the deadline: pass it on to what the logic waits for. */
  readonly signal: AbortSignal;
}

/** How a synchronous handler meets failures. */
export interface SynchronousOptions<Inbound extends boolean = boolean> {
  /**
   * The outcome of an email for which the logic fails, gives a wrong answer, or takes too long.
   *
   * - `"retry"`: the function fails. WorkMail retries until the rule's timeout, then takes the rule's fallback action.
   * - An answer: `answers.letThrough()` fails open, `answers.bounce()` fails closed. The line has the level ERROR, and
   *   the metric `FailedDecisions` counts it.
   *
   * @default "retry"
   */
  readonly onFailure?: "retry" | Answer<Inbound>;
  /**
   * How many milliseconds the logic may take, 100 to 14,500. WorkMail waits 15 seconds, the start of the function
   * included. The deadline is earlier where the function's own time limit ends earlier.
   *
   * @default 12000
   * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html
   */
  readonly deadlineMs?: number;
}

/** Says that the handler's rules are inbound rules, which know two more actions. */
export interface InboundOptions extends SynchronousOptions {
  /** The direction of the emails that the rules match. */
  readonly direction: "INBOUND";
}

/** Decides about one email. */
export type Decide<Inbound extends boolean> = (
  email: SynchronousEmail,
  tools: SynchronousTools,
) => Answer<Inbound> | Promise<Answer<Inbound>>;

/** The time that the function leaves for Lambda's own work at the end. */
const RESERVE_MS = 250;

/**
 * Creates a Lambda function for synchronous rules from the logic that decides about an email.
 *
 * The answer is checked before it leaves, with all errors at once: WorkMail would count a wrong one as a failed
 * invocation without saying why. Each call writes one log line that is the metric, too. It counts the recipients by
 * action, without an address.
 *
 * @throws {RangeError} when `deadlineMs` is out of its range
 * @throws {AnswerError} when `onFailure` is not an answer
 * @example
 * export const handler = createSynchronousHandler((email) =>
 *   email.externalRecipients.length > 50 ? answers.bounce(undefined, "Too many recipients") : answers.letThrough(),
 * );
 */
export function createSynchronousHandler(
  decide: Decide<boolean>,
  options: InboundOptions,
): WorkMailHandler<WorkMailResponse>;
export function createSynchronousHandler(
  decide: Decide<false>,
  options?: SynchronousOptions<false>,
): WorkMailHandler<WorkMailResponse>;
export function createSynchronousHandler(
  decide: Decide<boolean>,
  { onFailure = "retry", deadlineMs = 12_000 }: SynchronousOptions = {},
): WorkMailHandler<WorkMailResponse> {
  if (!(deadlineMs >= 100 && deadlineMs <= 14_500)) {
    throw new RangeError(`deadlineMs must be from 100 to 14500, got: ${deadlineMs}`);
  }
  if (onFailure !== "retry") {
    checkAnswer(onFailure);
  }
  const report = decisionReporter();
  let isFirstCall = true;

  return async (input, context) => {
    const coldStart = isFirstCall;
    isFirstCall = false;
    const keys = logKeys(context, coldStart);
    const metrics = new EmbeddedMetrics();
    const tools = { logger: new JsonLogger(keys), metrics, context };
    const outcome = await outcomeOf(input, onFailure, (event) =>
      withDeadline(
        (signal) => decide(new SynchronousEmail(event, organizationDomains()), { ...tools, event, signal }),
        Math.max(0, Math.min(deadlineMs, remaining(context) - RESERVE_MS)),
      ),
    );
    await report(outcome, input, coldStart, keys, metrics);
    if (outcome.answer) {
      return outcome.answer;
    }
    throw outcome.error;
  };
}

/** Decides about an event; what goes wrong is part of the outcome. */
const outcomeOf = async (
  input: unknown,
  onFailure: "retry" | Answer<boolean>,
  decide: (event: WorkMailEvent) => Promise<unknown>,
): Promise<Outcome> => {
  let event: WorkMailEvent | undefined;
  try {
    event = parseWorkMailEvent(input);
    return { event, answer: checkAnswer(await decide(event), event.flowDirection ?? undefined) };
  } catch (error) {
    const isDeferred = error instanceof NotYet;
    const answer = onFailure === "retry" || isDeferred ? undefined : answerInstead(onFailure, event);
    return { event, answer, error, hasFailed: !isDeferred, isDeferred };
  }
};

/** Returns how many milliseconds are left; a test's context may not know. */
const remaining = (context: Context): number => context.getRemainingTimeInMillis?.() ?? Infinity;

/** Returns the answer for a failure unless this email's direction forbids it. */
const answerInstead = (onFailure: Answer<boolean>, event?: WorkMailEvent): WorkMailResponse | undefined => {
  try {
    return checkAnswer(onFailure, event?.flowDirection ?? undefined);
  } catch {
    // Then the function fails, and the rule's fallback action decides.
    return undefined;
  }
};
