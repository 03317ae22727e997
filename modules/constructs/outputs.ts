import { TerraformOutput, type TerraformStack } from "cdktf";
import { expression } from "../tokens/expression";
import type { WorkMailLambda } from "./workmail-lambda";

/** The outputs of a deployment, under the names that the module uses, too. */
export const OUTPUTS: readonly {
  readonly name: string;
  readonly description: string;
  readonly value: (lambda: WorkMailLambda) => unknown;
  /** Whether it exists only with WorkMail. @default false */
  readonly isOfWorkMail?: true;
}[] = [
  {
    name: "function_name",
    description: "Name of the function.",
    value: (lambda) => lambda.function.functionName,
  },
  {
    name: "function_arn",
    description: "ARN of the function, unqualified.",
    value: (lambda) => lambda.function.arn,
  },
  {
    name: "region",
    description: "Region of the function, and of what invokes it.",
    value: (lambda) => lambda.region,
  },
  {
    name: "runtime",
    description: "Lambda runtime of the function.",
    value: (lambda) => lambda.runtime,
  },
  {
    name: "runtime_reason",
    description: "Why the function has this runtime.",
    value: (lambda) => lambda.runtimeReason,
  },
  {
    name: "principal",
    description:
      "Service principal as which WorkMail invokes the function; null without WorkMail, as the other outputs about it.",
    value: (lambda) => lambda.permission?.principal,
    isOfWorkMail: true,
  },
  {
    name: "permission_statement_ids",
    description: "IDs of WorkMail's statements in the function's resource policy, in the order of organization_arns.",
    value: (lambda) => lambda.permission?.statementIds,
    isOfWorkMail: true,
  },
  {
    name: "organization_arns",
    description: "ARNs of the organizations that may invoke the function.",
    value: (lambda) => lambda.permission?.organizationArns,
    isOfWorkMail: true,
  },
  {
    name: "ses_receipt_rule_arn",
    description: "ARN of the receipt rule of Amazon SES that may invoke the function; null without it.",
    value: (lambda) => lambda.sesReceiptRuleArn,
  },
  {
    name: "ses_sending_rule_arn",
    description: "ARN of the EventBridge rule that invokes the function for SES sending events; null without it.",
    value: (lambda) => lambda.sesSendingRuleArn,
  },
  {
    name: "role_arn",
    description: "ARN of the execution role, created or existing.",
    value: (lambda) => lambda.roleArn,
  },
  {
    name: "role_name",
    description: "Name of the execution role.",
    value: (lambda) => expression`try(reverse(split("/", ${lambda.roleArn}))[0], null)`,
  },
  {
    name: "account_id",
    description: "Account of the function, and of what invokes it.",
    value: (lambda) => lambda.accountId,
  },
  {
    name: "message_arns",
    description: "ARNs of the messages that the email flow rules hand to the function, for policies of your own.",
    value: (lambda) => lambda.messageArns,
    isOfWorkMail: true,
  },
  {
    name: "updated_content_bucket_name",
    description: "Bucket for content that replaces a message's; null without it.",
    value: (lambda) => lambda.updatedContentBucketName,
  },
  {
    name: "log_group_name",
    description: "Log group of the function.",
    value: (lambda) => lambda.logGroupName,
  },
  {
    name: "failure_queue_url",
    description: "Address of the queue that keeps events that failed every attempt; null without it.",
    value: (lambda) => lambda.failureQueue?.url,
  },
  {
    name: "failure_queue_arn",
    description: "ARN of that queue; null without it.",
    value: (lambda) => lambda.failureQueue?.arn,
  },
  {
    name: "deduplication_table_name",
    description: "Table by which the function recognizes events; null without it.",
    value: (lambda) => lambda.deduplicationTable?.tableName,
  },
  {
    name: "alarm_names",
    description: "Names of the alarms; empty without them.",
    value: (lambda) => lambda.alarms?.names ?? [],
  },
  {
    name: "alarm_topic_arn",
    description: "ARN of the topic that sends alarms to the email address; null without it.",
    value: (lambda) => lambda.alarmTopic?.arn,
  },
  {
    name: "dashboard_name",
    description: "Name of the dashboard; null without it.",
    value: (lambda) => lambda.dashboard?.dashboardName,
  },
  {
    name: "code_sha256",
    description: "Base64 of the deployed zip's SHA-256, which Lambda shows as CodeSha256.",
    // Its code_sha256 is one release behind: the provider does not plan it anew.
    value: (lambda) => lambda.function.sourceCodeHash,
  },
  {
    name: "live_version",
    description: "Version that the alias live names; null without it.",
    value: (lambda) => lambda.liveAlias?.version,
  },
  {
    name: "email_flow_rule_function_arn",
    description: "ARN that the email flow rule names, and that Amazon SES invokes.",
    value: (lambda) => lambda.emailFlowRuleFunctionArn,
  },
  {
    name: "email_flow_rule_console_urls",
    description: "Console page of each organization, by its ID.",
    value: (lambda) => lambda.permission?.consoleUrls,
    isOfWorkMail: true,
  },
  {
    name: "email_flow_rules",
    description: "What to enter for each email flow rule; without a name, the administrator chooses it.",
    value: (lambda) => lambda.emailFlowRules.output,
    isOfWorkMail: true,
  },
  {
    name: "email_flow_rule_instructions",
    description: "The steps that attach the function to each email flow rule, for an administrator: no API can.",
    value: (lambda) => lambda.emailFlowRuleInstructions,
    isOfWorkMail: true,
  },
];

/**
 * Adds every output of a function to the stack. Features that are disabled have no output, because the CDKTF CLI 0.21
 * fails at outputs that are null.
 *
 * @param stack the stack that gets the outputs
 * @param lambda the function
 * @param prefix the beginning of every name, for a stack with several functions
 */
export function addOutputs(stack: TerraformStack, lambda: WorkMailLambda, prefix = "") {
  for (const output of OUTPUTS) {
    const value = output.isOfWorkMail ? ifWorkMail(lambda, output.value(lambda)) : output.value(lambda);
    if (value !== undefined) {
      const { name, description } = output;
      new TerraformOutput(stack, `${prefix}${name}`, { description, value });
    }
  }
}

/** Returns a value with WorkMail, and nothing without it. */
function ifWorkMail({ workMail }: WorkMailLambda, value: unknown): unknown {
  if (typeof workMail === "boolean") {
    return workMail ? value : undefined;
  }
  return expression`(${workMail} ? ${value} : null)`;
}
