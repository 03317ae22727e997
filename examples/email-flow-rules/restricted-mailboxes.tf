module "restricted_mailboxes" {
  source = "../../modules/terraform"

  function_name        = "email-restricted-mailboxes"
  organization_ids     = ["m-33333333333333333333333333333333"]
  organization_domains = ["example.com"]
  package_path         = "${path.module}/dist/restricted-mailboxes/workmail-function.zip"
  timeout              = 14

  email_flow_rules = {
    "Restricted mailboxes" = {
      direction            = "INBOUND"
      run_synchronously    = true
      rule_timeout_minutes = 60
      fallback_action      = "Bounce"
    }
  }

  policy_statements = [
    {
      sid       = "ReadRestrictedGroup"
      actions   = ["workmail:DescribeEntity", "workmail:ListGroupMembers"]
      resources = ["arn:aws:workmail:eu-west-1:111122223333:organization/m-33333333333333333333333333333333"]
    },
  ]

  environment_variables = {
    RESTRICTED_GROUP_ID = "S-1-1-11-1111111111-2222222222-3333333333-3333"
  }
}
