import { JsonLogger, logKeys } from "../logger";
import { EmbeddedMetrics } from "../metrics";
import type { WorkMailHandler } from "../observe";
import type { WorkMailResponse } from "../response";
import { checkAnswer } from "./check-answer";
import type { SynchronousOptions, SynchronousTools } from "./create-synchronous-handler";
import { withDeadline } from "./deadline";
import { decisionReporter, type Outcome } from "./decision-reporter";
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
  const report = decisionReporter();
  let isFirstCall = true;

  return async (input, context) => {
    const coldStart = isFirstCall;
    isFirstCall = false;
    const keys = logKeys(context, coldStart);
    const metrics = new EmbeddedMetrics();
    const tools = { logger: new JsonLogger(keys), metrics, context };
    const outcome: Outcome = {};
    let response: Result | undefined;
    const answer = (given: unknown) => {
      const checked = checkAnswer(given, outcome.event?.flowDirection ?? undefined);
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
      outcome.isDeferred = error instanceof NotYet;
      if (onFailure !== "retry" && !outcome.isDeferred) {
        try {
          answer(onFailure);
        } catch {
          // This email's direction or source forbids it. Then the function fails, and what waits for it decides.
        }
      }
    }
    await report(outcome, input, coldStart, keys, metrics);
    if (outcome.answer) {
      return response!;
    }
    throw outcome.error;
  };
};
