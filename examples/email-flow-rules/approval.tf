module "approval" {
  source = "../../modules/terraform"

  function_name    = "email-approval"
  organization_ids = ["m-33333333333333333333333333333333"]
  package_path     = "${path.module}/dist/approval/workmail-function.zip"
  timeout          = 14

  email_flow_rules = {
    "Approval" = {
      direction            = "INBOUND"
      run_synchronously    = true
      rule_timeout_minutes = 240
      fallback_action      = "Bounce"
    }
  }

  policy_statements = [
    {
      sid       = "StartApproval"
      actions   = ["states:StartExecution"]
      resources = ["arn:aws:states:eu-west-1:111122223333:stateMachine:email-approval"]
    },
    {
      sid       = "ReadApproval"
      actions   = ["states:DescribeExecution"]
      resources = ["arn:aws:states:eu-west-1:111122223333:execution:email-approval:*"]
    },
  ]

  environment_variables = {
    STATE_MACHINE_ARN = "arn:aws:states:eu-west-1:111122223333:stateMachine:email-approval"
  }
}
