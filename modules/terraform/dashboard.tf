resource "aws_cloudwatch_dashboard" "dashboard" {
  count = var.dashboard ? 1 : 0

  dashboard_body = jsonencode({
    widgets = [
      for widget in [
        {
          type   = "metric"
          x      = 0
          y      = 0
          width  = 12
          height = 6
          properties = {
            title  = "Emails"
            view   = "timeSeries"
            region = local.region
            stat   = "Sum"
            period = 300
            metrics = [[
              "WorkMailLambda",
              "Emails",
              "FunctionName",
              var.function_name,
              { region = local.region, label = "${var.function_name} ${local.region}" },
            ]]
          }
        },
        {
          type   = "metric"
          x      = 12
          y      = 0
          width  = 12
          height = 6
          properties = {
            title  = "Recipients"
            view   = "timeSeries"
            region = local.region
            stat   = "Sum"
            period = 300
            metrics = [[
              "WorkMailLambda",
              "Recipients",
              "FunctionName",
              var.function_name,
              { region = local.region, label = "${var.function_name} ${local.region}" },
            ]]
          }
        },
        {
          type   = "metric"
          x      = 0
          y      = 6
          width  = 12
          height = 6
          properties = {
            title  = "Emails with a truncated recipient list"
            view   = "timeSeries"
            region = local.region
            stat   = "Sum"
            period = 300
            metrics = [[
              "WorkMailLambda",
              "TruncatedEmails",
              "FunctionName",
              var.function_name,
              { region = local.region, label = "${var.function_name} ${local.region}" },
            ]]
          }
        },
        {
          type   = "metric"
          x      = 12
          y      = 6
          width  = 12
          height = 6
          properties = {
            title  = "Failed events"
            view   = "timeSeries"
            region = local.region
            stat   = "Sum"
            period = 300
            metrics = [[
              "WorkMailLambda",
              "FailedEmails",
              "FunctionName",
              var.function_name,
              { region = local.region, label = "${var.function_name} ${local.region}" },
            ]]
          }
        },
        {
          type   = "metric"
          x      = 0
          y      = 12
          width  = 12
          height = 6
          properties = {
            title  = "Duration (95th percentile, ms)"
            view   = "timeSeries"
            region = local.region
            stat   = "p95"
            period = 300
            metrics = [[
              "AWS/Lambda",
              "Duration",
              "FunctionName",
              var.function_name,
              { region = local.region, label = "${var.function_name} ${local.region}" },
            ]]
          }
        },
        {
          type   = "metric"
          x      = 12
          y      = 12
          width  = 12
          height = 6
          properties = {
            title  = "Cold starts"
            view   = "timeSeries"
            region = local.region
            stat   = "Sum"
            period = 300
            metrics = [[
              "WorkMailLambda",
              "ColdStarts",
              "FunctionName",
              var.function_name,
              { region = local.region, label = "${var.function_name} ${local.region}" },
            ]]
          }
        },
        (
          anytrue([
            for rule in values(local.email_flow_rules) :
            rule.run_synchronously
          ]) ? true : local.answers_receipt_rule
          ) ? {
          type   = "metric"
          x      = 0
          y      = 18
          width  = 12
          height = 6
          properties = {
            title  = "Failed decisions"
            view   = "timeSeries"
            region = local.region
            stat   = "Sum"
            period = 300
            metrics = [[
              "WorkMailLambda",
              "FailedDecisions",
              "FunctionName",
              var.function_name,
              { region = local.region, label = "${var.function_name} ${local.region}" },
            ]]
          }
        } : null,
      ] :
      widget
      if widget != null
    ]
  })
  dashboard_name = "${var.function_name}-${local.region}"
}

resource "aws_cloudwatch_query_definition" "log_queries_emails_per_hour" {
  count = var.log_queries ? 1 : 0

  name            = "${var.function_name}/Emails per hour"
  log_group_names = [local.log_group_name]
  query_string = chomp(<<-EOT
    filter message in ["Email processed", "Email decided", "Decision failed"]
    | stats count(*) as emails, sum(email.recipients) as recipients by bin(1h)
  EOT
  )
}

resource "aws_cloudwatch_query_definition" "log_queries_emails_per_domain" {
  count = var.log_queries ? 1 : 0

  name            = "${var.function_name}/Emails per domain"
  log_group_names = [local.log_group_name]
  query_string = chomp(<<-EOT
    filter message in ["Email processed", "Email decided", "Decision failed"]
    | fields jsonParse(@message) as line
    | unnest line.email.domains into domain
    | stats count(*) as emails by domain
    | sort emails desc
  EOT
  )
}

resource "aws_cloudwatch_query_definition" "log_queries_failures_by_reason" {
  count = var.log_queries ? 1 : 0

  name            = "${var.function_name}/Failures by reason"
  log_group_names = [local.log_group_name]
  query_string = chomp(<<-EOT
    filter message in ["Email failed", "Decision failed"]
      or (type = "platform.report" and record.status in ["timeout", "failure"])
    | fields coalesce(error, record.status) as reason
    | stats count(*) as failures, max(@timestamp) as last by reason
    | sort failures desc
  EOT
  )
}

resource "aws_cloudwatch_query_definition" "log_queries_email_by_message_id" {
  count = var.log_queries ? 1 : 0

  name            = "${var.function_name}/One email by message id"
  log_group_names = [local.log_group_name]
  query_string = chomp(<<-EOT
    filter email.messageId = "MESSAGE_ID"
    | fields @timestamp, level, message, warning, error, function_request_id, @message
    | sort @timestamp asc
  EOT
  )
}
