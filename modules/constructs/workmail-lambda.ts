import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Fn, type Precondition, Token } from "cdktf";
import { Construct } from "constructs";
import { functionSettings, MEMORY_SIZE_MB } from "../settings/function-settings";
import { oneOf } from "../settings/kinds";
import { checkProps } from "../tokens/check-props";
import { checkRules } from "../tokens/check-rules";
import { both, type Condition, either, isSet, not, when } from "../tokens/condition";
import { expression } from "../tokens/expression";
import { merge } from "../tokens/merge-maps";
import { REGIONS } from "../workmail";
import { AlarmTopic } from "./alarm-topic";
import { alarmNames, Alarms } from "./alarms";
import { AsynchronousInvocation } from "./asynchronous-invocation";
import { byCaller } from "./by-caller";
import { Dashboard } from "./dashboard";
import { DeduplicationTable } from "./deduplication-table";
import { firstDestination, grantSending, grantSendingFailures } from "./destination";
import { type DescribedRules, describeRules, synchronousTimeoutRule } from "./email-flow-rules";
import { createsRole, ExecutionRole, roleArnOf, roleRules } from "./execution-role";
import { FailureQueue } from "./failure-queue";
import { runtimeOf } from "./function-runtime";
import { LiveAlias, liveVersionRules } from "./live-alias";
import { Location } from "./location";
import { logGroupOf, logGroupRules } from "./log-group";
import { LogQueries } from "./log-queries";
import {
  bucketNameOf,
  contentRules,
  createsBucket,
  grantContent,
  messageArns,
  readsContent,
  replacesContent,
  UpdatedContentBucket,
} from "./message-content";
import { type Organizations, organizationsOf } from "./organizations";
import { packageRules } from "./package-rules";
import { grantReadingSecrets, hasStatements, statementsOf, statementsRule, variablesRule } from "./policy-statements";
import { ownDestinationRules, regionRules } from "./region-rules";
import { ReceiptRule } from "./ses-receipt-rule";
import { isAnswered, isGiven, sesRules } from "./ses-rules";
import { SendingEvents } from "./ses-sending-events";
import { isInVpc, putVpcConfig } from "./vpc-config";
import { type WithDefaults, withDefaults } from "./with-defaults";
import type { WorkMailLambdaProps } from "./workmail-lambda-props";
import { WorkMailPermission } from "./workmail-permission";
import { workMailRules } from "./workmail-rules";

type CompleteProps = Omit<WithDefaults<WorkMailLambdaProps>, "memorySizeMb" | "runtime"> &
  Pick<WorkMailLambdaProps, "memorySizeMb" | "runtime">;

/** Values that several parts need. */
interface Common {
  readonly functionName: string;
  readonly region: string;
  readonly accountId: string;
  readonly kmsKeyArn?: string;
  readonly tags: { readonly [key: string]: string };
}

/**
 * A Lambda function that the email flow rules of Amazon WorkMail organizations may invoke, in the Region of the
 * provider, with its role, log group, and permission, a queue for failed events, and alarms.
 *
 * The stack brings the AWS provider. The constructor throws a {@link UserError} that lists every prop that is out of
 * its range. Values that only Terraform knows are checked by the plan.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html
 */
