import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Fn, Token } from "cdktf";
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
import { Dashboard } from "./dashboard";
import { DeduplicationTable } from "./deduplication-table";
import { firstDestination, grantSending } from "./destination";
import { ExecutionRole } from "./execution-role";
import { FailureQueue } from "./failure-queue";
import { LiveAlias, liveVersionRule } from "./live-alias";
import { Location } from "./location";
import { LogQueries } from "./log-queries";
import { organizationsOf } from "./organizations";
import { isInVpc, putVpcConfig } from "./vpc-config";
import type { WorkMailLambdaProps } from "./workmail-lambda-props";
import { WorkMailPermission } from "./workmail-permission";

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
      inVpc: isInVpc(props.vpcConfig),
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
      ephemeralStorage: { size: props.ephemeralStorageSizeMb ?? DEFAULTS.ephemeralStorageSizeMb },
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
