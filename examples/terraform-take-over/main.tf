provider "aws" {
  region = "eu-west-1"
}

# Instead of the function, log group, role and permission that were here.
module "workmail" {
  source = "../../modules/terraform"

  function_name    = "mail"
  organization_ids = ["m-33333333333333333333333333333333"]
}

moved {
  from = aws_lambda_function.mail
  to   = module.workmail.aws_lambda_function.function
}

moved {
  from = aws_cloudwatch_log_group.lambda
  to   = module.workmail.aws_cloudwatch_log_group.log_group
}

moved {
  from = aws_lambda_permission.workmail
  to   = module.workmail.aws_lambda_permission.permission["m-33333333333333333333333333333333"]
}
