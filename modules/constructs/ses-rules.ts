import { type IResolvable, Token, Tokenization } from "cdktf";
import { RECEIPT_RULE_NAME } from "../settings/ses";
import type { PropRule } from "../tokens/check-rules";
import { both, type Condition, either, not, publicly } from "../tokens/condition";
import { expression } from "../tokens/expression";
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

/** Returns the rules between the sources in Amazon SES and other props. */
export function sesRules(
  { sesReceiptRule, sesSendingEvents, functionName }: SesProps & { readonly functionName: string },
  isAnySynchronous: Condition,
): PropRule[] {
  const hasReceiptRule = isGiven(sesReceiptRule);
  const isRuleName = Token.isUnresolved(functionName)
    ? expression`can(regex(${RECEIPT_RULE_NAME.source}, ${functionName}))`
    : RECEIPT_RULE_NAME.test(functionName);
  return [
    {
      holds: not(both(either(hasReceiptRule, isGiven(sesSendingEvents)), isAnySynchronous)),
      error:
        "'sesReceiptRule' and 'sesSendingEvents' need a function without a synchronous email flow rule: SES understands no answer to WorkMail",
      errorAtPlan:
        "ses_receipt_rule and ses_sending_events need a function without a synchronous email flow rule: SES understands no answer to WorkMail.",
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
