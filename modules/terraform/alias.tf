resource "aws_lambda_alias" "live_alias" {
  count = var.live_alias ? 1 : 0

  name          = "live"
  function_name = aws_lambda_function.function.function_name
  description = (
    var.workmail ? "Target of the email flow rules of Amazon WorkMail" : "Target of the email events of Amazon SES"
  )
  function_version = coalesce(var.live_version, aws_lambda_function.function.version)

  dynamic "routing_config" {
    for_each = local.has_live_version ? [
      for version in [aws_lambda_function.function.version] :
      version
      if var.new_version_weight > 0 && version != var.live_version
    ] : []

    content {
      additional_version_weights = { (routing_config.value) = var.new_version_weight }
    }
  }

  # Lambda deletes the alias with its function.
  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}