export class WorkMailLambda extends Construct {
  /** The function. */
  readonly function: LambdaFunction;
  /** The log group that is created, `/aws/lambda/` and the function's name; undefined with `logGroupName`. */
  readonly logGroup?: CloudwatchLogGroup;
  /** The name of the log group to which the function writes. */
  readonly logGroupName: string;
  /** The role that is created, with its only policy; undefined with `roleArn`. */
  readonly executionRole?: ExecutionRole;
  /** ARN of the role that the function runs as. */
  readonly roleArn: string;
  /** The statements that let WorkMail invoke the function; undefined with `workMail: false`. */
  readonly permission?: WorkMailPermission;
  /**
   * Whether WorkMail may invoke the function.
   * @internal
   */
  readonly workMail: Condition;
  /** ARN of the receipt rule of Amazon SES; undefined without `sesReceiptRule`. */
  readonly sesReceiptRuleArn?: string;
  /** ARN of the EventBridge rule for events of Amazon SES; undefined without `sesSendingEvents`. */
  readonly sesSendingRuleArn?: string;
  /** The alias that the email flow rule invokes; undefined without `liveAlias`. */
  readonly liveAlias?: LiveAlias;
  /**
   * The queue for events that failed every attempt; undefined with `failureQueue: false` or a destination of your own.
   */
  readonly failureQueue?: FailureQueue;
  /** The table of processed events; undefined without `deduplication`. */
  readonly deduplicationTable?: DeduplicationTable;
  /** The alarms; undefined with `alarms: false`. */
  readonly alarms?: Alarms;
  /** The topic that sends alarms to an email address; undefined without `alarmEmail`. */
  readonly alarmTopic?: AlarmTopic;
  /** The dashboard; undefined without `dashboard`. */
  readonly dashboard?: Dashboard;
  /** The runtime of the function. */
  readonly runtime: string;
  /** Why the function has this runtime. */
  readonly runtimeReason: string;
  /** The Region of the function. */
  readonly region: string;
  /**
   * The effects of the email flow rules on the deployment.
   * @internal
   */
  readonly emailFlowRules: DescribedRules;
  /** ARNs of the messages that the email flow rules hand to the function. */
  readonly messageArns: string[];
  /** Name of the bucket for replaced content; undefined without. */
  readonly updatedContentBucketName?: string;
  /** Account of the function. */
  readonly accountId: string;
  /** The ARN to select in the email flow rule, and that Amazon SES invokes: that of the alias, or of the function. */
  readonly emailFlowRuleFunctionArn: string;
  /**
   * The steps with which an administrator attaches the function to a rule, because AWS has no API for it; undefined
   * with `workMail: false`.
   */
  readonly emailFlowRuleInstructions?: string;

  constructor(scope: Construct, id: string, props: WorkMailLambdaProps) {
    super(scope, id);
    checkProps(this, props, { ...functionSettings, region: oneOf(REGIONS) });
    // Their defaults depend on the content that the function may read, and on the AWS provider.
    const settings = { ...withDefaults(props), memorySizeMb: props.memorySizeMb, runtime: props.runtime };
    const { functionName, liveAlias, workMail } = settings;
    this.workMail = workMail;
    const organizations = organizationsOf(this, settings);
    this.emailFlowRules = describeRules(settings.emailFlowRules);

    const { region, accountId } = new Location(this, "location", { region: settings.region, workMail });
    const rules = this.#rules(settings, organizations, { functionName, region, accountId });
    const tags = merge({ Function: functionName }, settings.tags);
    const common = { functionName, region, accountId, kmsKeyArn: settings.kmsKeyArn, tags };

    this.region = region;
    ({ runtime: this.runtime, reason: this.runtimeReason } = runtimeOf(settings.runtime));
    const logGroup = logGroupOf(this, { ...settings, ...common });
    this.logGroup = logGroup.created;
    this.logGroupName = logGroup.name;
    this.accountId = accountId;
    this.messageArns = messageArns(region, accountId, organizations.ids, this.emailFlowRules.directions);
    this.updatedContentBucketName = this.#bucketName(settings, common, organizations);
    this.failureQueue = when(
      both(settings.failureQueue, not(isSet(settings.onFailureDestinationArn))),
      (when) => new FailureQueue(this, "failure_queue", { when, ...common }),
    );
    this.deduplicationTable = when(
      settings.deduplication,
      (when) =>
        new DeduplicationTable(this, "deduplication_table", {
          when,
          ...common,
          windowSeconds: settings.deduplicationWindowSeconds,
          pointInTimeRecovery: settings.deduplicationPointInTimeRecovery,
        }),
    );

    this.executionRole = when(createsRole(settings), (when) =>
      this.#role(when, settings, logGroup.arn, { ...common, organizations: organizations.ids }),
    );
    this.roleArn = roleArnOf(settings, this.executionRole);
    this.function = this.#function(settings, { ...common, organizations: organizations.ids }, rules);
    this.liveAlias = when(
      liveAlias,
      (when) =>
        new LiveAlias(this, "live_alias", {
          ...{ when, workMail, function: this.function },
          liveVersion: settings.liveVersion,
          newVersionWeight: settings.newVersionWeight,
        }),
    );
    this.#invokeAsynchronously(settings);
    this.permission = when(
      workMail,
      () =>
        new WorkMailPermission(this, "permission", {
          function: this.function,
          qualifier: this.liveAlias?.qualifier,
          region,
          accountId,
          organizations: organizations.ids,
          sourceAccount: settings.sourceAccount,
        }),
    );

    const ses = this.#sourcesInSes(settings, common);
    this.sesReceiptRuleArn = ses.receiptRule?.arn;
    this.sesSendingRuleArn = ses.sendingEvents?.ruleArn;

    this.alarmTopic = this.#alarmTopic(settings, common);
    this.alarms = this.#alarms(settings, common);
    this.dashboard = this.#dashboard(settings);
    when(
      settings.logQueries,
      (when) => new LogQueries(this, "log_queries", { when, functionName, logGroupName: this.logGroupName }),
    );

    this.emailFlowRuleFunctionArn = firstArn(this.liveAlias?.arn, this.function.arn);
    this.emailFlowRuleInstructions =
      this.permission &&
      this.emailFlowRules.instructions({
        functionArn: this.emailFlowRuleFunctionArn,
        functionName,
        region,
        logGroupName: settings.logGroupName === undefined ? undefined : this.logGroupName,
        consoleUrls: this.permission.consoleUrlLines,
      });
  }

