# One statement for each organization. There is none without a source: any customer's organization could invoke the
# function.
resource "aws_lambda_permission" "permission" {
  for_each = toset(local.organizations)

  function_name  = aws_lambda_function.function.function_name
  statement_id   = each.value == "*" ? "AllowWorkMail" : "AllowWorkMail-${each.value}"
  action         = "lambda:InvokeFunction"
  principal      = "workmail.${local.region}.amazonaws.com"
  qualifier      = one(aws_lambda_alias.live_alias[*].name)
  source_account = var.source_account
  source_arn     = "arn:aws:workmail:${local.region}:${local.account_id}:organization/${each.value}"

  # No create_before_destroy: it would spread to the function and its role, whose names are fixed. A statement goes with
  # its function. Its ID says nothing, so a statement that has another ID stays.
  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
    ignore_changes       = [statement_id]

    precondition {
      condition     = each.value == "*" || can(regex("^m-[0-9a-f]{32}$", each.value))
      error_message = "An organization id is m- and 32 hexadecimal digits, lower case; given: ${each.value}."
    }
  }
}
