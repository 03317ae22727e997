import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { DEFAULTS } from "../settings/function-settings";
import type { PropRule } from "../tokens/check-rules";
import { attributeOf, type Condition, countOf, either, isSet, not, when } from "../tokens/condition";
import { expression } from "../tokens/expression";

/** The log group of a function: one that is created, or an existing one. */
export interface LogGroupProps {
  /** Existing log group. @default - one is created */
  readonly logGroupName?: string;
  readonly logGroupClass: string;
  readonly logRetentionInDays: number;
  readonly functionName: string;
  readonly region: string;
  readonly accountId: string;
  readonly kmsKeyArn?: string;
  readonly tags: { readonly [key: string]: string };
}

/** Where a function logs. */
export interface LogGroup {
  /** The resource; undefined for an existing log group. */
  readonly created?: CloudwatchLogGroup;
  readonly name: string;
  readonly arn: string;
}

/** Creates the log group, unless there is one. */
export function logGroupOf(scope: Construct, props: LogGroupProps): LogGroup {
  const { logGroupName: existing, region, accountId } = props;
  const isExisting = isSet(existing);
  const created = when(not(isExisting), (condition) => createLogGroup(scope, condition, props));
  const existingArn = `arn:aws:logs:${region}:${accountId}:log-group:${existing}`;
  if (created === undefined) {
    return { name: existing!, arn: existingArn };
  }
  const name = attributeOf(created, "name");
  const arn = attributeOf(created, "arn");
  return existing === undefined
    ? { created, name, arn }
    : {
        created,
        name: Token.asString(expression`${isExisting} ? ${existing} : ${name}`),
        arn: Token.asString(expression`${isExisting} ? ${existingArn} : ${arn}`),
      };
}

function createLogGroup(scope: Construct, condition: Condition, props: LogGroupProps): CloudwatchLogGroup {
  return new CloudwatchLogGroup(scope, "log_group", {
    count: countOf(condition),
    name: `/aws/lambda/${props.functionName}`,
    logGroupClass: props.logGroupClass,
    retentionInDays: props.logRetentionInDays,
    kmsKeyId: props.kmsKeyArn,
    tags: props.tags,
  });
}

/** Returns the rules that retention and class are for a log group that is created. */
export function logGroupRules({
  logGroupName,
  logGroupClass,
  logRetentionInDays,
}: Pick<LogGroupProps, "logGroupName" | "logGroupClass" | "logRetentionInDays">): PropRule[] {
  return [
    {
      holds: either(
        not(isSet(logGroupName)),
        not(
          either(
            isOther(logGroupClass, DEFAULTS.logGroupClass),
            isOther(logRetentionInDays, DEFAULTS.logRetentionInDays),
          ),
        ),
      ),
      error: "'logGroupClass' and 'logRetentionInDays' are for a log group that is created, not for 'logGroupName'",
      errorAtPlan:
        "log_group_class and log_retention_in_days are for a log group that is created, not for log_group_name.",
    },
  ];
}

function isOther(value: string | number, initial: string | number): Condition {
  return Token.isUnresolved(value) ? expression`${value} != ${initial}` : value !== initial;
}