  /** Returns what must hold between props. */
  #rules(
    settings: CompleteProps,
    organizations: Organizations,
    { functionName, region, accountId }: Pick<Common, "functionName" | "region" | "accountId">,
  ) {
    return [
      organizations.precondition,
      ...checkRules(this, [
        ...liveVersionRules(settings.liveAlias, settings),
        synchronousTimeoutRule(this.emailFlowRules.isAnySynchronous, settings.timeoutSeconds),
        ...workMailRules(settings),
        ...sesRules(settings, this.emailFlowRules.isAnySynchronous),
        ...contentRules(settings, this.emailFlowRules.isAnySynchronous),
        variablesRule(settings.environmentVariables, settings.secretArns),
        statementsRule(settings.policyStatements, createsRole(settings)),
        ...roleRules(settings, accountId),
        ...logGroupRules(settings),
        ...packageRules(settings),
        ...regionRules(settings, region),
        ...ownDestinationRules(settings, functionArnOf({ functionName, region, accountId })),
      ]),
    ];
  }

  /** Returns the bucket for replaced content, and creates it unless you bring your own. */
  #bucketName(
    settings: CompleteProps,
    { region, accountId, tags }: Common,
    organizations: Organizations,
  ): string | undefined {
    const created = when(
      createsBucket(settings),
      (when) =>
        new UpdatedContentBucket(this, "updated_content", {
          when,
          region,
          accountId,
          organizations: organizations.ids,
          tags,
        }),
    );
    return bucketNameOf(settings, created);
  }

  /** Creates the role, which may do what the other parts need. */
  #role(
    when: Condition,
    settings: CompleteProps,
    logGroupArn: string,
    { functionName, region, accountId, kmsKeyArn, organizations, tags }: Common & { readonly organizations: string[] },
  ): ExecutionRole {
    const { grants, more } = statementsOf(settings.policyStatements);
    const replaced = messageArns(region, accountId, organizations, this.emailFlowRules.synchronousDirections);
    return new ExecutionRole(this, "role", {
      when,
      roleName: `${functionName}-${region}`,
      functionArn: functionArnOf({ functionName, region, accountId }),
      region,
      logGroupArn,
      path: settings.rolePath,
      permissionsBoundaryArn: settings.permissionsBoundaryArn,
      kmsKeyArn,
      workMail: settings.workMail,
      inVpc: isInVpc(settings.vpcConfig),
      grants: [
        ...(this.failureQueue?.grants ?? []),
        ...grantSendingFailures(settings.onFailureDestinationArn, accountId),
        grantSending("SendResults", settings.onSuccessDestinationArn),
        ...(this.deduplicationTable?.grants ?? []),
        ...grantContent(settings, {
          read: this.messageArns,
          replaced,
          bucketName: this.updatedContentBucketName,
          accountId,
        }),
        ...grantReadingSecrets(settings.secretArns),
        ...grants,
      ],
      moreStatements: more,
      tags,
    });
  }

  /** @param rules what Terraform checks before it creates or changes the function */
  #function(
    settings: CompleteProps,
    { functionName, kmsKeyArn, organizations, tags }: Common & { readonly organizations: string[] },
    rules: readonly (Precondition | undefined)[],
  ): LambdaFunction {
    const precondition = rules.filter((rule) => rule !== undefined);
    const lambda = new LambdaFunction(this, "function", {
      functionName,
      description: descriptionOf(settings),
      role: this.roleArn,
      filename: settings.filename,
      s3Bucket: settings.s3Bucket,
      s3Key: settings.s3Key,
      s3ObjectVersion: settings.s3ObjectVersion,
      sourceCodeHash: settings.sourceCodeHash,
      handler: settings.handler,
      runtime: this.runtime,
      publish: settings.liveAlias,
      architectures: [settings.architecture],
      layers: settings.layers,
      memorySize: memorySizeOf(settings),
      ephemeralStorage: { size: settings.ephemeralStorageSizeMb },
      timeout: settings.timeoutSeconds,
      reservedConcurrentExecutions: settings.reservedConcurrentExecutions,
      environment: {
        variables: merge(
          {
            EMAIL_LOG_DETAIL: settings.emailLogDetail,
            ...(settings.sourceMap ? { NODE_OPTIONS: "--enable-source-maps" } : {}),
          },
          this.deduplicationTable?.environment,
          variablesWhen(knowsOrganizations(settings), () => ({
            WORKMAIL_ORGANIZATION_IDS: joined(organizations),
          })),
          variablesWhen(isSet(settings.organizationDomains), () => ({
            ORGANIZATION_DOMAINS: joined(settings.organizationDomains!),
          })),
          variablesWhen(replacesContent(settings), () => ({ UPDATED_CONTENT_BUCKET: this.updatedContentBucketName! })),
          settings.secretArns,
          settings.environmentVariables,
        ),
      },
      kmsKeyArn,
      codeSigningConfigArn: settings.codeSigningConfigArn,
      tracingConfig: { mode: settings.tracingMode },
      loggingConfig: {
        logFormat: "JSON",
        applicationLogLevel: settings.applicationLogLevel,
        systemLogLevel: settings.systemLogLevel,
        logGroup: this.logGroupName,
      },
      tags,
      // Before the first email: otherwise Lambda creates its own log group, which keeps logs forever.
      dependsOn: [...(this.logGroup === undefined ? [] : [this.logGroup]), ...this.#rolePolicy()],
      lifecycle: precondition.length > 0 ? { precondition } : undefined,
    });
    if (settings.vpcConfig !== undefined) {
      putVpcConfig(lambda, settings.vpcConfig);
    }
    return lambda;
  }

  /** Sets how Lambda retries events, and where it sends them afterwards. */
  #invokeAsynchronously(settings: CompleteProps): void {
    const { onFailureDestinationArn, onSuccessDestinationArn } = settings;
    new AsynchronousInvocation(this, "asynchronous_invocation", {
      function: this.function,
      qualifier: this.liveAlias?.qualifier,
      maximumRetryAttempts: settings.maximumRetryAttempts,
      maximumEventAgeSeconds: settings.maximumEventAgeSeconds,
      onFailure: firstDestination(
        { when: isSet(onFailureDestinationArn), arn: onFailureDestinationArn },
        { when: settings.failureQueue, arn: this.failureQueue?.arn },
      ),
      onSuccess: { when: isSet(onSuccessDestinationArn), arn: onSuccessDestinationArn },
      dependsOn: this.#rolePolicy(),
    });
  }

  /** Lets the sources in Amazon SES call what the email flow rule calls. */
  #sourcesInSes({ sesReceiptRule, sesSendingEvents, functionName: ruleName }: CompleteProps, common: Common) {
    const target = {
      function: this.function,
      qualifier: this.liveAlias?.qualifier,
      functionArn: firstArn(this.liveAlias?.arn, this.function.arn),
      ...common,
    };
    return {
      receiptRule: when(
        isGiven(sesReceiptRule),
        (when) => new ReceiptRule(this, "ses_receipt_rule", { when, ...target, ruleName, rule: sesReceiptRule! }),
      ),
      sendingEvents: when(
        isGiven(sesSendingEvents),
        (when) => new SendingEvents(this, "ses_sending_events", { when, ...target, events: sesSendingEvents! }),
      ),
    };
  }

  /** Returns whether something waits for an answer of the function. */
  #isSynchronous(sesReceiptRule: CompleteProps["sesReceiptRule"]): Condition {
    return either(this.emailFlowRules.isAnySynchronous, isAnswered(sesReceiptRule));
  }

  /** Returns what must exist before Lambda uses the role; nothing for an existing one. */
  #rolePolicy(): IamRolePolicy[] {
    return this.executionRole === undefined ? [] : [this.executionRole.policy];
  }

  #alarmTopic({ alarms, alarmEmail }: CompleteProps, common: Common): AlarmTopic | undefined {
    return when(
      both(alarms, isSet(alarmEmail)),
      (when) =>
        new AlarmTopic(this, "alarm_topic", {
          when,
          ...common,
          alarmNames: alarmNames(common.functionName),
          email: alarmEmail!,
        }),
    );
  }

  #alarms(
    { alarms, alarmActionArns, sesReceiptRule }: CompleteProps,
    { functionName, tags }: Common,
  ): Alarms | undefined {
    return when(
      alarms,
      (when) =>
        new Alarms(this, "alarms", {
          when,
          functionName,
          isSynchronous: this.#isSynchronous(sesReceiptRule),
          failureQueue: this.failureQueue,
          actionArns: alarmActionArns,
          alarmTopic: this.alarmTopic,
          tags,
        }),
    );
  }

  #dashboard({ dashboard, dashboardFunctions, functionName, sesReceiptRule }: CompleteProps): Dashboard | undefined {
    const { region } = this;
    return when(
      dashboard,
      (when) =>
        new Dashboard(this, "dashboard", {
          when,
          dashboardName: `${functionName}-${region}`,
          functions: dashboardFunctions ?? [
            { functionName, region, isSynchronous: this.#isSynchronous(sesReceiptRule) },
          ],
        }),
    );
  }
}

