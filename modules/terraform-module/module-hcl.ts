import { TerraformResource } from "cdktf";
import { alarmNames } from "../constructs/alarms";
import { DESTINATION_ACTIONS } from "../constructs/destination";
import { NETWORK_ACTIONS } from "../constructs/execution-role";
import { RUNTIME_EXPRESSIONS } from "../constructs/function-runtime";
import { ANY_ORGANIZATION, REGIONS, WORKMAIL_REGIONS } from "../workmail";
import { type Body, Hcl, type NamedExpression } from "./hcl";
import type { TerraformModule } from "./terraform-module";

/** The files of the module, what is in each, and what a reviewer would ask. */

type Named = Readonly<Record<string, Body>>;

/** The module as CDKTF synthesizes it. */
export interface ModuleConfiguration {
  readonly terraform: Readonly<Body>;
  readonly variable: Named;
  readonly locals: Readonly<Body>;
  readonly data: Readonly<Record<string, Named>>;
  readonly resource: Readonly<Record<string, Named>>;
  readonly output: Named;
  readonly moved?: readonly Body[];
}

/** Resources and data sources by file, in the order in which one would explain them. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  "main.tf": [
    "data.aws_caller_identity.account",
    "data.aws_region.region",
    "terraform_data.location",
    "aws_cloudwatch_log_group.log_group",
    "aws_lambda_function.function",
  ],
  "permission.tf": ["aws_lambda_permission.permission"],
  "ses.tf": [
    "aws_lambda_permission.ses_receipt_rule_permission",
    "aws_ses_receipt_rule.ses_receipt_rule",
    "aws_lambda_permission.ses_sending_events_permission",
    "aws_cloudwatch_event_rule.ses_sending_events_rule",
    "aws_cloudwatch_event_target.ses_sending_events_target",
    "aws_sesv2_configuration_set_event_destination.ses_sending_events_destination",
  ],
  "role.tf": ["aws_iam_role.role", "aws_iam_role_policy.role_policy"],
  "failures.tf": ["aws_lambda_function_event_invoke_config.asynchronous_invocation", "aws_sqs_queue.failure_queue"],
  "alarms.tf": [
    "aws_cloudwatch_metric_alarm.alarms_errors",
    "aws_cloudwatch_metric_alarm.alarms_throttles",
    "aws_cloudwatch_metric_alarm.alarms_delivery_failures",
    "aws_cloudwatch_metric_alarm.alarms_dropped_events",
    "aws_cloudwatch_metric_alarm.alarms_failure_queue_messages",
    "aws_cloudwatch_metric_alarm.alarms_failure_queue_age",
    "aws_cloudwatch_metric_alarm.alarms_failed_decisions",
    "aws_sns_topic.alarm_topic",
    "aws_sns_topic_policy.alarm_topic_policy",
    "aws_sns_topic_subscription.alarm_topic_email",
    "aws_kms_key.alarm_topic_key",
  ],
  "content.tf": [
    "aws_s3_bucket.updated_content",
    "aws_s3_bucket_policy.updated_content_policy",
    "aws_s3_bucket_public_access_block.updated_content_public_access_block",
    "aws_s3_bucket_ownership_controls.updated_content_ownership",
    "aws_s3_bucket_server_side_encryption_configuration.updated_content_encryption",
    "aws_s3_bucket_versioning.updated_content_versioning",
    "aws_s3_bucket_lifecycle_configuration.updated_content_lifecycle",
  ],
  "deduplication.tf": ["aws_dynamodb_table.deduplication_table"],
  "alias.tf": ["aws_lambda_alias.live_alias"],
  "dashboard.tf": [
    "aws_cloudwatch_dashboard.dashboard",
    "aws_cloudwatch_query_definition.log_queries_emails_per_hour",
    "aws_cloudwatch_query_definition.log_queries_emails_per_domain",
    "aws_cloudwatch_query_definition.log_queries_failures_by_reason",
    "aws_cloudwatch_query_definition.log_queries_email_by_message_id",
  ],
};

const REGION = "terraform_data.location.input.region";
const ACCOUNT = "terraform_data.location.input.account_id";
const ALIAS_ARN = "one(aws_lambda_alias.live_alias[*].arn)";

function quotedList(texts: readonly string[]): string {
  return texts.map((text) => `"${text}"`).join(", ");
}

function isSet(variable: string): string {
  return `try(nonsensitive(var.${variable} != null), var.${variable} != null)`;
}

const IS_REQUEST = 'var.ses_receipt_rule.invocation_type == "RequestResponse"';
const IS_ANSWERED = `try(nonsensitive(${IS_REQUEST}), ${IS_REQUEST})`;
const SENDS_FAILURES = `(var.failure_queue ? true : ${isSet("on_failure_destination_arn")})`;
const ALARM_ARN = `"arn:aws:cloudwatch:\${${REGION}}:\${${ACCOUNT}}:alarm:\${var.function_name}"`;
const RULES = `(var.email_flow_rules == null ? {"" = {"direction" = "OUTBOUND", "run_synchronously" = false, "rule_timeout_minutes" = null, "fallback_action" = null, "sender_patterns" = ["*"], "destination_patterns" = ["*"]}} : var.email_flow_rules)`;
const DIRECTION = 'rule.direction == "INBOUND" ? "incoming" : "outgoing"';

/** Expressions that would otherwise be repeated. Each can use those before it. */
const NAMES: readonly NamedExpression[] = [
  {
    name: "provider_region",
    code: 'lookup(data.aws_region.region, "region", lookup(data.aws_region.region, "id", null))',
    comment: "data.aws_region has no region in the AWS provider's releases 5.x, and its id is deprecated since 6.47.",
  },
  {
    name: "regions",
    code: `(var.workmail ? [${quotedList(WORKMAIL_REGIONS)}] : [${quotedList(REGIONS)}])`,
    comment: "WorkMail exists in three Regions; without it, the function is where Amazon SES receives email.",
  },
  {
    name: "provider_release",
    code: RUNTIME_EXPRESSIONS.release,
    comment:
      "Major and minor version of the AWS provider: no function of Terraform returns it. The lock file is known at plan even if the module's call has a depends_on.",
  },
  { name: "provider_version", code: RUNTIME_EXPRESSIONS.version },
  {
    name: "default_runtime",
    code: RUNTIME_EXPRESSIONS.initial,
    comment: "Older releases of the AWS provider refuse nodejs24.x.",
  },
  { name: "region", code: REGION },
  { name: "account_id", code: ACCOUNT },
  {
    name: "has_kms_key",
    code: isSet("kms_key_arn"),
    comment:
      "Whether a value is given is not a secret, even if the value is: count and for_each refuse sensitive values. Before Terraform 1.8 nonsensitive is an error for what is not sensitive, hence try.",
  },
  { name: "has_vpc", code: isSet("vpc_config") },
  { name: "has_ses_receipt_rule", code: isSet("ses_receipt_rule") },
  {
    name: "answers_receipt_rule",
    code: `(${isSet("ses_receipt_rule")} ? ${IS_ANSWERED} : false)`,
  },
  { name: "has_ses_sending_events", code: isSet("ses_sending_events") },
  { name: "has_on_failure_destination", code: isSet("on_failure_destination_arn") },
  { name: "has_on_success_destination", code: isSet("on_success_destination_arn") },
  { name: "has_alarm_email", code: isSet("alarm_email") },
  { name: "has_live_version", code: isSet("live_version") },
  { name: "has_s3_bucket", code: isSet("s3_bucket") },
  { name: "has_s3_key", code: isSet("s3_key") },
  { name: "has_s3_object_version", code: isSet("s3_object_version") },
  { name: "has_existing_log_group", code: isSet("log_group_name") },
  { name: "has_existing_role", code: isSet("role_arn") },
  { name: "has_permissions_boundary", code: isSet("permissions_boundary_arn") },
  {
    name: "makes_failure_queue",
    code: `(var.failure_queue ? !${isSet("on_failure_destination_arn")} : false)`,
    comment: "Conditionals, not &&: Terraform evaluates both operands of &&, and the second may be unknown at plan.",
  },
  { name: "creates_role", code: `(var.create_role ? !${isSet("role_arn")} : false)` },
  {
    name: "role_arn",
    code: `${isSet("role_arn")} ? var.role_arn : one(aws_iam_role.role[*].arn)`,
  },
  {
    name: "makes_updated_content_bucket",
    code: `((var.message_content == "REPLACE") ? !${isSet("updated_content_bucket")} : false)`,
  },
  { name: "makes_alarm_topic", code: `(var.alarms ? ${isSet("alarm_email")} : false)` },
  { name: "sends_failures", code: SENDS_FAILURES },
  { name: "sends_records", code: `(${SENDS_FAILURES} ? true : ${isSet("on_success_destination_arn")})` },
  {
    name: "organizations",
    code: `var.workmail ? (var.allow_any_organization ? ["${ANY_ORGANIZATION}"] : coalesce(try(nonsensitive(var.organization_ids), var.organization_ids), [])) : []`,
    comment: "An ID is part of ARNs: no secret, even if it comes from a parameter that Terraform takes for one.",
  },
  { name: "function_arn", code: `"arn:aws:lambda:\${${REGION}}:\${${ACCOUNT}}:function:\${var.function_name}"` },
  { name: "receipt_rule_sets", code: `"arn:aws:ses:\${${REGION}}:\${${ACCOUNT}}:receipt-rule-set"` },
  { name: "alarm_arn", code: ALARM_ARN },
  {
    name: "alarm_arns",
    code: `[${alarmNames("")
      .map((suffix) => `"${ALARM_ARN.slice(1, -1)}${suffix}"`)
      .join(", ")}]`,
  },
  {
    name: "alarm_actions",
    code: "concat(var.alarm_action_arns, compact([one(aws_sns_topic.alarm_topic[*].arn)]))",
  },
  { name: "failure_queue_arn", code: `"arn:aws:sqs:\${${REGION}}:\${${ACCOUNT}}:\${var.function_name}-failures"` },
  {
    name: "destination_actions",
    code: `{${Object.entries(DESTINATION_ACTIONS)
      .map(([service, actions]) => `"${service}" = [${quotedList(actions)}]`)
      .join(", ")}}`,
    comment: "The actions of Lambda at a destination, as the function's role.",
  },
  {
    name: "network_actions",
    code: `[${quotedList(NETWORK_ACTIONS)}]`,
    comment:
      "The actions of Lambda, as the function's role, to connect a function to a VPC. The role's policy denies it to the function's own code.",
  },
  {
    name: "rule_arn",
    code: `coalesce(${ALIAS_ARN}, aws_lambda_function.function.arn)`,
    comment: "The target of the email flow rule.",
  },
  {
    name: "console",
    code: `"https://\${${REGION}}.console.aws.amazon.com/workmail/v2/home?region=\${${REGION}}#/organizations"`,
  },
  {
    name: "console_pages",
    code: `join("\\n", [for id, statement in aws_lambda_permission.permission : "   \${trimsuffix("https://\${${REGION}}.console.aws.amazon.com/workmail/v2/home?region=\${${REGION}}#/organizations/\${id}", "/${ANY_ORGANIZATION}")}"])`,
  },
  {
    name: "log_group_name",
    code: `${isSet("log_group_name")} ? var.log_group_name : one(aws_cloudwatch_log_group.log_group[*].name)`,
  },
  {
    name: "log_group_arns",
    code: `"arn:aws:logs:\${${REGION}}:\${${ACCOUNT}}:log-group"`,
  },
  {
    name: "log_group_arn",
    code: `${isSet("log_group_name")} ? "arn:aws:logs:\${${REGION}}:\${${ACCOUNT}}:log-group:\${var.log_group_name}" : one(aws_cloudwatch_log_group.log_group[*].arn)`,
  },
  { name: "tags", code: `merge({"Function" = var.function_name}, var.tags)` },
  {
    name: "email_flow_rules",
    code: RULES,
    comment: "The rule of a call that names none has an empty name.",
  },
  { name: "directions", code: `sort(distinct([for rule in values(${RULES}) : ${DIRECTION}]))` },
  {
    name: "synchronous_directions",
    code: `sort(distinct([for rule in values(${RULES}) : ${DIRECTION} if rule.run_synchronously]))`,
  },
  {
    name: "updated_content_bucket",
    code: `(${isSet("updated_content_bucket")} ? var.updated_content_bucket : one(aws_s3_bucket.updated_content[*].bucket))`,
  },
];

