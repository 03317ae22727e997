import { jsonLogger, logKeys } from "../logger";
import { EmbeddedMetrics } from "../metrics";
import type { WorkMailHandler } from "../observe";
import type { WorkMailResponse } from "../response";
import { checkAnswer } from "./check-answer";
import type { SynchronousOptions, SynchronousTools } from "./create-synchronous-handler";
import { withDeadline } from "./deadline";
import { decisionLine, type Outcome } from "./decision-line";
import { NotYet } from "./not-yet";

/** The time that the function leaves for Lambda's own work at the end. */
const RESERVE_MS = 250;

/**
 * Creates the Lambda function around logic that decides about an email: it keeps the deadline, checks the answer, and
 * reports the decision.
 *
 * @param decide checks the event, notes it in the outcome, and decides
 * @param longestMs the latest deadline
 * @param respond returns a checked answer as what waits for it understands it, or throws
 * @throws {RangeError} when `deadlineMs` is out of its range
 * @throws {AnswerError} when `onFailure` is not an answer
 */
export const answeringHandler = <Result>(
  decide: (input: unknown, outcome: Outcome, tools: Omit<SynchronousTools, "event">) => unknown,
  { onFailure = "retry", deadlineMs = 12_000 }: SynchronousOptions,
  longestMs: number,
  respond: (answer: WorkMailResponse, outcome: Outcome) => Result,
): WorkMailHandler<Result> => {
  if (!(deadlineMs >= 100 && deadlineMs <= longestMs)) {
    throw new RangeError(`deadlineMs must be from 100 to ${longestMs}, got: ${deadlineMs}`);
  }
  if (onFailure !== "retry") {
    checkAnswer(onFailure);
  }
  let isFirstCall = true;

  return async (input, context) => {
    const keys = logKeys(context, isFirstCall);
    isFirstCall = false;
    const metrics = new EmbeddedMetrics();
    const tools = { logger: jsonLogger(keys), metrics, context };
    const outcome: Outcome = { metric: "Emails" };
    let response: Result | undefined;
    const answer = (given: unknown) => {
      const checked = checkAnswer(given, outcome.event?.flowDirection);
      response = respond(checked, outcome);
      outcome.answer = checked;
    };
    // A test's context may not know.
    const left = context.getRemainingTimeInMillis?.() as number | undefined;
    try {
      answer(
        await withDeadline(
          (signal) => decide(input, outcome, { ...tools, signal }),
          Math.max(0, Math.min(deadlineMs, (left ?? Infinity) - RESERVE_MS)),
        ),
      );
    } catch (error) {
      outcome.error = error;
      outcome.metric = "Deferred";
      if (!(error instanceof NotYet)) {
        try {
          answer(onFailure);
          outcome.metric = "FailedDecisions";
        } catch {
          // "retry" is not an answer, and this email's direction or source may forbid one: what waits for it decides.
          outcome.metric = "FailedEmails";
        }
      }
    }
    await metrics.publish(decisionLine(outcome, input, keys, metrics));
    if (outcome.answer) {
      return response!;
    }
    throw outcome.error;
  };
};
