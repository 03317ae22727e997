import { type IResolvable, Token, Tokenization } from "cdktf";
import { LONGEST_RECEIPT_TIMEOUT_SECONDS } from "../ses";
import { RECEIPT_RULE_NAME } from "../settings/ses";
import type { PropRule } from "../tokens/check-rules";
import { both, type Condition, either, not, publicly } from "../tokens/condition";
import { expression } from "../tokens/expression";
import { type ContentChoice, replacesContent } from "./message-content";
import type { SesReceiptRuleValue } from "./ses-receipt-rule";
import type { SesSendingEventsValue } from "./ses-sending-events";

/** The sources in Amazon SES that a function has. */
export interface SesProps {
  readonly sesReceiptRule?: SesReceiptRuleValue;
  readonly sesSendingEvents?: SesSendingEventsValue;
}

/** Returns whether an object is given. */
export function isGiven(value: object | IResolvable | undefined): Condition {
  return Tokenization.isResolvable(value) ? publicly(expression`${value} != null`) : value !== undefined;
}

/** Returns whether SES waits for an answer to its receipt rule. */
export function isAnswered(rule: SesReceiptRuleValue | undefined): Condition {
  return Tokenization.isResolvable(rule)
    ? both(isGiven(rule), publicly(expression`${rule}.invocation_type == "RequestResponse"`))
    : rule?.invocationType === "RequestResponse";
}

/** Returns the rules between the sources in Amazon SES and other props. */
export function sesRules(
  props: SesProps & ContentChoice & { readonly functionName: string; readonly timeoutSeconds: number },
  isAnySynchronous: Condition,
): PropRule[] {
  const { sesReceiptRule, sesSendingEvents, functionName, timeoutSeconds } = props;
  const hasReceiptRule = isGiven(sesReceiptRule);
  const answersReceiptRule = isAnswered(sesReceiptRule);
  const isRuleName = Token.isUnresolved(functionName)
    ? expression`can(regex(${RECEIPT_RULE_NAME.source}, ${functionName}))`
    : RECEIPT_RULE_NAME.test(functionName);
  const isShort = Token.isUnresolved(timeoutSeconds)
    ? expression`${timeoutSeconds} <= ${LONGEST_RECEIPT_TIMEOUT_SECONDS}`
    : timeoutSeconds <= LONGEST_RECEIPT_TIMEOUT_SECONDS;
  return [
    {
      holds: not(both(both(hasReceiptRule, isAnySynchronous), not(answersReceiptRule))),
      error:
        "'sesReceiptRule' needs 'invocationType' RequestResponse beside a synchronous email flow rule: the function answers every event",
      errorAtPlan:
        "ses_receipt_rule needs invocation_type RequestResponse beside a synchronous email flow rule: the function answers every event.",
    },
    {
      holds: not(both(isGiven(sesSendingEvents), either(isAnySynchronous, answersReceiptRule))),
      error: "'sesSendingEvents' needs a function without a synchronous rule: nobody waits for an answer to them",
      errorAtPlan:
        "ses_sending_events needs a function without a synchronous rule: nobody waits for an answer to them.",
    },
    {
      holds: either(not(answersReceiptRule), isShort),
      error: `'timeoutSeconds' must be at most ${LONGEST_RECEIPT_TIMEOUT_SECONDS} with a receipt rule of type RequestResponse: SES waits 30 seconds for the answer`,
      errorAtPlan: `timeout must be at most ${LONGEST_RECEIPT_TIMEOUT_SECONDS} with ses_receipt_rule.invocation_type RequestResponse: SES waits 30 seconds for the answer.`,
    },
    {
      holds: not(both(answersReceiptRule, replacesContent(props))),
      error:
        "'messageContent' REPLACE needs a function without a receipt rule of type RequestResponse: SES replaces no content",
      errorAtPlan:
        "message_content REPLACE needs a function without ses_receipt_rule.invocation_type RequestResponse: SES replaces no content.",
    },
    {
      holds: either(not(hasReceiptRule), isRuleName),
      error:
        "'sesReceiptRule' needs a 'functionName' with a letter or digit at both ends, which becomes the rule's name",
      errorAtPlan:
        "ses_receipt_rule needs a function_name with a letter or digit at both ends, which becomes the rule's name.",
    },
  ];
}
