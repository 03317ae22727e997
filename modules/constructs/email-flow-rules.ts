import { type IResolvable, Token, Tokenization } from "cdktf";
import {
  ANY_OUTBOUND_RULE,
  ANY_RULE_TIMEOUT,
  DEFAULT_RULE,
  type EmailFlowRule,
  emailFlowRuleInstructions,
  LONGEST_SYNCHRONOUS_TIMEOUT_SECONDS,
  messageDirection,
  type RuleFacts,
  ruleLines,
} from "../email-flow-rule";
import type { PropRule } from "../tokens/check-rules";
import { type Condition, either, not } from "../tokens/condition";
import { expression } from "../tokens/expression";

/** An email flow rule, as an administrator enters it in WorkMail's console. */
export interface EmailFlowRuleProps {
  /** Whether the rule is for email that comes in, or that goes out. @default "OUTBOUND" */
  readonly direction?: "OUTBOUND" | "INBOUND";
  /** Whether WorkMail waits for the function's answer, up to 15 seconds. @default false */
  readonly runSynchronously?: boolean;
  /**
   * Minutes in which WorkMail repeats a failed call, 0 to 240, of a synchronous rule.
   * @default - the administrator chooses
   */
  readonly ruleTimeoutMinutes?: number;
  /**
   * Action that WorkMail takes when there is no answer by then; a synchronous rule needs it.
   * @default - none, since an asynchronous rule has none
   */
  readonly fallbackAction?: string;
  /** Senders that the rule is for: *, domains, and addresses. @default ["*"] */
  readonly senderPatterns?: string[];
  /** Recipients that the rule is for; `["*"]` for a synchronous rule. @default ["*"] */
  readonly destinationPatterns?: string[];
}

/** Email flow rules by their names. Values that only Terraform knows can be null, and have Terraform's names. */
export type EmailFlowRulesValue = { readonly [name: string]: EmailFlowRuleProps } | IResolvable;

/** The parts of the email flow rules that the rest of a deployment needs. */
export interface DescribedRules {
  /** Whether WorkMail waits for an answer to one of them. */
  readonly isAnySynchronous: Condition;
  /** The directions of messages, as message ARNs have them. */
  readonly directions: string[];
  /** Those of synchronous rules: only these can change a message. */
  readonly synchronousDirections: string[];
  /** The rules as an output has them. */
  readonly output: unknown;
  /** Returns the steps for an administrator. */
  instructions(target: EmailFlowRule): string;
}

/** Returns what email flow rules, or the one that a deployment without any is for, mean for the deployment. */
export function describeRules(rules: EmailFlowRulesValue | undefined): DescribedRules {
  return Tokenization.isResolvable(rules) ? rulesOfTerraform(rules) : knownRules(rules);
}

function knownRules(given: Exclude<EmailFlowRulesValue, IResolvable> | undefined): DescribedRules {
  const rules = Object.entries(given ?? { "": {} }).map(([name, rule]) => ({ name, ...DEFAULT_RULE, ...rule }));
  const directionsOf = (them: typeof rules) =>
    [...new Set(them.map(({ direction }) => messageDirection(direction)))].sort();
  const synchronous = rules.filter(({ runSynchronously }) => runSynchronously);
  return {
    isAnySynchronous: synchronous.length > 0,
    directions: directionsOf(rules),
    synchronousDirections: directionsOf(synchronous),
    output: rules.map((rule) => ({
      name: rule.name || undefined,
      direction: rule.direction,
      run_synchronously: rule.runSynchronously,
      rule_timeout_minutes: rule.ruleTimeoutMinutes,
      fallback_action: rule.fallbackAction,
      sender_patterns: rule.senderPatterns,
      destination_patterns: rule.destinationPatterns,
    })),
    instructions: (target) =>
      emailFlowRuleInstructions(
        target,
        rules.map((rule): RuleFacts =>
          given === undefined
            ? ANY_OUTBOUND_RULE
            : {
                isNamed: true,
                name: rule.name,
                isInbound: rule.direction === "INBOUND",
                isSynchronous: rule.runSynchronously,
                ruleTimeoutMinutes: String(rule.ruleTimeoutMinutes ?? ANY_RULE_TIMEOUT),
                fallbackAction: rule.fallbackAction ?? "",
                senderPatterns: rule.senderPatterns.join(", "),
                destinationPatterns: rule.destinationPatterns.join(", "),
              },
        ),
      ),
  };
}

function chooseInTerraform(condition: IResolvable, yes: string[], no: string[]): string[] {
  return Token.asList(expression`(${condition} ? ${yes} : ${no})`);
}

/** The rule of a module's call that names none has an empty name. */
function rulesOfTerraform(value: IResolvable): DescribedRules {
  const any = {
    "": {
      direction: DEFAULT_RULE.direction,
      run_synchronously: false,
      rule_timeout_minutes: null,
      fallback_action: null,
      sender_patterns: ["*"],
      destination_patterns: ["*"],
    },
  };
  const rules = expression`(${value} == null ? ${any} : ${value})`;
  const code = (text: string) => Token.asString(expression([text]));
  const directions = (condition: string) =>
    Token.asList(
      expression(
        [
          "sort(distinct([for rule in values(",
          `) : rule.direction == "INBOUND" ? "incoming" : "outgoing"${condition}]))`,
        ],
        rules,
      ),
    );
  const facts: RuleFacts<IResolvable> = {
    isNamed: expression`name != ""`,
    name: code("name"),
    isInbound: expression`rule.direction == "INBOUND"`,
    isSynchronous: expression`rule.run_synchronously`,
    ruleTimeoutMinutes: Token.asString(expression`coalesce(rule.rule_timeout_minutes, ${ANY_RULE_TIMEOUT})`),
    fallbackAction: code('coalesce(rule.fallback_action, "none")'),
    senderPatterns: code('join(", ", rule.sender_patterns)'),
    destinationPatterns: code('join(", ", rule.destination_patterns)'),
  };
  return {
    isAnySynchronous: expression`anytrue([for rule in values(${rules}) : rule.run_synchronously])`,
    directions: directions(""),
    synchronousDirections: directions(" if rule.run_synchronously"),
    output: expression`[for name, rule in ${rules} : merge({name = name == "" ? null : name}, rule)]`,
    instructions: (target) =>
      Token.asString(
        expression`join("\\n", flatten([for name, rule in ${rules} : ${ruleLines(target, facts, chooseInTerraform)}]))`,
      ),
  };
}

/** Returns the rule that the function ends before WorkMail stops waiting for it. */
export function synchronousTimeoutRule(isAnySynchronous: Condition, timeoutSeconds: number): PropRule {
  const longest = LONGEST_SYNCHRONOUS_TIMEOUT_SECONDS;
  const isShort = Token.isUnresolved(timeoutSeconds)
    ? expression`${timeoutSeconds} <= ${longest}`
    : timeoutSeconds <= longest;
  const reason = "WorkMail waits 15 seconds for the answer";
  return {
    holds: either(not(isAnySynchronous), isShort),
    error: `'timeoutSeconds' must be at most ${longest} with a synchronous email flow rule: ${reason}`,
    errorAtPlan: `timeout must be at most ${longest} with a synchronous email flow rule: ${reason}.`,
  };
}
