import type { WorkMailResponse } from "../response";
import { AnswerError } from "../synchronous/check-answer";

/**
 * The answer to a receipt rule of Amazon SES that waits for one.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda.html
 */
export interface SesDisposition {
  /**
   * `CONTINUE`: the next actions and rules follow. `STOP_RULE_SET`: no further action and no further rule. Earlier
   * ones are not undone.
   */
  readonly disposition: "CONTINUE" | "STOP_RULE_SET";
}

const DISPOSITIONS: Readonly<Record<string, SesDisposition["disposition"]>> = {
  DEFAULT: "CONTINUE",
  DROP: "STOP_RULE_SET",
};

/**
 * Returns a checked answer as SES understands it.
 *
 * @throws {AnswerError} with all errors at once: SES would take an answer that it does not know for `CONTINUE`
 */
export const dispositionOf = ({ actions }: WorkMailResponse): SesDisposition => {
  const errors = actions.flatMap(({ action: { type }, recipients = [] }, index) => [
    ...(DISPOSITIONS[type]
      ? []
      : [`$.actions[${index}].action.type: expected DEFAULT or DROP for Amazon SES, found ${type}`]),
    ...(recipients[0]
      ? [
          `$.actions[${index}].recipients: expected one action for all recipients for Amazon SES, found ${recipients.length} recipients`,
        ]
      : []),
  ]);
  if (errors[0]) {
    throw new AnswerError(errors);
  }
  return { disposition: DISPOSITIONS[actions[0]!.action.type]! };
};
