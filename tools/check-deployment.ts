import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  GetFunctionCommand,
  GetPolicyCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { isDeepStrictEqual } from "node:util";

/** What Terraform says it has deployed in a Region: the stack's outputs. */
export interface DeploymentOutputs {
  readonly function_name: string;
  readonly function_arn: string;
  readonly region: string;
  readonly principal: string;
  readonly permission_statement_ids: readonly string[];
  readonly organization_arns: readonly string[];
  readonly role_arn: string;
  readonly log_group_name: string;
  /** Terraform tells no output that is null. */
  readonly failure_queue_url?: string;
  readonly failure_queue_arn?: string;
  readonly deduplication_table_name?: string;
  readonly alarm_names: readonly string[];
  readonly alarm_topic_arn?: string;
  readonly dashboard_name?: string;
  readonly code_sha256: string;
  readonly email_flow_rule_function_arn: string;
  readonly email_flow_rule_console_urls: Readonly<Record<string, string>>;
  readonly email_flow_rule_instructions: string;
}

/** One thing that AWS was asked, and whether it is as it should be. */
export interface Check {
  readonly subject: string;
  readonly expected: unknown;
  readonly found: unknown;
  readonly passed: boolean;
}

/** A statement of a resource policy, in the words that matter here. */
export interface Statement {
  readonly sid: string;
  readonly effect: string;
  readonly principal: unknown;
  readonly action: unknown;
  readonly resource: unknown;
  readonly condition: unknown;
}

/**
 * Asks AWS, through the API and not through Terraform, whether a Region's
 * function, artefact, resource policy, role and log group are as they should be.
 */
export async function checkDeployment(
  outputs: DeploymentOutputs,
  expected: { readonly codeSha256: string },
): Promise<Check[]> {
  const { region } = outputs;
  const lambda = new LambdaClient({ region });
  const FunctionName = outputs.function_name;
  const { Configuration } = await lambda.send(
    new GetFunctionCommand({ FunctionName }),
  );
  const policy = await lambda.send(new GetPolicyCommand({ FunctionName }));
  const roleName = outputs.role_arn.split("/").at(-1);
  const { Role } = await new IAMClient({ region }).send(
    new GetRoleCommand({ RoleName: roleName }),
  );
  const { logGroups = [] } = await new CloudWatchLogsClient({ region }).send(
    new DescribeLogGroupsCommand({
      logGroupNamePrefix: outputs.log_group_name,
    }),
  );

  return [
    check("function", outputs.function_arn, Configuration?.FunctionArn),
    check("state", "Active", Configuration?.State),
    check("artefact", expected.codeSha256, Configuration?.CodeSha256),
    check(
      "resource policy",
      expectedStatements(outputs),
      statementsOf(policy.Policy ?? "{}"),
    ),
    check("role", outputs.role_arn, Role?.Arn),
    check(
      "log group",
      [outputs.log_group_name],
      logGroups.map(({ logGroupName }) => logGroupName),
    ),
  ];
}

function check(subject: string, expected: unknown, found: unknown): Check {
  const passed = isDeepStrictEqual(expected, found);
  return { subject, expected, found, passed };
}

/** WorkMail of this Region, for each organization, and nobody else. */
function expectedStatements(outputs: DeploymentOutputs): Statement[] {
  return outputs.organization_arns
    .map((arn, index) => ({
      sid: outputs.permission_statement_ids[index] ?? "",
      effect: "Allow",
      principal: { Service: outputs.principal },
      action: "lambda:InvokeFunction",
      resource: outputs.function_arn,
      condition: { ArnLike: { "AWS:SourceArn": arn } },
    }))
    .sort(bySid);
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

function bySid(one: Statement, other: Statement): number {
  return one.sid.localeCompare(other.sid);
}

/** How AWS says the function runs, in the words of the local Lambda runtime. */
export async function deployedFunction({
  region,
  function_name: FunctionName,
}: DeploymentOutputs) {
  const { Configuration } = await new LambdaClient({ region }).send(
    new GetFunctionCommand({ FunctionName }),
  );
  return {
    region,
    functionName: FunctionName,
    functionArn: Configuration?.FunctionArn,
    codeSha256: Configuration?.CodeSha256,
    handler: Configuration?.Handler,
    runtime: Configuration?.Runtime,
    memorySizeMb: Configuration?.MemorySize,
    timeoutSeconds: Configuration?.Timeout,
    environment: Configuration?.Environment?.Variables,
    logFormat: Configuration?.LoggingConfig?.LogFormat,
    logLevel: Configuration?.LoggingConfig?.ApplicationLogLevel,
  };
}
