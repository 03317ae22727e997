/** The values that an administrator needs to create the rules. */
export interface EmailFlowRule {
  /** The ARN that the rules name. */
  readonly functionArn: string;
  readonly functionName: string;
  readonly region: string;
  /** @default - /aws/lambda/ and the function's name */
  readonly logGroupName?: string;
  /** The console pages of the organizations, one a line. */
  readonly consoleUrls: string;
}

/** One rule, as strings for its steps. */
export interface RuleFacts<Condition = boolean> {
  /** Whether the rule has a name and patterns; otherwise the administrator chooses them. */
  readonly isNamed: Condition;
  readonly name: string;
  readonly isInbound: Condition;
  readonly isSynchronous: Condition;
  /** Minutes, or what the administrator chooses from. */
  readonly ruleTimeoutMinutes: string;
  readonly fallbackAction: string;
  readonly senderPatterns: string;
  readonly destinationPatterns: string;
}

/** Chooses between lines: here, or in Terraform. */
export type Choose<Condition> = (condition: Condition, yes: string[], no: string[]) => string[];

/** The rule of a deployment whose settings name none. */
export const ANY_OUTBOUND_RULE: RuleFacts = {
  isNamed: false,
  name: "",
  isInbound: false,
  isSynchronous: false,
  ruleTimeoutMinutes: "",
  fallbackAction: "",
  senderPatterns: "",
  destinationPatterns: "",
};

/**
 * WorkMail waits 15 seconds for a synchronous answer. A function with a shorter time limit reports its timeout before
 * WorkMail stops waiting.
 */
export const LONGEST_SYNCHRONOUS_TIMEOUT_SECONDS = 14;

/** The rule of a deployment that names none, and what a rule is where it does not say otherwise. */
export const DEFAULT_RULE = {
  direction: "OUTBOUND" as const,
  runSynchronously: false,
  senderPatterns: ["*"],
  destinationPatterns: ["*"],
};

/** Returns the names of the rules for which WorkMail waits for an answer. */
export function synchronousRules(
  rules: { readonly [name: string]: { readonly runSynchronously?: boolean } } = {},
): string[] {
  return Object.keys(rules).filter((name) => rules[name]?.runSynchronously);
}

/** Returns a rule's direction as the ARNs of its messages have it. */
export function messageDirection(direction: string): string {
  return direction === "INBOUND" ? "incoming" : "outgoing";
}

/** The choices of the administrator where the settings have no value. */
export const ANY_RULE_TIMEOUT = "0 to 240";

/**
 * Returns the steps by which an administrator attaches the function to each of
 * its rules, as numbered text. No API creates such a rule: the console is the
 * only way.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/create-email-rules.html
 */
export function emailFlowRuleInstructions(
  target: EmailFlowRule,
  rules: readonly RuleFacts[] = [ANY_OUTBOUND_RULE],
): string {
  return rules
    .flatMap((rule) => ruleLines(target, rule, (condition, yes, no) => (condition ? yes : no)))
    .flat()
    .join("\n");
}

/** Returns the lines of one rule's steps, some of them in lists of their own; the last is empty. */
export function ruleLines<Condition>(
  { functionArn, functionName, region, logGroupName, consoleUrls }: EmailFlowRule,
  rule: RuleFacts<Condition>,
  choose: Choose<Condition>,
): (string | string[])[] {
  const { isNamed, isInbound, isSynchronous, name } = rule;
  return [
    choose(
      isNamed,
      [`Attach ${functionName} to the email flow rule ${name} (${region})`],
      [`Attach ${functionName} to an outbound email flow rule (${region})`],
    ),
    "",
    "1. Sign in to the AWS account of the function and open the organization:",
    consoleUrls,
    choose(
      isInbound,
      ["2. Choose Organization settings, the tab Inbound rules, then Create."],
      ["2. Choose Organization settings, the tab Outbound rules, then Create."],
    ),
    choose(
      isNamed,
      [`3. Enter the rule name ${name}. As action choose Run Lambda, and as`],
      ["3. Enter a rule name that no other rule has. As action choose Run Lambda, and as"],
    ),
    `   function ${functionName}:`,
    `   ${functionArn}`,
    choose(
      isSynchronous,
      [
        "   Turn Run synchronously on: WorkMail waits up to 15 seconds for the function's answer.",
        `   Rule timeout: ${rule.ruleTimeoutMinutes} minutes, to repeat a failed call.`,
        `   Fallback action: ${rule.fallbackAction}, for an email that has no answer by then.`,
      ],
      choose(
        isInbound,
        ["   Leave Run synchronously off: the email is delivered at once, whatever the function does."],
        ["   Leave Run synchronously off: the email is sent at once, whatever the function does."],
      ),
    ),
    choose(
      isNamed,
      [`4. Sender patterns: ${rule.senderPatterns}`, `   Destination patterns: ${rule.destinationPatterns}`],
      [
        "4. Sender patterns and destination patterns: enter * for every email, or",
        "   addresses and domains such as user@example.com, example.com, *.example.com",
        "   (no + in a pattern).",
      ],
    ),
    "5. Choose Create. The rule takes effect at once.",
    choose(
      isInbound,
      ["6. Send an email that matches from outside, then look for"],
      ["6. Send an email that matches, then look for"],
    ),
    choose(isSynchronous, ['   "Email decided" in the log group'], ['   "Email processed" in the log group']),
    `   ${logGroupName ?? `/aws/lambda/${functionName}`}. Nothing there: another rule that is more`,
    "   specific, or that drops or bounces, comes before this one, or the rule names",
    choose(
      isSynchronous,
      ["   another function. A rule that may not call its function takes its fallback action."],
      ["   another function. A rule that may not call its function fails silently."],
    ),
    "",
  ];
}
