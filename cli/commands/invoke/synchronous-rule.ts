import { AnswerError, checkAnswer } from "../../../function/src/synchronous/check-answer";
import type { InvocationResult } from "../../local-lambda/local-lambda";

/**
 * How long WorkMail waits for an answer.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html
 */
const LIMIT_MS = 15_000;
/** Lambda in AWS starts more slowly than a process here. */
const WARNING_MS = 12_000;

/** The verdict of a synchronous rule on an invocation. */
export interface AnswerReport {
  /** Why WorkMail takes it for a failed invocation. */
  readonly errors: readonly string[];
  readonly warning?: string;
}

/** Checks what the function returned, and how long that took, as a synchronous rule does. */
export function checkSynchronousAnswer(result: InvocationResult, event: unknown): AnswerReport {
  const milliseconds = Math.round((result.initMs ?? 0) + result.durationMs);
  const took = `The answer took ${milliseconds} ms, the start included: WorkMail waits ${LIMIT_MS} ms`;
  const errors = result.error ? [] : errorsOf(result.payload, event);
  return milliseconds > LIMIT_MS
    ? { errors: [...errors, `${took}.`] }
    : { errors, ...(milliseconds > WARNING_MS && { warning: `${took}, and a start in AWS can take longer.` }) };
}

function errorsOf(answer: unknown, event: unknown): readonly string[] {
  const { flowDirection } = (event ?? {}) as { readonly flowDirection?: string };
  try {
    checkAnswer(answer, flowDirection);
    return [];
  } catch (error) {
    if (error instanceof AnswerError) {
      return error.errors;
    }
    throw error;
  }
}
