import type { EmailTools } from "../create-handler";
import type { WorkMailHandler } from "../observe";
import { organizationDomains } from "../organization-domains";
import { parseWorkMailEvent } from "../parse-event";
import type { WorkMailResponse } from "../response";
import { summarize } from "../summary";
import type { Answer } from "./answer";
import { answeringHandler } from "./answering-handler";
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
  options: SynchronousOptions = {},
): WorkMailHandler<WorkMailResponse> {
  return answeringHandler(
    (input, outcome, tools) => {
      const event = (outcome.event = parseWorkMailEvent(input));
      outcome.email = summarize(event, process.env.AWS_REGION);
      return decide(new SynchronousEmail(event, organizationDomains()), { ...tools, event });
    },
    options,
    14_500,
  );
}
