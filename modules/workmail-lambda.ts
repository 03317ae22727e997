import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Construct } from "constructs";
import { checkProps } from "./check-props";
import { emailFlowRuleInstructions } from "./email-flow-rule";
import { ExecutionRole } from "./execution-role";
import { DEFAULTS, functionSettings, oneOf } from "./function-settings";
import { UserError } from "./user-error";
import { ANY_ORGANIZATION, WORKMAIL_REGIONS } from "./workmail";
import { WorkMailPermission } from "./workmail-permission";

export interface WorkMailLambdaProps {
  /** Path of the zip, as Terraform reads it from the stack's folder. */
  readonly filename: string;
  /** Base64 of the zip's SHA-256. */
  readonly sourceCodeHash: string;
  /** The zip holds a source map that Node.js is to read. @default false */
  readonly sourceMap?: boolean;

  /**
   * Region of the function and the organizations. A provider of another
   * Region is refused at plan.
   * @default - the Region of the provider, refused at plan unless it is one of WorkMail's
   */
  readonly region?: string;
  /**
   * Ids of the WorkMail organizations whose rules may invoke the function.
   * They must be known at plan.
   * @default - none: allowAnyOrganization must be true
   */
  readonly organizationIds?: string[];
  /**
   * Let every organization of this account and Region invoke the function.
   * @default false
   */
  readonly allowAnyOrganization?: boolean;
  /**
   * Account that must own the calling organization, as a further condition.
   * Whether WorkMail sends it is not documented.
   * @default - the source ARN alone, which fixes the account
   */
  readonly sourceAccount?: string;

  /**
   * Name of the function, 1 to 54 characters. The role is called this and the
   * Region.
   * @default "workmail-email-events"
   */
  readonly functionName?: string;
  /** File and export that Lambda calls. @default "index.handler" */
  readonly handler?: string;
  /** @default "nodejs22.x" */
  readonly runtime?: string;
  /** arm64 or x86_64. @default "arm64" */
  readonly architecture?: string;
  /** Memory in MB, 128 to 10240. @default 256 */
  readonly memorySizeMb?: number;
  /**
   * Time limit of an invocation in seconds, 1 to 900. A synchronous rule
   * waits 15 at most.
   * @default 10
   */
  readonly timeoutSeconds?: number;
  /** Executions kept for this function. @default - it shares the account's */
  readonly reservedConcurrentExecutions?: number;
  /**
   * What the default handler logs: `summary` (counts, domains, ids) or `full`
   * (addresses and subject too).
   * @default "summary"
   */
  readonly emailLogDetail?: string;
  /** Further environment variables. @default - none */
  readonly environmentVariables?: { [name: string]: string };
  /** Days that logs are kept; 0 keeps them for ever. @default 365 */
  readonly logRetentionInDays?: number;
  /** Key for logs and environment variables. @default - keys that AWS owns */
  readonly kmsKeyArn?: string;
  /** Subnets and security groups of the function. @default - no VPC */
  readonly vpcConfig?: {
    readonly subnetIds: string[];
    readonly securityGroupIds: string[];
  };
  /** Permissions boundary of the role. @default - none */
  readonly permissionsBoundaryArn?: string;
  /** IAM path of the role. @default "/" */
  readonly rolePath?: string;
  /** Tags on everything that carries tags. @default - none */
  readonly tags?: { [key: string]: string };
}

/**
 * A Lambda function that Amazon WorkMail may call from the email flow rules of
 * the organizations named, in the Region of the provider: with its role, its
 * log group and its permission.
 *
 * It creates no provider: that is the stack's.
 *
 * @throws UserError that lists every prop that is out of its range
 */
