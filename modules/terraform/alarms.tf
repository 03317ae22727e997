resource "aws_cloudwatch_metric_alarm" "alarms_errors" {
  count = var.alarms ? 1 : 0

  alarm_name    = "${var.function_name}-errors"
  alarm_actions = local.alarm_actions
  alarm_description = join(
    " ",
    [
      "The function failed on an email event. Lambda tries the event again; after the last",
      "attempt the event goes to the on-failure destination. Next: find \"Email failed\" in the",
      "log group, with the reason.",
    ],
  )
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { FunctionName = var.function_name }
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 300
  statistic           = "Sum"
  tags                = local.tags
  threshold           = 0
  treat_missing_data  = "notBreaching"
}

resource "aws_cloudwatch_metric_alarm" "alarms_throttles" {
  count = var.alarms ? 1 : 0

  alarm_name    = "${var.function_name}-throttles"
  alarm_actions = local.alarm_actions
  alarm_description = join(
    " ",
    [
      "Lambda had no concurrency left for the function, so email events wait. None is lost before",
      "its maximum age. Next: raise the reserved concurrency, or the account's.",
    ],
  )
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { FunctionName = var.function_name }
  evaluation_periods  = 1
  metric_name         = "Throttles"
  namespace           = "AWS/Lambda"
  period              = 300
  statistic           = "Sum"
  tags                = local.tags
  threshold           = 0
  treat_missing_data  = "notBreaching"
}

resource "aws_cloudwatch_metric_alarm" "alarms_delivery_failures" {
  count = var.alarms ? 1 : 0

  alarm_name    = "${var.function_name}-delivery-failures"
  alarm_actions = local.alarm_actions
  alarm_description = join(
    " ",
    [
      "Lambda could not send an event to its destination, so a failed event is lost. Next: check",
      "that the destination exists, that the role may send to it, and that the destination's key",
      "and policy allow the role.",
    ],
  )
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { FunctionName = var.function_name }
  evaluation_periods  = 1
  metric_name         = "DestinationDeliveryFailures"
  namespace           = "AWS/Lambda"
  period              = 300
  statistic           = "Sum"
  tags                = local.tags
  threshold           = 0
  treat_missing_data  = "notBreaching"
}

resource "aws_cloudwatch_metric_alarm" "alarms_dropped_events" {
  count = var.alarms ? 1 : 0

  alarm_name    = "${var.function_name}-dropped-events"
  alarm_actions = local.alarm_actions
  alarm_description = join(
    " ",
    [
      "Lambda dropped email events that were too old or failed every attempt. Next: if there is",
      "an on-failure destination, find them there with the reason, fix it, and send them through",
      "the function again.",
    ],
  )
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { FunctionName = var.function_name }
  evaluation_periods  = 1
  metric_name         = "AsyncEventsDropped"
  namespace           = "AWS/Lambda"
  period              = 300
  statistic           = "Sum"
  tags                = local.tags
  threshold           = 0
  treat_missing_data  = "notBreaching"
}

resource "aws_cloudwatch_metric_alarm" "alarms_failure_queue_messages" {
  count = (var.alarms ? local.makes_failure_queue : false) ? 1 : 0

  alarm_name    = "${var.function_name}-failure-queue-messages"
  alarm_actions = local.alarm_actions
  alarm_description = join(
    " ",
    [
      "Email events that failed every attempt are in the failure queue. Next: find the reason in",
      "them (responsePayload), fix it, and send them through the function again (workmail-lambda",
      "redrive).",
    ],
  )
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { QueueName = "${var.function_name}-failures" }
  evaluation_periods  = 1
  metric_name         = "ApproximateNumberOfMessagesVisible"
  namespace           = "AWS/SQS"
  period              = 300
  statistic           = "Maximum"
  tags                = local.tags
  threshold           = 0
  treat_missing_data  = "notBreaching"
}

resource "aws_cloudwatch_metric_alarm" "alarms_failure_queue_age" {
  count = (var.alarms ? local.makes_failure_queue : false) ? 1 : 0

  alarm_name    = "${var.function_name}-failure-queue-age"
  alarm_actions = local.alarm_actions
  alarm_description = join(
    " ",
    [
      "A failed email event has been in the failure queue for more than a day; SQS deletes it",
      "after 14 days. Next: send it through the function again (workmail-lambda redrive).",
    ],
  )
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { QueueName = "${var.function_name}-failures" }
  evaluation_periods  = 1
  metric_name         = "ApproximateAgeOfOldestMessage"
  namespace           = "AWS/SQS"
  period              = 300
  statistic           = "Maximum"
  tags                = local.tags
  threshold           = 86400
  treat_missing_data  = "notBreaching"
}

resource "aws_cloudwatch_metric_alarm" "alarms_failed_decisions" {
  count = (
    var.alarms ? (
      anytrue([for rule in values(local.email_flow_rules) : rule.run_synchronously]) ? true : local.answers_receipt_rule
    ) : false
  ) ? 1 : 0

  alarm_name    = "${var.function_name}-failed-decisions"
  alarm_actions = local.alarm_actions
  alarm_description = join(
    " ",
    [
      "The function could not decide about an email and answered what onFailure says: no error of",
      "Lambda, no retry, nothing in the failure queue. Next: find \"Decision failed\" in the log",
      "group, with the reason.",
    ],
  )
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { FunctionName = var.function_name }
  evaluation_periods  = 1
  metric_name         = "FailedDecisions"
  namespace           = "WorkMailLambda"
  period              = 300
  statistic           = "Sum"
  tags                = local.tags
  threshold           = 0
  treat_missing_data  = "notBreaching"
}

resource "aws_sns_topic" "alarm_topic" {
  count = local.makes_alarm_topic ? 1 : 0

  name              = "${var.function_name}-alarms"
  kms_master_key_id = one(aws_kms_key.alarm_topic_key[*].arn)
  tags              = local.tags
}

# Only this function's alarms may publish, by name; the wildcard principal is only denied.
resource "aws_sns_topic_policy" "alarm_topic_policy" {
  count = local.makes_alarm_topic ? 1 : 0

  arn = one(aws_sns_topic.alarm_topic[*].arn)
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AlarmsPublish"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = one(aws_sns_topic.alarm_topic[*].arn)
        Condition = {
          ArnEquals    = { "aws:SourceArn" = local.alarm_arns }
          StringEquals = { "aws:SourceAccount" = local.account_id }
        }
      },
      {
        Sid       = "DenyWithoutTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = one(aws_sns_topic.alarm_topic[*].arn)
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "alarm_topic_email" {
  count = local.makes_alarm_topic ? 1 : 0

  endpoint  = var.alarm_email
  protocol  = "email"
  topic_arn = one(aws_sns_topic.alarm_topic[*].arn)
}

# A key of its own: alarms cannot publish to a topic with the key that AWS manages for SNS, whose policy cannot be
# changed.
resource "aws_kms_key" "alarm_topic_key" {
  count = local.makes_alarm_topic ? 1 : 0

  description         = "Encrypts the alarms of ${var.function_name}"
  enable_key_rotation = true

  # In a key's policy the resource "*" is this key. As in AWS's default policy, the account's IAM policies decide who
  # manages and uses it: without that statement, nobody could change the key again.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountDecides"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${local.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "AlarmsEncrypt"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = {
          ArnEquals    = { "aws:SourceArn" = local.alarm_arns }
          StringEquals = { "aws:SourceAccount" = local.account_id }
        }
      },
    ]
  })

  tags = local.tags
}
