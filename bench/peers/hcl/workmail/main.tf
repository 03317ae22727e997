# One Region: the same resources as the CDKTF stack makes.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.83, < 7.0"
    }
  }
}

variable "filename" {
  description = "Path of the function's zip."
  type        = string
}

variable "organization_ids" {
  description = "WorkMail organizations whose rules may invoke the function."
  type        = list(string)

  validation {
    condition     = alltrue([for id in var.organization_ids : can(regex("^m-[0-9a-f]{32}$", id))])
    error_message = "An organization id is m- and 32 hexadecimal digits, lower case."
  }
}

locals {
  function_name      = "workmail-email-events"
  failure_queue_name = "${local.function_name}-failures"

  # A metric above its threshold in five minutes.
  alarms = {
    errors = {
      namespace   = "AWS/Lambda"
      metric_name = "Errors"
      description = "The function failed on an email event."
    }
    throttles = {
      namespace   = "AWS/Lambda"
      metric_name = "Throttles"
      description = "Lambda had no concurrency left for the function."
    }
    delivery-failures = {
      namespace   = "AWS/Lambda"
      metric_name = "DestinationDeliveryFailures"
      description = "Lambda could not send an event to its destination."
    }
    dropped-events = {
      namespace   = "AWS/Lambda"
      metric_name = "AsyncEventsDropped"
      description = "Lambda dropped email events."
    }
    failure-queue-messages = {
      namespace   = "AWS/SQS"
      metric_name = "ApproximateNumberOfMessagesVisible"
      description = "Email events lie in the failure queue."
    }
    failure-queue-age = {
      namespace   = "AWS/SQS"
      metric_name = "ApproximateAgeOfOldestMessage"
      threshold   = 86400
      description = "An email event has lain in the failure queue for more than a day."
    }
  }

  queries = {
    "Emails per hour"         = "filter message = \"Email processed\" | stats count(*) by bin(1h)"
    "Emails per domain"       = "fields jsonParse(@message) as line | unnest line.email.domains into domain | stats count(*) by domain"
    "Failures by reason"      = "filter message = \"Email failed\" | stats count(*) by error"
    "One email by message id" = "filter email.messageId = \"MESSAGE_ID\" | sort @timestamp asc"
  }
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${local.function_name}"
  retention_in_days = 365
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "function" {
  statement {
    sid       = "WriteOwnLogStreams"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function.arn}:log-stream:*"]
  }
  statement {
    sid       = "SendTraces"
    actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    resources = ["*"]
  }
  statement {
    sid       = "SendFailures"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.failures.arn]
  }
}

data "aws_iam_policy_document" "failures" {
  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = ["arn:aws:sqs:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:${local.failure_queue_name}"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sqs_queue" "failures" {
  name                      = local.failure_queue_name
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
  policy                    = data.aws_iam_policy_document.failures.json
}

resource "aws_iam_role" "function" {
  name               = "${local.function_name}-${data.aws_region.current.id}"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "function" {
  name   = "function"
  role   = aws_iam_role.function.name
  policy = data.aws_iam_policy_document.function.json
}

resource "aws_lambda_function" "function" {
  function_name    = local.function_name
  description      = "Handles the email events of Amazon WorkMail"
  role             = aws_iam_role.function.arn
  filename         = var.filename
  source_code_hash = filebase64sha256(var.filename)
  handler          = "index.handler"
  runtime          = "nodejs22.x"
  architectures    = ["arm64"]
  memory_size      = 256
  timeout          = 10

  environment {
    variables = { EMAIL_LOG_DETAIL = "summary" }
  }

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format            = "JSON"
    application_log_level = "INFO"
    system_log_level      = "INFO"
    log_group             = aws_cloudwatch_log_group.function.name
  }

  depends_on = [aws_iam_role_policy.function]
}

resource "aws_lambda_function_event_invoke_config" "function" {
  function_name                = aws_lambda_function.function.function_name
  maximum_retry_attempts       = 2
  maximum_event_age_in_seconds = 21600

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failures.arn
    }
  }

  depends_on = [aws_iam_role_policy.function]
}

resource "aws_lambda_permission" "workmail" {
  for_each      = toset(var.organization_ids)
  statement_id  = "AllowWorkMail-${each.value}"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.function.function_name
  principal     = "workmail.${data.aws_region.current.id}.amazonaws.com"
  source_arn    = "arn:aws:workmail:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:organization/${each.value}"
}

resource "aws_cloudwatch_metric_alarm" "function" {
  for_each            = local.alarms
  alarm_name          = "${local.function_name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric_name
  statistic           = each.value.namespace == "AWS/SQS" ? "Maximum" : "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = try(each.value.threshold, 0)
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  dimensions = each.value.namespace == "AWS/SQS" ? {
    QueueName = local.failure_queue_name
    } : {
    FunctionName = local.function_name
  }
}

resource "aws_cloudwatch_query_definition" "function" {
  for_each        = local.queries
  name            = "${local.function_name}/${each.key}"
  log_group_names = [aws_cloudwatch_log_group.function.name]
  query_string    = each.value
}

output "function_name" {
  description = "Name of the function."
  value       = aws_lambda_function.function.function_name
}

output "function_arn" {
  description = "ARN of the function, for the email flow rule."
  value       = aws_lambda_function.function.arn
}

output "role_arn" {
  description = "ARN of the execution role."
  value       = aws_iam_role.function.arn
}

output "log_group_name" {
  description = "Log group of the function."
  value       = aws_cloudwatch_log_group.function.name
}

output "failure_queue_url" {
  description = "URL of the queue of events that failed every attempt."
  value       = aws_sqs_queue.failures.url
}
