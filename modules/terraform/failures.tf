# Lambda sends an event that fails to the on-failure destination, with the reason; a dead-letter queue would get only
# the event.
resource "aws_lambda_function_event_invoke_config" "asynchronous_invocation" {
  function_name                = aws_lambda_function.function.function_name
  maximum_event_age_in_seconds = var.maximum_event_age_in_seconds
  maximum_retry_attempts       = var.maximum_retry_attempts
  qualifier                    = one(aws_lambda_alias.live_alias[*].name)

  depends_on = [aws_iam_role_policy.role_policy]

  dynamic "destination_config" {
    for_each = local.sends_records ? [true] : []

    content {
      dynamic "on_failure" {
        for_each = local.sends_failures ? [true] : []

        content {
          destination = var.on_failure_destination_arn != null ? var.on_failure_destination_arn : one(
            aws_sqs_queue.failure_queue[*].arn,
          )
        }
      }

      dynamic "on_success" {
        for_each = local.has_on_success_destination ? [true] : []

        content {
          destination = var.on_success_destination_arn
        }
      }
    }
  }

  # Lambda deletes the configuration with its function.
  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}

resource "aws_sqs_queue" "failure_queue" {
  count = local.makes_failure_queue ? 1 : 0

  name                      = "${var.function_name}-failures"
  kms_master_key_id         = var.kms_key_arn
  message_retention_seconds = 1209600

  # Denies everybody whatever does not use TLS; the wildcards allow nothing. Part of the queue and not an
  # aws_sqs_queue_policy, for which the AWS provider would wait as long as for the queue.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyWithoutTls"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = local.failure_queue_arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  sqs_managed_sse_enabled = var.kms_key_arn == null ? true : null
  tags                    = local.tags
}
