import type { WorkMailEvent } from "../../../function/src/event";
import { sourceNameOf } from "../../../function/src/sources/accepted-source";
import { AnswerError, checkAnswer } from "../../../function/src/synchronous/check-answer";
import type { InvocationResult } from "../../local-lambda/local-lambda";
import { DISPOSITION, dispositionIn } from "../../verification/disposition";

/** How long each source waits, and the time from which an answer is a risk: Lambda in AWS starts more slowly. */
const WAITING = {
  /** @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html */
  workmail: { name: "WorkMail", limitMs: 15_000, warningMs: 12_000 },
  /** @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda.html */
  "ses-receipt": { name: "SES", limitMs: 30_000, warningMs: 27_000 },
};

/** The verdict of a synchronous rule on an invocation. */
export interface AnswerReport {
  /** Why WorkMail takes it for a failed invocation, or SES for CONTINUE. */
  readonly errors: readonly string[];
  readonly warning?: string;
}

/** Checks what the function returned, and how long that took, as a synchronous rule does. */
export function checkSynchronousAnswer(result: InvocationResult, event: unknown): AnswerReport {
  const source = sourceNameOf(event) ?? "workmail";
  if (source === "ses-sending") {
    return { errors: ["Nobody waits for an answer to a sending event of SES."] };
  }
  const { name, limitMs, warningMs } = WAITING[source];
  const milliseconds = Math.round((result.initMs ?? 0) + result.durationMs);
  const took = `The answer took ${milliseconds} ms, the start included: ${name} waits ${limitMs} ms`;
  const errorsOf = source === "workmail" ? actionErrors : dispositionErrors;
  const errors = result.error ? [] : errorsOf(result.payload, event);
  return milliseconds > limitMs
    ? { errors: [...errors, `${took}.`] }
    : { errors, ...(milliseconds > warningMs && { warning: `${took}, and a start in AWS can take longer.` }) };
}

function dispositionErrors(answer: unknown): readonly string[] {
  return dispositionIn(answer) === undefined
    ? [`$.disposition: expected ${DISPOSITION}, without which SES continues with the email`]
    : [];
}

function actionErrors(answer: unknown, event: unknown): readonly string[] {
  try {
    checkAnswer(answer, { event: event as WorkMailEvent });
    return [];
  } catch (error) {
    if (error instanceof AnswerError) {
      return error.errors;
    }
    throw error;
  }
}