/** Answers to a reviewer's questions, by address. */
const COMMENTS: Readonly<Record<string, string>> = {
  "terraform_data.location":
    "Remembers Region and account in the state. The role's name and the permission contain them, and Terraform replaces a resource whose name it does not know yet: if the module's call has a depends_on, Terraform may read the data sources above only during apply.",
  "aws_cloudwatch_log_group.log_group": "Lambda would create a log group of its own, which keeps logs forever.",
  "aws_lambda_permission.permission":
    "One statement for each organization. Each has a source ARN: without one, any WorkMail customer's organization could invoke the function (confused deputy).",
  "aws_lambda_permission.permission.lifecycle":
    "Lambda deletes the statements with their function, so they are created again. No create_before_destroy: Terraform would extend it to the function and its role, whose names are fixed. ignore_changes keeps statements that an earlier release created under another ID.",
  "aws_iam_role.role.assume_role_policy":
    "Only Lambda, and only for functions of this account: Lambda accepts no role of another account.",
  "aws_lambda_permission.ses_receipt_rule_permission":
    "The principal of SES is not regional. Only this rule of this account may invoke the function.",
  "aws_ses_receipt_rule.ses_receipt_rule":
    "A rule in a rule set that exists. Never activate a rule set here: only one of an account is active, and WorkMail's inbound email needs its own.",
  "aws_lambda_permission.ses_sending_events_permission": "Only this rule of this account may invoke the function.",
  "aws_iam_role_policy.role_policy.role":
    "The ID, not the name: it is unknown while the role is replaced, so its policy follows.",
  "aws_iam_role_policy.role_policy.policy":
    "Only this function's own log streams, queue, table, and key, and what your inputs name; your own statements come last. Two statements need the resource \"*\": X-Ray has no resources, and Lambda creates network interfaces whose ARNs nobody knows yet. A bucket must belong to this account: its ARN names none, and anybody could create a deleted bucket again. jsonencode and not an aws_iam_policy_document: the plan shows the policy even if a value is unknown, and a depends_on on the module's call does not replace it.",
  "aws_lambda_function_event_invoke_config.asynchronous_invocation":
    "Lambda sends an event that fails to the on-failure destination, with the reason; a dead-letter queue would get only the event.",
  "aws_sqs_queue.failure_queue.policy":
    "Denies everybody whatever does not use TLS; the wildcards allow nothing. Part of the queue and not an aws_sqs_queue_policy, for which the AWS provider would wait as long as for the queue.",
  "aws_s3_bucket.updated_content":
    "WorkMail reads an email's new content from it at once. Objects are deleted after a day, so a destroy may empty the bucket. WorkMail refuses a name with dots.",
  "aws_s3_bucket_policy.updated_content_policy":
    "WorkMail of this Region reads for messages of these organizations only; the wildcard principal is only denied.",
  "aws_s3_bucket_server_side_encryption_configuration.updated_content_encryption":
    "Not with kms_key_arn: whether WorkMail can read objects that a KMS key encrypts is not documented.",
  "aws_s3_bucket_lifecycle_configuration.updated_content_lifecycle":
    "Of an email's content, nothing stays: objects expire after a day, and S3 deletes their versions after another one.",
  "aws_sns_topic_policy.alarm_topic_policy":
    "Only this function's alarms may publish, by name; the wildcard principal is only denied.",
  "aws_kms_key.alarm_topic_key":
    "A key of its own: alarms cannot publish to a topic with the key that AWS manages for SNS, whose policy cannot be changed.",
  "aws_kms_key.alarm_topic_key.policy":
    "In a key's policy the resource \"*\" is this key. As in AWS's default policy, the account's IAM policies decide who manages and uses it: without that statement, nobody could change the key again.",
  "aws_lambda_alias.live_alias.lifecycle": "Lambda deletes the alias with its function.",
  "aws_lambda_function_event_invoke_config.asynchronous_invocation.lifecycle":
    "Lambda deletes the configuration with its function.",
};

