module "junk_by_header" {
  source = "../../modules/terraform"

  function_name    = "email-junk-by-header"
  organization_ids = ["m-33333333333333333333333333333333"]
  package_path     = "${path.module}/dist/junk-by-header/workmail-function.zip"
  timeout          = 14
  message_content  = "READ"

  email_flow_rules = {
    "Junk by header" = {
      direction            = "INBOUND"
      run_synchronously    = true
      rule_timeout_minutes = 5
      fallback_action      = "Default"
    }
  }
}
