module "mail_storm" {
  source = "../../modules/terraform"

  function_name    = "email-mail-storm"
  organization_ids = ["m-33333333333333333333333333333333"]
  package_path     = "${path.module}/dist/mail-storm/workmail-function.zip"
  timeout          = 14

  email_flow_rules = {
    "Mail storm" = {
      direction            = "INBOUND"
      run_synchronously    = true
      rule_timeout_minutes = 5
      fallback_action      = "Default"
    }
  }

  policy_statements = [
    {
      sid       = "ReadStormAlarm"
      actions   = ["cloudwatch:DescribeAlarms"]
      resources = ["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:email-storm"]
    },
  ]

  environment_variables = {
    STORM_ALARM_NAME = "email-storm"
  }
}