/** Returns what CDKTF synthesizes of the module. */
export function moduleConfiguration(module: TerraformModule): ModuleConfiguration {
  module.prepareStack();
  return module.toTerraform() as ModuleConfiguration;
}

/**
 * Returns the module in Terraform's own language, by file.
 *
 * @throws Error for a resource that has no file
 */
export function moduleHcl(module: TerraformModule): Record<string, string> {
  const configuration = moduleConfiguration(module);
  const hcl = new Hcl({ blocks: blockNames(module), comments: COMMENTS, names: NAMES });
  const bodies = bodiesOf(configuration);
  const placed = new Set(Object.values(FILES).flat());
  const unplaced = [...bodies.keys()].filter((address) => !placed.has(address));
  if (unplaced.length > 0) {
    throw new Error(`no file for ${unplaced.join(", ")}`);
  }
  const resources = Object.entries(FILES).map(([file, addresses]): [string, string[]] => [
    file,
    addresses.map((address) => {
      const [data, ...labels] = address.startsWith("data.") ? address.split(".") : ["resource", ...address.split(".")];
      return hcl.block(data!, labels, bodies.get(address)!);
    }),
  ]);
  const files: Record<string, string[]> = {
    "versions.tf": [hcl.block("terraform", [], sourceFirst(configuration.terraform))],
    "variables.tf": blocksOf(hcl, "variable", configuration.variable),
    ...Object.fromEntries(resources),
    "outputs.tf": blocksOf(hcl, "output", configuration.output),
  };
  files["main.tf"] = [
    hcl.locals(configuration.locals),
    ...files["main.tf"]!,
    ...(configuration.moved ?? []).map((moved) => hcl.block("moved", [], moved)),
  ];
  return Object.fromEntries(Object.entries(files).map(([name, blocks]) => [name, blocks.join("\n")]));
}

