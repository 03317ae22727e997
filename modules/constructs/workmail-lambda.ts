import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Fn, type IResolvable, Token } from "cdktf";
import { Construct } from "constructs";
import { emailFlowRuleInstructions } from "../email-flow-rule";
import { DEFAULTS, functionSettings } from "../settings/function-settings";
import { oneOf } from "../settings/kinds";
import { checkProps } from "../tokens/check-props";
import { both, isSet, not, when } from "../tokens/condition";
import { merge } from "../tokens/merge-maps";
import { WORKMAIL_REGIONS } from "../workmail";
import { AlarmTopic } from "./alarm-topic";
import { alarmNames, Alarms } from "./alarms";
import { AsynchronousInvocation } from "./asynchronous-invocation";
import { Dashboard, type DashboardFunction } from "./dashboard";
import { DeduplicationTable } from "./deduplication-table";
import { firstDestination, grantSending } from "./destination";
import { ExecutionRole } from "./execution-role";
import { FailureQueue } from "./failure-queue";
import { LiveAlias, liveVersionRule } from "./live-alias";
import { Location } from "./location";
import { LogQueries } from "./log-queries";
import { organizationsOf } from "./organizations";
import { putVpcConfig, subnetIdsOf, type VpcConfigValue } from "./vpc-config";
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
  readonly allowAnyOrganization?: boolean | IResolvable;
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

  /** How often an event that failed is tried again, 0 to 2. @default 2 */
  readonly maximumRetryAttempts?: number;
  /** How long an event waits for the function in seconds, 60 to 21600. @default 21600 */
  readonly maximumEventAgeSeconds?: number;
  /** Keep events that failed every attempt in a queue, for 14 days. @default true */
  readonly failureQueue?: boolean | IResolvable;
  /**
   * Where events go that failed every attempt: a standard SQS queue or SNS
   * topic, an EventBridge bus, a Lambda function or an S3 bucket.
   * @default - the failure queue
   */
  readonly onFailureDestinationArn?: string;
  /**
   * Where Lambda sends events and results: an EventBridge bus, a standard SNS
   * topic or SQS queue, or a Lambda function.
   * @default - nowhere
   */
  readonly onSuccessDestinationArn?: string;

  /** Make alarms for what fails, waits or gets lost. @default true */
  readonly alarms?: boolean | IResolvable;
  /** SNS topics that the alarms notify. @default - none */
  readonly alarmActionArns?: string[];
  /** Address that the alarms notify, through a topic made for it. @default - none */
  readonly alarmEmail?: string;
  /** Make a dashboard. @default false */
  readonly dashboard?: boolean | IResolvable;
  /** What the dashboard shows. @default - this function alone */
  readonly dashboardFunctions?: readonly DashboardFunction[];
  /** Save queries for the logs. @default true */
  readonly logQueries?: boolean | IResolvable;

  /** Make a table by which a handler recognizes events. @default false */
  readonly deduplication?: boolean | IResolvable;
  /** How long an event is recognized in seconds, 60 to 1209600. @default 86400 */
  readonly deduplicationWindowSeconds?: number;
  /** Back the table up continuously. @default false */
  readonly deduplicationPointInTimeRecovery?: boolean | IResolvable;

  /**
   * Publish versions, and let the rule call the alias `live` and nothing else.
   * @default false
   */
  readonly liveAlias?: boolean | IResolvable;
  /** Version that the alias stays at. @default - the newest */
  readonly liveVersion?: string;
  /** Share of the events that the newest version gets beside liveVersion, 0 to 1. @default 0 */
  readonly newVersionWeight?: number;

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
  /** Key for logs, environment variables, queue and table. @default - keys that AWS owns */
  readonly kmsKeyArn?: string;
  /** Subnets and security groups of the function. @default - no VPC */
  readonly vpcConfig?: VpcConfigValue;
  /** Code signing configuration that the artifact must satisfy. @default - none */
  readonly codeSigningConfigArn?: string;
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
 * log group and its permission, a queue for events that fail, and alarms.
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
  /** What the email flow rule calls, where it is not the function itself. */
  readonly liveAlias?: LiveAlias;
  readonly failureQueue?: FailureQueue;
  readonly deduplicationTable?: DeduplicationTable;
  readonly alarms?: Alarms;
  readonly alarmTopic?: AlarmTopic;
  readonly dashboard?: Dashboard;
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
    const publish = props.liveAlias ?? DEFAULTS.liveAlias;
    const preconditions = [organizations.precondition, liveVersionRule(this, publish, props.liveVersion)].filter(
      (rule) => rule !== undefined,
    );
    const tags = merge({ Function: functionName }, props.tags);

    const { region, accountId } = new Location(this, "location", { region: props.region });
    this.region = region;
    const functionArn = `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;

    this.logGroup = new CloudwatchLogGroup(this, "log_group", {
      name: `/aws/lambda/${functionName}`,
      retentionInDays: props.logRetentionInDays ?? DEFAULTS.logRetentionInDays,
      kmsKeyId: props.kmsKeyArn,
      tags,
    });

    const place = { region, accountId };
    const { onFailureDestinationArn, onSuccessDestinationArn } = props;
    const keepsFailures = props.failureQueue ?? DEFAULTS.failureQueue;
    this.failureQueue = when(
      both(keepsFailures, not(isSet(onFailureDestinationArn))),
      (when) =>
        new FailureQueue(this, "failure_queue", {
          when,
          functionName,
          ...place,
          kmsKeyArn: props.kmsKeyArn,
          tags,
        }),
    );
    this.deduplicationTable = when(
      props.deduplication ?? DEFAULTS.deduplication,
      (when) =>
        new DeduplicationTable(this, "deduplication_table", {
          when,
          functionName,
          ...place,
          kmsKeyArn: props.kmsKeyArn,
          windowSeconds: props.deduplicationWindowSeconds ?? DEFAULTS.deduplicationWindowSeconds,
          pointInTimeRecovery: props.deduplicationPointInTimeRecovery ?? DEFAULTS.deduplicationPointInTimeRecovery,
          tags,
        }),
    );

    this.executionRole = new ExecutionRole(this, "role", {
      roleName: `${functionName}-${region}`,
      functionArn,
      region,
      logGroupArn: this.logGroup.arn,
      path: props.rolePath ?? DEFAULTS.rolePath,
      permissionsBoundaryArn: props.permissionsBoundaryArn,
      kmsKeyArn: props.kmsKeyArn,
      subnetIds: props.vpcConfig && subnetIdsOf(props.vpcConfig),
      grants: [
        ...(this.failureQueue?.grants ?? []),
        grantSending("SendFailures", onFailureDestinationArn),
        grantSending("SendResults", onSuccessDestinationArn),
        ...(this.deduplicationTable?.grants ?? []),
      ],
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
      publish,
      architectures: [props.architecture ?? DEFAULTS.architecture],
      memorySize: props.memorySizeMb ?? DEFAULTS.memorySizeMb,
      timeout: props.timeoutSeconds ?? DEFAULTS.timeoutSeconds,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      environment: {
        variables: merge(
          {
            EMAIL_LOG_DETAIL: props.emailLogDetail ?? DEFAULTS.emailLogDetail,
            ...(props.sourceMap === true ? { NODE_OPTIONS: "--enable-source-maps" } : {}),
          },
          this.deduplicationTable?.environment,
          props.environmentVariables,
        ),
      },
      kmsKeyArn: props.kmsKeyArn,
      codeSigningConfigArn: props.codeSigningConfigArn,
      tracingConfig: { mode: "Active" },
      loggingConfig: {
        logFormat: "JSON",
        applicationLogLevel: "INFO",
        systemLogLevel: "INFO",
        logGroup: this.logGroup.name,
      },
      tags,
      // Before the first email: else Lambda makes a log group of its own that keeps logs for ever.
      dependsOn: [this.logGroup, this.executionRole.policy],
      lifecycle: preconditions.length > 0 ? { precondition: preconditions } : undefined,
    });
    if (props.vpcConfig !== undefined) {
      putVpcConfig(this.function, props.vpcConfig);
    }

    this.liveAlias = when(
      publish,
      (when) =>
        new LiveAlias(this, "live_alias", {
          when,
          function: this.function,
          liveVersion: props.liveVersion,
          newVersionWeight: props.newVersionWeight ?? DEFAULTS.newVersionWeight,
        }),
    );
    // What the rule calls, and so what everything below is about.
    const qualifier = this.liveAlias?.qualifier;

    new AsynchronousInvocation(this, "asynchronous_invocation", {
      function: this.function,
      qualifier,
      maximumRetryAttempts: props.maximumRetryAttempts ?? DEFAULTS.maximumRetryAttempts,
      maximumEventAgeSeconds: props.maximumEventAgeSeconds ?? DEFAULTS.maximumEventAgeSeconds,
      onFailure: firstDestination(
        { when: isSet(onFailureDestinationArn), arn: onFailureDestinationArn },
        { when: keepsFailures, arn: this.failureQueue?.arn },
      ),
      onSuccess: {
        when: isSet(onSuccessDestinationArn),
        arn: onSuccessDestinationArn,
      },
      dependsOn: [this.executionRole.policy],
    });

    this.permission = new WorkMailPermission(this, "permission", {
      function: this.function,
      qualifier,
      ...place,
      organizations: organizations.ids,
      sourceAccount: props.sourceAccount,
    });

    const alarms = props.alarms ?? DEFAULTS.alarms;
    const { alarmActionArns = [...DEFAULTS.alarmActionArns], alarmEmail } = props;
    this.alarmTopic = when(
      both(alarms, isSet(alarmEmail)),
      (when) =>
        new AlarmTopic(this, "alarm_topic", {
          when,
          functionName,
          alarmNames: alarmNames(functionName),
          ...place,
          email: alarmEmail!,
          tags,
        }),
    );
    this.alarms = when(
      alarms,
      (when) =>
        new Alarms(this, "alarms", {
          when,
          functionName,
          failureQueue: this.failureQueue,
          region: this.region,
          actionArns: alarmActionArns,
          alarmTopic: this.alarmTopic,
          tags,
        }),
    );
    this.dashboard = when(
      props.dashboard ?? DEFAULTS.dashboard,
      (when) =>
        new Dashboard(this, "dashboard", {
          when,
          dashboardName: `${functionName}-${this.region}`,
          functions: props.dashboardFunctions ?? [{ functionName, region: this.region }],
        }),
    );
    when(
      props.logQueries ?? DEFAULTS.logQueries,
      (when) =>
        new LogQueries(this, "log_queries", {
          when,
          functionName,
          logGroupName: this.logGroup.name,
        }),
    );

    this.emailFlowRuleFunctionArn = firstArn(this.liveAlias?.arn, this.function.arn);
    this.emailFlowRuleInstructions = emailFlowRuleInstructions({
      functionArn: this.emailFlowRuleFunctionArn,
      functionName,
      region: this.region,
      consoleUrls: this.permission.consoleUrlLines,
    });
  }
}

/** The alias where there is one, or else the function. */
function firstArn(alias: string | undefined, lambda: string): string {
  return alias === undefined ? lambda : Token.asString(Fn.coalesce([alias, lambda]));
}
