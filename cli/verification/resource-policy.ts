import { isDeepStrictEqual } from "node:util";
import { awsCommandLine } from "../../modules/command-line";
import { EVENTS_PRINCIPAL, SES_PRINCIPAL, SES_STATEMENTS } from "../../modules/ses";
import { WORKMAIL_REGIONS, workMailPrincipal } from "../../modules/workmail";
import type { DeploymentOutputs } from "../deployments/deployment-outputs";

/** A statement of a resource policy, in the words that matter here. */
export interface Statement {
  readonly sid: string;
  readonly effect: string;
  readonly principal: unknown;
  readonly action: unknown;
  readonly resource: unknown;
  readonly condition: unknown;
}

/** The statements of a policy document, in the order of their ids. */
export function statementsOf(policy: string): Statement[] {
  const { Statement = [] } = JSON.parse(policy) as {
    Statement?: Record<string, unknown>[];
  };
  return Statement.map((statement) => ({
    sid: String(statement.Sid),
    effect: String(statement.Effect),
    principal: statement.Principal,
    action: statement.Action,
    resource: statement.Resource,
    condition: statement.Condition,
  })).sort(bySid);
}

/** WorkMail of this Region, for each organization, the sources in Amazon SES, and nobody else. */
export function expectedStatements(outputs: DeploymentOutputs): Statement[] {
  const statement = (sid: string, service: string, arn: string, operators: object = {}): Statement => ({
    sid,
    effect: "Allow",
    principal: { Service: service },
    action: "lambda:InvokeFunction",
    resource: outputs.email_flow_rule_function_arn,
    condition: { ...operators, ArnLike: { "AWS:SourceArn": arn } },
  });
  const ofAccount = (sid: string, service: string, arn: string | undefined) =>
    arn === undefined
      ? []
      : [statement(sid, service, arn, { StringEquals: { "AWS:SourceAccount": arn.split(":")[4] } })];
  return [
    ...(outputs.organization_arns ?? []).map((arn, index) =>
      statement(outputs.permission_statement_ids?.[index] ?? "", outputs.principal ?? "", arn),
    ),
    ...ofAccount(SES_STATEMENTS.receiptRule, SES_PRINCIPAL, outputs.ses_receipt_rule_arn),
    ...ofAccount(SES_STATEMENTS.sendingEvents, EVENTS_PRINCIPAL, outputs.ses_sending_rule_arn),
  ].sort(bySid);
}

function bySid(one: Statement, other: Statement): number {
  return one.sid.localeCompare(other.sid);
}

/** Something that is wrong with a policy. */
export interface PolicyError {
  readonly what: string;
  /** The command that removes a statement that should not exist. */
  readonly remedy?: string;
}

/**
 * Returns the errors of a policy: callers that are allowed and should not be, and the reverse. Terraform deletes no
 * statement that it has not created, and cannot replace one whose ID exists.
 *
 * @param found the statements on what the rule names
 * @param elsewhere those on the function's other qualifiers, by their resource
 */
export function policyErrors(
  outputs: DeploymentOutputs,
  found: readonly Statement[],
  elsewhere: readonly Statement[],
): PolicyError[] {
  const expected = expectedStatements(outputs);
  const missing = expected.filter((it) => !found.some((other) => fits(it, other)));
  const strangers = [...found.filter((it) => !expected.some((other) => fits(other, it))), ...elsewhere];
  return [
    ...strangers.map((it) => ({
      what: `${it.sid} ${strangeness(it, outputs)}`,
      remedy: removal(it, outputs),
    })),
    ...missing.map((it) => ({
      what: `nothing lets ${callerOf(it)} call ${String(it.resource)} for ${sourceArnOf(it)}`,
    })),
  ];
}

function callerOf({ principal }: Statement): string {
  const { Service: service } = principal as { readonly Service: string };
  return { [SES_PRINCIPAL]: "Amazon SES", [EVENTS_PRINCIPAL]: "EventBridge" }[service] ?? "WorkMail";
}

/** @see https://docs.aws.amazon.com/cli/latest/reference/lambda/remove-permission.html */
function removal({ sid, resource }: Statement, { region, function_name, function_arn }: DeploymentOutputs): string {
  const qualifier = String(resource).slice(function_arn.length + 1);
  const options = [
    ...["--function-name", function_name],
    ...(qualifier === "" ? [] : ["--qualifier", qualifier]),
    ...["--statement-id", sid],
  ];
  return awsCommandLine(["lambda", "remove-permission", ...options], region);
}

/**
 * Whether a statement is the one expected. A further condition on the account, which is an option for WorkMail, narrows
 * it.
 */
function fits(expected: Statement, found: Statement): boolean {
  if (isDeepStrictEqual(expected, found)) {
    return true;
  }
  const account = sourceArnOf(expected)?.split(":")[4];
  return isDeepStrictEqual(expected, {
    ...found,
    condition: withoutAccount(found.condition, account),
  });
}

function withoutAccount(condition: unknown, account: string | undefined) {
  const { StringEquals, ...rest } = (condition ?? {}) as Record<string, unknown>;
  return isDeepStrictEqual(StringEquals, { "AWS:SourceAccount": account }) ? rest : condition;
}

/** Operators and keys are written in any case. */
function sourceArnOf({ condition }: Statement): string | undefined {
  const keys = Object.values((condition ?? {}) as Record<string, object>);
  const pairs = keys.flatMap((it) => Object.entries(it));
  const [, arn] = pairs.find(([key]) => key.toLowerCase() === "aws:sourcearn") ?? [];
  return arn as string | undefined;
}

function strangeness(statement: Statement, outputs: DeploymentOutputs): string {
  const { principal, resource } = statement;
  const service = (principal as { Service?: unknown } | null)?.Service;
  if (resource !== outputs.email_flow_rule_function_arn) {
    return `is on ${String(resource)}, and the rule is to name ${outputs.email_flow_rule_function_arn}`;
  }
  const other = WORKMAIL_REGIONS.find((region) => workMailPrincipal(region) === service);
  if (other !== undefined && other !== outputs.region) {
    return `lets WorkMail of ${other} in, and the function is in ${outputs.region}`;
  }
  if (service !== outputs.principal) {
    return `lets ${JSON.stringify(principal)} in, and not ${outputs.principal ?? "only Amazon SES"}`;
  }
  const source = sourceArnOf(statement);
  return source === undefined
    ? "lets the organizations of every account in: it has no source ARN"
    : `lets ${source} in, or not only as it is configured: it is none of ${(outputs.organization_arns ?? []).join(", ")}`;
}
