module "external_tag" {
  source = "../../modules/terraform"

  function_name        = "email-external-tag"
  organization_ids     = ["m-33333333333333333333333333333333"]
  organization_domains = ["example.com"]
  package_path         = "${path.module}/dist/external-tag/workmail-function.zip"
  timeout              = 14
  message_content      = "REPLACE"

  email_flow_rules = {
    "Tag external email" = {
      direction            = "INBOUND"
      run_synchronously    = true
      rule_timeout_minutes = 5
      fallback_action      = "Default"
    }
  }
}
