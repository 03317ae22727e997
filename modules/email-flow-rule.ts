/** The values that an administrator needs to create the rule. */
export interface EmailFlowRule {
  /** The ARN that the rule names. */
  readonly functionArn: string;
  readonly functionName: string;
  readonly region: string;
  /** The console pages of the organizations, one a line. */
  readonly consoleUrls: string;
}

/**
 * The steps by which an administrator attaches the function to an outbound
 * email flow rule, as numbered text. No API creates such a rule: the console
 * is the only way.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/create-email-rules.html
 */
export function emailFlowRuleInstructions(rule: EmailFlowRule): string {
  return `Attach ${rule.functionName} to an outbound email flow rule (${rule.region})

1. Sign in to the AWS account of the function and open the organization:
${rule.consoleUrls}
2. Choose Organization settings, the tab Outbound rules, then Create.
3. Enter a rule name that no other rule has. As action choose Run Lambda, and as
   function ${rule.functionName}:
   ${rule.functionArn}
   Leave Run synchronously off: the email is sent at once, whatever the function does.
4. Sender patterns and destination patterns: enter * for every email, or
   addresses and domains such as user@example.com, example.com, *.example.com
   (no + in a pattern).
5. Choose Create. The rule takes effect at once.
6. Send an email that matches, then look for "Email processed" in the log group
   /aws/lambda/${rule.functionName}. Nothing there: another rule that is more
   specific, or that drops or bounces, comes before this one, or the rule names
   another function. A rule that may not call its function fails silently.
`;
}
