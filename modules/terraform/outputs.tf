output "function_name" {
  description = "Name of the function."
  value       = aws_lambda_function.function.function_name
}

output "function_arn" {
  description = "ARN of the function, unqualified."
  value       = aws_lambda_function.function.arn
}

output "region" {
  description = "Region of the function, and of what invokes it."
  value       = local.region
}

output "runtime" {
  description = "Lambda runtime of the function."
  value       = coalesce(var.runtime, local.default_runtime)
}

output "runtime_reason" {
  description = "Why the function has this runtime."
  value = (
    try(
      nonsensitive(var.runtime != null),
      var.runtime != null,
    ) ? "runtime is set" : "nodejs24.x needs the AWS provider 6.19; .terraform.lock.hcl has ${local.provider_version}"
  )
}

output "principal" {
  description = <<-EOT
    Service principal as which WorkMail invokes the function; null without WorkMail, as the other outputs about it.
  EOT
  value       = var.workmail ? "workmail.${local.region}.amazonaws.com" : null
}

output "permission_statement_ids" {
  description = "IDs of WorkMail's statements in the function's resource policy, in the order of organization_arns."
  value       = var.workmail ? [for statement in aws_lambda_permission.permission : statement.statement_id] : null
}

output "organization_arns" {
  description = "ARNs of the organizations that may invoke the function."
  value       = var.workmail ? [for statement in aws_lambda_permission.permission : statement.source_arn] : null
}

output "ses_receipt_rule_arn" {
  description = "ARN of the receipt rule of Amazon SES that may invoke the function; null without it."
  value       = one(aws_lambda_permission.ses_receipt_rule_permission[*].source_arn)
}

output "ses_sending_rule_arn" {
  description = "ARN of the EventBridge rule that invokes the function for SES sending events; null without it."
  value       = one(aws_lambda_permission.ses_sending_events_permission[*].source_arn)
}

output "role_arn" {
  description = "ARN of the execution role, created or existing."
  value       = local.role_arn
}

output "role_name" {
  description = "Name of the execution role."
  value       = try(reverse(split("/", local.role_arn))[0], null)
}

output "account_id" {
  description = "Account of the function, and of what invokes it."
  value       = local.account_id
}

output "message_arns" {
  description = "ARNs of the messages that the email flow rules hand to the function, for policies of your own."
  value = (
    var.workmail ? flatten([
      for id in local.organizations :
      [
        for direction in local.directions :
        "arn:aws:workmailmessageflow:${local.region}:${local.account_id}:message/${id}/${direction}/*"
      ]
    ]) : null
  )
}

output "updated_content_bucket_name" {
  description = "Bucket for content that replaces a message's; null without it."
  value       = local.updated_content_bucket
}

output "log_group_name" {
  description = "Log group of the function."
  value       = local.log_group_name
}

output "failure_queue_url" {
  description = "Address of the queue that keeps events that failed every attempt; null without it."
  value       = one(aws_sqs_queue.failure_queue[*].url)
}

output "failure_queue_arn" {
  description = "ARN of that queue; null without it."
  value       = one(aws_sqs_queue.failure_queue[*].arn)
}

output "deduplication_table_name" {
  description = "Table by which the function recognizes events; null without it."
  value       = one(aws_dynamodb_table.deduplication_table[*].name)
}

output "alarm_names" {
  description = "Names of the alarms; empty without them."
  value = flatten([
    aws_cloudwatch_metric_alarm.alarms_errors[*].alarm_name,
    aws_cloudwatch_metric_alarm.alarms_throttles[*].alarm_name,
    aws_cloudwatch_metric_alarm.alarms_delivery_failures[*].alarm_name,
    aws_cloudwatch_metric_alarm.alarms_dropped_events[*].alarm_name,
    aws_cloudwatch_metric_alarm.alarms_failure_queue_messages[*].alarm_name,
    aws_cloudwatch_metric_alarm.alarms_failure_queue_age[*].alarm_name,
    aws_cloudwatch_metric_alarm.alarms_failed_decisions[*].alarm_name,
  ])
}

