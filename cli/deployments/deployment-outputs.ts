import { regionPrefix, REGIONS } from "../../modules/workmail";

/** The deployment in a Region as Terraform reports it: the outputs of the stack or module. */
export interface DeploymentOutputs {
  readonly function_name: string;
  readonly function_arn: string;
  readonly region: string;
  /** A release before it chose the runtime has none. */
  readonly runtime?: string;
  readonly runtime_reason?: string;
  /** The caller and its statements; undefined without WorkMail. */
  readonly principal?: string;
  readonly permission_statement_ids?: readonly string[];
  readonly organization_arns?: readonly string[];
  /** The sources in Amazon SES that may invoke the function, where there are any. */
  readonly ses_receipt_rule_arn?: string;
  readonly ses_sending_rule_arn?: string;
  readonly role_arn: string;
  readonly log_group_name: string;
  /** A release before it had rules has none. */
  readonly message_arns?: readonly string[];
  /** Outputs that are null are left out. */
  readonly failure_queue_url?: string;
  readonly failure_queue_arn?: string;
  readonly updated_content_bucket_name?: string;
  readonly deduplication_table_name?: string;
  readonly alarm_names: readonly string[];
  readonly alarm_topic_arn?: string;
  readonly dashboard_name?: string;
  readonly code_sha256: string;
  readonly live_version?: string;
  readonly email_flow_rule_function_arn: string;
  /** Undefined without WorkMail. */
  readonly email_flow_rule_console_urls?: Readonly<Record<string, string>>;
  /** A release before it had rules has none. */
  readonly email_flow_rules?: readonly DeployedRule[];
  /** Undefined without WorkMail. */
  readonly email_flow_rule_instructions?: string;
}

/** An email flow rule, as its administrator is to create it. */
interface DeployedRule {
  /** Without a name, the administrator chooses it. */
  readonly name?: string | null;
  readonly direction: "INBOUND" | "OUTBOUND";
  readonly run_synchronously: boolean;
}

/** The outputs that every deployment has, whichever options are off. */
const ALWAYS = [
  "function_name",
  "function_arn",
  "region",
  "role_arn",
  "log_group_name",
  "alarm_names",
  "code_sha256",
  "email_flow_rule_function_arn",
] as const satisfies readonly (keyof DeploymentOutputs)[];

/** The outputs that a deployment with WorkMail has as well. */
const WITH_WORKMAIL = [
  "principal",
  "permission_statement_ids",
  "organization_arns",
  "email_flow_rule_console_urls",
  "email_flow_rule_instructions",
] as const satisfies readonly (keyof DeploymentOutputs)[];

/** Whether these are the outputs of a whole deployment. */
export function isDeployment(outputs: object): outputs is DeploymentOutputs {
  const has = (name: string) => (outputs as Record<string, unknown>)[name] !== undefined;
  const isOfSes = has("ses_receipt_rule_arn") || has("ses_sending_rule_arn");
  return ALWAYS.every(has) && (WITH_WORKMAIL.every(has) || (isOfSes && !WITH_WORKMAIL.some(has)));
}

/** Whether WorkMail may invoke a deployed function. */
export function isForWorkMail({ principal }: DeploymentOutputs): boolean {
  return principal !== undefined;
}

/** An output that every function has, and that begins with the prefix of the function's outputs. */
const LAST_OUTPUT = "email_flow_rule_function_arn";

/** Whether these outputs are of one function, and have no prefix. */
export function isOfFunction(outputs: object): boolean {
  return LAST_OUTPUT in outputs;
}

/**
 * Returns the outputs of each function that a stack has, by their prefix. In a
 * stack for all Regions they begin with the Region; in your own stack, with what
 * you have chosen.
 */
export function splitByPrefix(outputs: Readonly<Record<string, unknown>>) {
  const ends = Object.keys(outputs).filter((name) => name.endsWith(`_${LAST_OUTPUT}`));
  const prefixes = new Set([
    ...REGIONS.map((region) => `${regionPrefix(region)}_`),
    ...ends.map((name) => name.slice(0, -LAST_OUTPUT.length)),
  ]);
  return [...prefixes].flatMap((prefix) => {
    const values: Record<string, unknown> = Object.fromEntries(
      Object.entries(outputs)
        .filter(([output]) => output.startsWith(prefix))
        .map(([output, value]) => [output.slice(prefix.length), value]),
    );
    const region = values.region ?? REGIONS.find((it) => `${regionPrefix(it)}_` === prefix);
    return Object.keys(values).length > 0 && typeof region === "string" ? [{ region, values }] : [];
  });
}

/**
 * Finds the deployments in JSON with outputs: of "workmail-lambda outputs", of
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
  const split = splitByPrefix(values).flatMap(({ values }) => (isDeployment(values) ? [values] : []));
  return [...split, ...Object.values(values).flatMap(findDeployments)];
}

/** Terraform prints the type of an output with its value. */
function valueOf(output: unknown): unknown {
  return typeof output === "object" && output !== null && "value" in output && "sensitive" in output
    ? output.value
    : output;
}

/** Returns what the rule calls of the function; undefined when it is the function itself. */
export function qualifierOf(outputs: DeploymentOutputs): string | undefined {
  const rest = outputs.email_flow_rule_function_arn.slice(outputs.function_arn.length + 1);
  return rest === "" ? undefined : rest;
}