/** Returns the terraform block with each provider's source before its version, as is usual. */
function sourceFirst(terraform: ModuleConfiguration["terraform"]): Body {
  const providers = Object.entries(terraform.required_providers as Readonly<Record<string, Body>>);
  return {
    ...terraform,
    required_providers: Object.fromEntries(
      providers.map(([name, { source, version }]) => [name, { source: source!, version: version! }]),
    ),
  };
}

function blocksOf(hcl: Hcl, type: string, named: Named): string[] {
  return Object.entries(named).map(([name, body]) => hcl.block(type, [name], body));
}

function bodiesOf({ data, resource }: ModuleConfiguration): Map<string, Body> {
  const entries = (all: Readonly<Record<string, Named>>, prefix: string) =>
    Object.entries(all).flatMap(([type, named]) =>
      Object.entries(named).map(([name, body]): [string, Body] => [`${prefix}${type}.${name}`, body]),
    );
  return new Map([...entries(data, "data."), ...entries(resource, "")]);
}

/** Blocks in blocks of resources, which the bindings do not distinguish from values. */
const BLOCKS_IN_BLOCKS = [
  "abort_incomplete_multipart_upload",
  "apply_server_side_encryption_by_default",
  "event_bridge_destination",
  "expiration",
  "filter",
  "noncurrent_version_expiration",
];

/** The names of nested blocks, from the bindings of the resources. */
function blockNames(module: TerraformModule): ReadonlySet<string> {
  interface Described {
    synthesizeHclAttributes(): Readonly<Record<string, { readonly isBlock?: boolean } | undefined>>;
  }
  const resources = module.node.findAll().filter((node) => TerraformResource.isTerraformResource(node));
  const names = resources.flatMap((resource) =>
    Object.entries((resource as unknown as Described).synthesizeHclAttributes())
      .filter(([, attribute]) => attribute?.isBlock === true)
      .map(([name]) => name),
  );
  return new Set([...names, ...BLOCKS_IN_BLOCKS]);
}
