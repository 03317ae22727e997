import { consoleUrl } from "../../../modules/workmail";
import type { DeploymentOutputs } from "../../deployments/deployment-outputs";
import type { Check } from "../check";

/** The check that no API can answer. */
export const RULE = "email flow rule";

/** The check that no API allows: whether a rule names the function. */
export function emailFlowRuleCheck(outputs: DeploymentOutputs): Check {
  const urls = Object.values(outputs.email_flow_rule_console_urls ?? {});
  const places = urls.length > 0 ? urls : [consoleUrl(outputs.region, "").slice(0, -1)];
  return {
    subject: RULE,
    state: "unknown",
    expected: outputs.email_flow_rule_function_arn,
    next: `no API shows it. Open ${places.join(" and ")}, Organization settings, Outbound rules: a rule with the action Run Lambda must name this function. The steps: workmail-lambda instructions`,
  };
}
