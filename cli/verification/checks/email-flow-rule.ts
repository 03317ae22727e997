import { commandLine } from "../../../modules/command-line";
import { consoleUrl } from "../../../modules/workmail";
import { type DeploymentOutputs, isForWorkMail } from "../../deployments/deployment-outputs";
import type { Check } from "../check";

/** The check that no API can answer. */
export const RULE = "email flow rule";

/** The check that no API allows: whether a rule names the function. Without WorkMail there is no rule. */
export function emailFlowRuleChecks(outputs: DeploymentOutputs): Check[] {
  return isForWorkMail(outputs) ? [emailFlowRuleCheck(outputs)] : [];
}

function emailFlowRuleCheck(outputs: DeploymentOutputs): Check {
  const urls = Object.values(outputs.email_flow_rule_console_urls ?? {});
  const places = urls.length > 0 ? urls : [consoleUrl(outputs.region, "").slice(0, -1)];
  return {
    subject: RULE,
    state: "unknown",
    expected: outputs.email_flow_rule_function_arn,
    next: `no API shows it. Open ${places.join(" and ")}, Organization settings, ${whereIn(outputs)} must name this function. The steps: ${commandLine(["instructions"])}`,
  };
}

/** Returns the tab in the console, and the rules there. */
function whereIn({ email_flow_rules: rules = [] }: DeploymentOutputs): string {
  const named = rules.filter(({ name }) => name);
  return named.length === 0
    ? "Outbound rules: a rule with the action Run Lambda"
    : named
        .map(
          ({ name, direction, run_synchronously }) =>
            `${direction === "INBOUND" ? "Inbound" : "Outbound"} rules: ${name}, with the action Run Lambda${run_synchronously ? " and Run synchronously on," : ""}`,
        )
        .join("; ");
}
