import type { Logger } from "../logger";
import type { WorkMailResponseAction } from "../response";
import { Answer } from "./answer";
import { AnswerError, checkAnswer } from "./check-answer";

/**
 * Returns the answer that another program gave, such as the output of a Step Functions execution.
 *
 * `"allRecipients": "true"` (a string), as several of AWS's own samples write it, is read as true, with a warning.
 *
 * @param json JSON text, or the value that it stands for.
 * @param logger Gets the warning. By default nobody does.
 * @throws {AnswerError} with all errors at once, when it is not an answer
 */
export const parseAnswer = (json: unknown, logger?: Pick<Logger, "warn">): Answer<true> => {
  let value = json;
  if (typeof json === "string") {
    try {
      value = JSON.parse(json);
    } catch {
      // The parser's own message quotes the text.
      throw new AnswerError(["$: expected JSON, found other text"]);
    }
  }
  const { actions } = (value ?? {}) as { readonly actions?: unknown };
  const read = Array.isArray(actions) ? { actions: actions.map((action) => readAction(action, logger)) } : value;
  return new Answer(checkAnswer(read).actions);
};

const readAction = (action: unknown, logger?: Pick<Logger, "warn">): unknown => {
  const { allRecipients } = (action ?? {}) as Record<string, unknown>;
  if (allRecipients !== "true" && allRecipients !== "false") {
    return action;
  }
  logger?.warn(`allRecipients is the string "${allRecipients}" instead of ${allRecipients}`);
  return { ...(action as WorkMailResponseAction), allRecipients: allRecipients === "true" };
};
