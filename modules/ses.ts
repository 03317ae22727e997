/** Values that Amazon SES and EventBridge fix, and the IDs of the statements that let them invoke the function. */

/** The service principal as which a receipt rule of SES calls functions. It is not regional. */
export const SES_PRINCIPAL = "ses.amazonaws.com";

/** The service principal as which EventBridge calls functions. */
export const EVENTS_PRINCIPAL = "events.amazonaws.com";

/** IDs of the statements in the function's resource policy. */
export const SES_STATEMENTS = { receiptRule: "AllowSesReceiptRule", sendingEvents: "AllowSesSendingEvents" } as const;

/**
 * The ARN of a receipt rule.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html
 */
export function receiptRuleArn(region: string, accountId: string, ruleSetName: string, ruleName: string): string {
  return `arn:aws:ses:${region}:${accountId}:receipt-rule-set/${ruleSetName}:receipt-rule/${ruleName}`;
}

/** The rule set that WorkMail creates, and that must stay active while WorkMail receives email. */
export const WORKMAIL_RULE_SET = "INBOUND_MAIL";

/** How a receipt rule calls the function: without waiting, or until it answers what becomes of the email. */
export const RECEIPT_INVOCATION_TYPES = ["Event", "RequestResponse"] as const;

/**
 * SES waits 30 seconds for an answer. A function with a shorter time limit reports its timeout before SES stops
 * waiting.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda.html
 */
export const LONGEST_RECEIPT_TIMEOUT_SECONDS = 29;

/** The EventBridge rule that hands a function's sending events on: 64 characters at most, as the function has 54. */
export function sendingRuleName(functionName: string): string {
  return `${functionName}-sending`;
}

/** The ARN of a rule of the default event bus. */
export function eventRuleArn(region: string, accountId: string, ruleName: string): string {
  return `arn:aws:events:${region}:${accountId}:rule/${ruleName}`;
}

/** The types of sending events that say that an email was sent, each with EventBridge's words for it. */
export const SENDING_EVENTS = {
  SEND: { eventType: "Send", detailType: "Email Sent" },
  DELIVERY: { eventType: "Delivery", detailType: "Email Delivered" },
} as const;