function functionArnOf({ functionName, region, accountId }: Pick<Common, "functionName" | "region" | "accountId">) {
  return `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
}

/** Returns the description that is set, or what says who calls the function. */
function descriptionOf({ description: given, workMail }: CompleteProps): string {
  const initial = byCaller(
    workMail,
    "Handles the email events of Amazon WorkMail",
    "Handles the email events of Amazon SES",
  );
  return Token.isUnresolved(given) ? Token.asString(expression`coalesce(${given}, ${initial})`) : (given ?? initial);
}

/** Returns the memory that is set, or what suits the content that the function may read. */
function memorySizeOf(settings: CompleteProps): number {
  const { memorySizeMb: given } = settings;
  const { initial: plain, withContent } = MEMORY_SIZE_MB;
  const reads = readsContent(settings);
  if (given !== undefined && !Token.isUnresolved(given)) {
    return given;
  }
  const initial =
    typeof reads === "boolean" ? (reads ? withContent : plain) : expression`(${reads} ? ${withContent} : ${plain})`;
  return given === undefined && typeof initial === "number"
    ? initial
    : Token.asNumber(given === undefined ? initial : expression`coalesce(${given}, ${initial})`);
}

/** Returns whether the function gets the IDs of its organizations: only if it does more than the default rule needs. */
function knowsOrganizations(settings: CompleteProps): Condition {
  const { emailFlowRules, policyStatements, allowAnyOrganization, workMail } = settings;
  const hasRules = Token.isUnresolved(emailFlowRules)
    ? expression`${emailFlowRules} != null`
    : emailFlowRules !== undefined;
  return both(
    both(workMail, not(allowAnyOrganization)),
    either(hasRules, either(readsContent(settings), hasStatements(policyStatements))),
  );
}

function joined(values: string[]): string {
  return Token.isUnresolved(values) ? Token.asString(expression`join(",", ${values})`) : values.join(",");
}

/** Returns environment variables under a condition. */
function variablesWhen(condition: Condition, variables: () => { [name: string]: string }): { [name: string]: string } {
  if (condition === false) {
    return {};
  }
  return condition === true ? variables() : Token.asStringMap(expression`(${condition} ? ${variables()} : {})`);
}

/** The alias if there is one, otherwise the function. */
function firstArn(alias: string | undefined, lambda: string): string {
  return alias === undefined ? lambda : Token.asString(Fn.coalesce([alias, lambda]));
}
