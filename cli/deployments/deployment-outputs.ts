import { regionPrefix, WORKMAIL_REGIONS } from "../../modules/workmail";

/** What Terraform says it has deployed in a Region: the stack's or module's outputs. */
export interface DeploymentOutputs {
  readonly function_name: string;
  readonly function_arn: string;
  readonly region: string;
  readonly principal: string;
  readonly permission_statement_ids: readonly string[];
  readonly organization_arns: readonly string[];
  readonly role_arn: string;
  readonly log_group_name: string;
  /** Outputs that are null are left out. */
  readonly failure_queue_url?: string;
  readonly failure_queue_arn?: string;
  readonly deduplication_table_name?: string;
  readonly alarm_names: readonly string[];
  readonly alarm_topic_arn?: string;
  readonly dashboard_name?: string;
  readonly code_sha256: string;
  readonly live_version?: string;
  readonly email_flow_rule_function_arn: string;
  readonly email_flow_rule_console_urls: Readonly<Record<string, string>>;
  readonly email_flow_rule_instructions: string;
}

/** What every deployment tells, whatever is switched off. */
const ALWAYS = [
  "function_name",
  "function_arn",
  "region",
  "principal",
  "permission_statement_ids",
  "organization_arns",
  "role_arn",
  "log_group_name",
  "alarm_names",
  "code_sha256",
  "email_flow_rule_function_arn",
  "email_flow_rule_console_urls",
  "email_flow_rule_instructions",
] as const satisfies readonly (keyof DeploymentOutputs)[];

/** Whether these are the outputs of a whole deployment. */
export function isDeployment(outputs: object): outputs is DeploymentOutputs {
  return ALWAYS.every((name) => (outputs as Record<string, unknown>)[name] !== undefined);
}

/**
 * The outputs of each Region that a stack for all Regions has: its outputs begin
 * with the Region.
 */
export function splitByRegion(outputs: Readonly<Record<string, unknown>>) {
  return WORKMAIL_REGIONS.flatMap((region) => {
    const prefix = `${regionPrefix(region)}_`;
    const values = Object.fromEntries(
      Object.entries(outputs)
        .filter(([output]) => output.startsWith(prefix))
        .map(([output, value]) => [output.slice(prefix.length), value]),
    );
    return Object.keys(values).length > 0 ? [{ region, values }] : [];
  });
}

/**
 * Finds the deployments in JSON that tells outputs: of "npm run outputs", of
 * "terraform output -json", of a whole module as one output, or by stack as the
 * CDKTF CLI writes them.
 */
export function findDeployments(json: unknown): DeploymentOutputs[] {
  if (typeof json !== "object" || json === null) {
    return [];
  }
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(json)
      .map(([name, output]) => [name, valueOf(output)] as const)
      .filter(([, value]) => value !== null),
  );
  if (isDeployment(values)) {
    return [values];
  }
  const split = splitByRegion(values).flatMap(({ values }) => (isDeployment(values) ? [values] : []));
  return [...split, ...Object.values(values).flatMap(findDeployments)];
}

/** Terraform tells an output's type beside its value. */
function valueOf(output: unknown): unknown {
  return typeof output === "object" && output !== null && "value" in output && "sensitive" in output
    ? output.value
    : output;
}
