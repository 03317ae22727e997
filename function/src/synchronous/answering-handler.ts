import { jsonLogger, logKeys } from "../logger";
import { EmbeddedMetrics } from "../metrics";
import type { WorkMailHandler } from "../observe";
import type { WorkMailResponse } from "../response";
import { checkAnswer } from "./check-answer";
import type { SynchronousOptions, SynchronousTools } from "./create-synchronous-handler";
import { withDeadline } from "./deadline";
import { decisionLine, type Outcome } from "./decision-line";
import { NotYet } from "./not-yet";

/**
 * Creates the Lambda function around logic that decides about an email: it keeps the deadline, checks the answer, and
 * reports the decision.
 *
 * @param decide checks the event, notes it in the outcome, and decides
 * @param longestMs the latest deadline
 * @param check returns an answer that fits the email, or throws
 * @throws {RangeError} when `deadlineMs` is out of its range
 * @throws {AnswerError} when `onFailure` is not an answer
 */
export const answeringHandler = (
  decide: (input: unknown, outcome: Outcome, tools: Omit<SynchronousTools, "event">) => unknown,
  { onFailure = "retry", deadlineMs = 12_000 }: SynchronousOptions,
  longestMs: number,
  check: (answer: unknown, outcome: Outcome) => WorkMailResponse = checkAnswer,
): WorkMailHandler<WorkMailResponse> => {
  if (!(deadlineMs >= 100 && deadlineMs <= longestMs)) {
    throw new RangeError(`deadlineMs: expected 100 to ${longestMs}, found ${deadlineMs}`);
  }
  if (onFailure !== "retry") {
    checkAnswer(onFailure);
  }
  let isFirstCall = true;

  return async (input, context) => {
    const keys = logKeys(context, isFirstCall);
    isFirstCall = false;
    const metrics = new EmbeddedMetrics();
    const outcome: Outcome = {};
    const answer = (given: unknown) => {
      outcome.answer = check(given, outcome);
    };
    // A test's context may not know. The function keeps 250 ms for Lambda's own work at the end.
    const left = (context.getRemainingTimeInMillis?.() as number | undefined) ?? Infinity;
    try {
      answer(
        await withDeadline(
          (signal) => decide(input, outcome, { logger: jsonLogger(keys), metrics, context, signal }),
          Math.max(0, Math.min(deadlineMs, left - 250)),
        ),
      );
    } catch (error) {
      outcome.error = error || "Error";
      if (!(error instanceof NotYet)) {
        try {
          answer(onFailure);
        } catch {
          // "retry" is not an answer, and this email's direction or source may forbid one: what waits for it decides.
        }
      }
    }
    await metrics.publish(decisionLine(outcome, input, keys, metrics));
    if (outcome.answer) {
      return outcome.answer;
    }
    throw outcome.error;
  };
};
