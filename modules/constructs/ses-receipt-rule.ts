import { SesReceiptRule } from "@cdktf/provider-aws/lib/ses-receipt-rule";
import { type IResolvable, Token, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { RECEIPT_INVOCATION_TYPES, receiptRuleArn, SES_PRINCIPAL, SES_STATEMENTS } from "../ses";
import { attributeOf, countOf } from "../tokens/condition";
import { expression } from "../tokens/expression";
import { sourcePermission, type SourceTarget } from "./source-permission";

type ReceiptInvocationType = (typeof RECEIPT_INVOCATION_TYPES)[number];

/** A rule of Amazon SES for inbound email. */
export interface SesReceiptRuleProps {
  /** Name of the receipt rule set, which must exist. It is not activated. */
  readonly ruleSetName: string;
  /** Recipients that the rule is for. @default - every recipient in the verified domains of the account */
  readonly recipients?: string[];
  /** Name of the rule in the set that this one follows. @default - none: it becomes the first rule */
  readonly after?: string;
  /** Whether SES takes email from mail servers without TLS. @default "Optional" */
  readonly tlsPolicy?: "Optional" | "Require";
  /**
   * `RequestResponse`: SES waits up to 30 seconds for the disposition that the function answers. @default "Event"
   */
  readonly invocationType?: ReceiptInvocationType;
}

/** A receipt rule, or a token for one that only Terraform knows: an object with Terraform's names, or null. */
export type SesReceiptRuleValue = SesReceiptRuleProps | IResolvable;

interface ReceiptRuleProps extends SourceTarget {
  readonly ruleName: string;
  readonly rule: SesReceiptRuleValue;
}

/**
 * A rule in a receipt rule set of Amazon SES that calls the function, and its permission to do so.
 *
 * The rule set is somebody else's, and stays as active as it is: only one of an account is active, and WorkMail's own
 * inbound email depends on its own.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda.html
 */
export class ReceiptRule extends Construct {
  /** ARN of the rule; null where Terraform does not create it. */
  readonly arn: string;

  /** @internal */
  constructor(scope: Construct, id: string, props: ReceiptRuleProps) {
    super(scope, id);
    const count = countOf(props.when);
    const { ruleSetName, recipients, after, tlsPolicy, invocationType } = membersOf(props.rule);
    const permission = sourcePermission(this, props, {
      statementId: SES_STATEMENTS.receiptRule,
      principal: SES_PRINCIPAL,
      sourceArn: receiptRuleArn(props.region, props.accountId, ruleSetName, props.ruleName),
    });
    new SesReceiptRule(this, "Default", {
      count,
      name: props.ruleName,
      ruleSetName,
      recipients,
      after,
      tlsPolicy,
      enabled: true,
      // For the verdicts in the event.
      scanEnabled: true,
      lambdaAction: [{ functionArn: props.functionArn, invocationType, position: 1 }],
      // SES tries the call when the rule is created.
      dependsOn: [permission],
    });
    this.arn = attributeOf(permission, "source_arn");
  }
}

function membersOf(rule: SesReceiptRuleValue): SesReceiptRuleProps {
  if (!Tokenization.isResolvable(rule)) {
    return { tlsPolicy: "Optional", invocationType: "Event", ...rule };
  }
  return {
    ruleSetName: Token.asString(expression`${rule}.rule_set_name`),
    recipients: Token.asList(expression`${rule}.recipients`),
    after: Token.asString(expression`${rule}.after`),
    tlsPolicy: Token.asString(expression`${rule}.tls_policy`) as "Optional",
    invocationType: Token.asString(expression`${rule}.invocation_type`) as ReceiptInvocationType,
  };
}
