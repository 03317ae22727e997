# The principal of SES is not regional. Only this rule of this account may invoke the function.
resource "aws_lambda_permission" "ses_receipt_rule_permission" {
  count = local.has_ses_receipt_rule ? 1 : 0

  function_name  = aws_lambda_function.function.function_name
  statement_id   = "AllowSesReceiptRule"
  action         = "lambda:InvokeFunction"
  principal      = "ses.amazonaws.com"
  qualifier      = one(aws_lambda_alias.live_alias[*].name)
  source_account = local.account_id
  source_arn     = "${local.receipt_rule_sets}/${var.ses_receipt_rule.rule_set_name}:receipt-rule/${var.function_name}"

  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}

# A rule in a rule set that exists. Never activate a rule set here: only one of an account is active, and WorkMail's
# inbound email needs its own.
resource "aws_ses_receipt_rule" "ses_receipt_rule" {
  count = local.has_ses_receipt_rule ? 1 : 0

  name          = var.function_name
  after         = var.ses_receipt_rule.after
  enabled       = true
  recipients    = var.ses_receipt_rule.recipients
  rule_set_name = var.ses_receipt_rule.rule_set_name
  scan_enabled  = true
  tls_policy    = var.ses_receipt_rule.tls_policy

  depends_on = [aws_lambda_permission.ses_receipt_rule_permission]

  lambda_action {
    function_arn    = local.rule_arn
    invocation_type = var.ses_receipt_rule.invocation_type
    position        = 1
  }
}

# Only this rule of this account may invoke the function.
resource "aws_lambda_permission" "ses_sending_events_permission" {
  count = local.has_ses_sending_events ? 1 : 0

  function_name  = aws_lambda_function.function.function_name
  statement_id   = "AllowSesSendingEvents"
  action         = "lambda:InvokeFunction"
  principal      = "events.amazonaws.com"
  qualifier      = one(aws_lambda_alias.live_alias[*].name)
  source_account = local.account_id
  source_arn     = "arn:aws:events:${local.region}:${local.account_id}:rule/${var.function_name}-sending"

  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}

resource "aws_cloudwatch_event_rule" "ses_sending_events_rule" {
  count = local.has_ses_sending_events ? 1 : 0

  name        = "${var.function_name}-sending"
  description = "Sending events of Amazon SES for ${var.function_name}"
  event_pattern = jsonencode({
    source  = ["aws.ses"]
    account = [local.account_id]
    detail-type = [
      for type in var.ses_sending_events.event_types :
      { SEND = "Email Sent", DELIVERY = "Email Delivered" }[type]
    ]
    detail = {
      eventType = [for type in var.ses_sending_events.event_types : { SEND = "Send", DELIVERY = "Delivery" }[type]]
      mail      = { tags = { "ses:configuration-set" = [var.ses_sending_events.configuration_set_name] } }
    }
  })
  tags = local.tags
}

resource "aws_cloudwatch_event_target" "ses_sending_events_target" {
  count = local.has_ses_sending_events ? 1 : 0

  arn       = local.rule_arn
  rule      = one(aws_cloudwatch_event_rule.ses_sending_events_rule[*].name)
  target_id = "function"

  depends_on = [aws_lambda_permission.ses_sending_events_permission]
}

resource "aws_sesv2_configuration_set_event_destination" "ses_sending_events_destination" {
  count = local.has_ses_sending_events ? 1 : 0

  configuration_set_name = var.ses_sending_events.configuration_set_name
  event_destination_name = var.function_name

  depends_on = [aws_cloudwatch_event_target.ses_sending_events_target]

  event_destination {
    enabled              = true
    matching_event_types = var.ses_sending_events.event_types

    event_bridge_destination {
      event_bus_arn = "arn:aws:events:${local.region}:${local.account_id}:event-bus/default"
    }
  }
}