export class WorkMailLambda extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: CloudwatchLogGroup;
  readonly executionRole: ExecutionRole;
  readonly permission: WorkMailPermission;
  readonly region: string;
  /** The ARN that an email flow rule names. */
  readonly emailFlowRuleFunctionArn: string;
  /** The steps that attach the function to a rule, for an administrator. */
  readonly emailFlowRuleInstructions: string;

  constructor(scope: Construct, id: string, props: WorkMailLambdaProps) {
    super(scope, id);
    checkProps(this, props, {
      ...functionSettings,
      region: oneOf(WORKMAIL_REGIONS),
    });
    const functionName = props.functionName ?? DEFAULTS.functionName;
    const organizations = organizationsOf(this, props);
    const tags = { Function: functionName, ...props.tags };

    const account = new DataAwsCallerIdentity(this, "account");
    const region = new DataAwsRegion(this, "region", {
      lifecycle: { postcondition: [regionRule(props.region)] },
    });
    this.region = props.region ?? region.id;

    this.logGroup = new CloudwatchLogGroup(this, "log_group", {
      name: `/aws/lambda/${functionName}`,
      retentionInDays: props.logRetentionInDays ?? DEFAULTS.logRetentionInDays,
      kmsKeyId: props.kmsKeyArn,
      tags,
    });

    this.executionRole = new ExecutionRole(this, "role", {
      roleName: `${functionName}-${this.region}`,
      logGroupArn: this.logGroup.arn,
      path: props.rolePath ?? DEFAULTS.rolePath,
      permissionsBoundaryArn: props.permissionsBoundaryArn,
      kmsKeyArn: props.kmsKeyArn,
      subnetIds: props.vpcConfig?.subnetIds,
      tags,
    });

    this.function = new LambdaFunction(this, "function", {
      functionName,
      description: "Handles the email events of Amazon WorkMail",
      role: this.executionRole.role.arn,
      filename: props.filename,
      sourceCodeHash: props.sourceCodeHash,
      handler: props.handler ?? DEFAULTS.handler,
      runtime: props.runtime ?? DEFAULTS.runtime,
      architectures: [props.architecture ?? DEFAULTS.architecture],
      memorySize: props.memorySizeMb ?? DEFAULTS.memorySizeMb,
      timeout: props.timeoutSeconds ?? DEFAULTS.timeoutSeconds,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      environment: {
        variables: {
          EMAIL_LOG_DETAIL: props.emailLogDetail ?? DEFAULTS.emailLogDetail,
          ...(props.sourceMap === true
            ? { NODE_OPTIONS: "--enable-source-maps" }
            : {}),
          ...props.environmentVariables,
        },
      },
      kmsKeyArn: props.kmsKeyArn,
      vpcConfig: props.vpcConfig,
      tracingConfig: { mode: "Active" },
      loggingConfig: {
        logFormat: "JSON",
        applicationLogLevel: "INFO",
        systemLogLevel: "INFO",
        logGroup: this.logGroup.name,
      },
      tags,
      // Before the first email: else Lambda makes a log group of its own that keeps logs for ever.
      dependsOn: [this.logGroup, ...this.executionRole.policies],
    });

    this.permission = new WorkMailPermission(this, "permission", {
      functionName: this.function.functionName,
      region: this.region,
      accountId: account.accountId,
      organizations,
      sourceAccount: props.sourceAccount,
    });

    this.emailFlowRuleFunctionArn = this.function.arn;
    this.emailFlowRuleInstructions = emailFlowRuleInstructions({
      functionArn: this.emailFlowRuleFunctionArn,
      functionName,
      region: this.region,
      consoleUrls: this.permission.consoleUrlLines,
    });
  }
}

/** Refuses a provider whose Region is not the one meant, or has no WorkMail. */
function regionRule(region: string | undefined) {
  const allowed = region === undefined ? WORKMAIL_REGIONS : [region];
  return {
    condition: `\${contains(${JSON.stringify(allowed)}, self.id)}`,
    errorMessage: `The AWS provider's Region must be ${allowed.join(", ")}: a function must be in the Region of its WorkMail organization; given: \${self.id}.`,
  };
}

function organizationsOf(
  construct: Construct,
  { organizationIds, allowAnyOrganization = false }: WorkMailLambdaProps,
): string[] {
  if ((organizationIds === undefined) !== allowAnyOrganization) {
    throw new UserError(
      `${construct.node.path}: needs 'organizationIds', or 'allowAnyOrganization: true', and not both`,
    );
  }
  return organizationIds ?? [ANY_ORGANIZATION];
}