output "alarm_topic_arn" {
  description = "ARN of the topic that sends alarms to the email address; null without it."
  value       = one(aws_sns_topic.alarm_topic[*].arn)
}

output "dashboard_name" {
  description = "Name of the dashboard; null without it."
  value       = one(aws_cloudwatch_dashboard.dashboard[*].dashboard_name)
}

output "code_sha256" {
  description = "Base64 of the deployed zip's SHA-256, which Lambda shows as CodeSha256."
  value       = aws_lambda_function.function.source_code_hash
}

output "live_version" {
  description = "Version that the alias live names; null without it."
  value       = one(aws_lambda_alias.live_alias[*].function_version)
}

output "email_flow_rule_function_arn" {
  description = "ARN that the email flow rule names, and that Amazon SES invokes."
  value       = local.rule_arn
}

output "email_flow_rule_console_urls" {
  description = "Console page of each organization, by its ID."
  value = (
    var.workmail ? {
      for id, statement in aws_lambda_permission.permission :
      id => trimsuffix("${local.console}/${id}", "/*")
    } : null
  )
}

output "email_flow_rules" {
  description = "What to enter for each email flow rule; without a name, the administrator chooses it."
  value = (
    var.workmail ? [for name, rule in local.email_flow_rules : merge({ name = name == "" ? null : name }, rule)] : null
  )
}

output "email_flow_rule_instructions" {
  description = "The steps that attach the function to each email flow rule, for an administrator: no API can."
  value = (
    var.workmail ? join(
      "\n",
      flatten([
        for name, rule in local.email_flow_rules :
        [
          (
            name != "" ? [
              "Attach ${var.function_name} to the email flow rule ${name} (${local.region})",
            ] : ["Attach ${var.function_name} to an outbound email flow rule (${local.region})"]
          ),
          "",
          "1. Sign in to the AWS account of the function and open the organization:",
          local.console_pages,
          (
            rule.direction == "INBOUND" ? ["2. Choose Organization settings, the tab Inbound rules, then Create."] : [
              "2. Choose Organization settings, the tab Outbound rules, then Create.",
            ]
          ),
          (
            name != "" ? ["3. Enter the rule name ${name}. As action choose Run Lambda, and as"] : [
              "3. Enter a rule name that no other rule has. As action choose Run Lambda, and as",
            ]
          ),
          "   function ${var.function_name}:",
          "   ${local.rule_arn}",
          (
            rule.run_synchronously ? [
              "   Turn Run synchronously on: WorkMail waits up to 15 seconds for the function's answer.",
              "   Rule timeout: ${coalesce(rule.rule_timeout_minutes, "0 to 240")} minutes, to repeat a failed call.",
              "   Fallback action: ${coalesce(rule.fallback_action, "none")}, for an email that has no answer by then.",
              ] : (
              rule.direction == "INBOUND" ? [
                "   Leave Run synchronously off: the email is delivered at once, whatever the function does.",
              ] : ["   Leave Run synchronously off: the email is sent at once, whatever the function does."]
            )
          ),
          (
            name != "" ? [
              "4. Sender patterns: ${join(", ", rule.sender_patterns)}",
              "   Destination patterns: ${join(", ", rule.destination_patterns)}",
              ] : [
              "4. Sender patterns and destination patterns: enter * for every email, or",
              "   addresses and domains such as user@example.com, example.com, *.example.com",
              "   (no + in a pattern).",
            ]
          ),
          "5. Choose Create. The rule takes effect at once.",
          (
            rule.direction == "INBOUND" ? [
              "6. Send an email that matches from outside, then look for",
            ] : ["6. Send an email that matches, then look for"]
          ),
          (
            rule.run_synchronously ? ["   \"Email decided\" in the log group"] : [
              "   \"Email processed\" in the log group",
            ]
          ),
          "   ${local.log_group_name}. Nothing there: another rule that is more",
          "   specific, or that drops or bounces, comes before this one, or the rule names",
          (
            rule.run_synchronously ? [
              "   another function. A rule that may not call its function takes its fallback action.",
            ] : ["   another function. A rule that may not call its function fails silently."]
          ),
          "",
        ]
      ]),
    ) : null
  )
}
