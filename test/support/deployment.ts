import type { DeploymentOutputs } from "../../cli/deployments/deployment-outputs";

/** The outputs of a Region, with everything that is always in them. */
export function deploymentIn(region: string, given: Partial<DeploymentOutputs> = {}): DeploymentOutputs {
  const functionArn = `arn:aws:lambda:${region}:123456789012:function:mail`;
  return {
    function_name: "mail",
    function_arn: functionArn,
    region,
    principal: `workmail.${region}.amazonaws.com`,
    permission_statement_ids: [],
    organization_arns: [],
    role_arn: "arn:aws:iam::123456789012:role/mail",
    log_group_name: "/aws/lambda/mail",
    alarm_names: [],
    code_sha256: "c2hhMjU2",
    email_flow_rule_function_arn: functionArn,
    email_flow_rule_console_urls: {},
    email_flow_rule_instructions: "1. Sign in",
    ...given,
  };
}
