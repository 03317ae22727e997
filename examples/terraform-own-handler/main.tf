provider "aws" {
  region = "eu-west-1"
}

module "workmail" {
  source = "../../modules/terraform"

  function_name    = "workmail-external-recipients"
  organization_ids = ["m-33333333333333333333333333333333"]

  # npm run build makes it.
  package_path = "${path.module}/dist/workmail-function.zip"
}

output "email_flow_rule_instructions" {
  description = "The steps by which an administrator attaches the function to an email flow rule."
  value       = module.workmail.email_flow_rule_instructions
}
