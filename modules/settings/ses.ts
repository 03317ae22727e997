import * as v from "valibot";
import { synchronousRules } from "../email-flow-rule";
import { RECEIPT_INVOCATION_TYPES } from "../ses";
import { distinct, matching, objectOf, oneOf } from "./kinds";

/** Sources of emails in Amazon SES: a receipt rule for inbound email, and sending events for outbound email. */

/** @see https://docs.aws.amazon.com/ses/latest/APIReference/API_ReceiptRule.html */
export const RECEIPT_RULE_NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$/;

/** A domain, its subdomains, or an address. */
const RECIPIENT = /^([^\s@]+@)?\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

const MAXIMUM_RECIPIENTS = 100;

export const sesReceiptRule = objectOf({
  ruleSetName: matching(
    RECEIPT_RULE_NAME,
    "the name of an existing receipt rule set: 1 to 64 letters, digits, ., _ and -, a letter or digit at both ends",
  ),
  recipients: v.optional(
    v.pipe(
      distinct(RECIPIENT, "user@example.com, example.com, or .example.com for its subdomains"),
      v.maxLength(MAXIMUM_RECIPIENTS, `at most ${MAXIMUM_RECIPIENTS} entries`),
    ),
  ),
  after: v.optional(matching(RECEIPT_RULE_NAME, "the name of a rule in the rule set")),
  tlsPolicy: v.optional(oneOf(["Optional", "Require"]), "Optional"),
  invocationType: v.optional(oneOf(RECEIPT_INVOCATION_TYPES), "Event"),
});

export const sesSendingEvents = objectOf({
  configurationSetName: matching(
    /^[A-Za-z0-9_-]{1,64}$/,
    "the name of an existing configuration set: 1 to 64 letters, digits, _ and -",
  ),
  eventTypes: v.optional(distinct(/^(SEND|DELIVERY)$/, "SEND or DELIVERY"), ["SEND"]),
});

/** Returns the names of what waits for an answer of the function: rules of WorkMail, and the receipt rule. */
export function waitingFor({
  emailFlowRules,
  sesReceiptRule,
}: {
  readonly emailFlowRules?: Parameters<typeof synchronousRules>[0];
  readonly sesReceiptRule?: { readonly invocationType?: string };
}): string[] {
  return [
    ...synchronousRules(emailFlowRules),
    ...(sesReceiptRule?.invocationType === "RequestResponse" ? ["sesReceiptRule"] : []),
  ];
}
