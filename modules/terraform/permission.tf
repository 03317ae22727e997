# One statement for each organization. Each has a source ARN: without one, any WorkMail customer's organization could
# invoke the function (confused deputy).
resource "aws_lambda_permission" "permission" {
  for_each = toset(local.organizations)

  function_name  = aws_lambda_function.function.function_name
  statement_id   = each.value == "*" ? "AllowWorkMail" : "AllowWorkMail-${each.value}"
  action         = "lambda:InvokeFunction"
  principal      = "workmail.${local.region}.amazonaws.com"
  qualifier      = one(aws_lambda_alias.live_alias[*].name)
  source_account = var.source_account
  source_arn     = "arn:aws:workmail:${local.region}:${local.account_id}:organization/${each.value}"

  # Lambda deletes the statements with their function, so they are created again. No create_before_destroy: Terraform
  # would extend it to the function and its role, whose names are fixed. ignore_changes keeps statements that an earlier
  # release created under another ID.
  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
    ignore_changes       = [statement_id]

    precondition {
      condition     = each.value == "*" || can(regex("^m-[0-9a-f]{32}$", each.value))
      error_message = "An organization ID is m- and 32 lowercase hexadecimal digits; given: ${each.value}."
    }
  }
}
