provider "aws" {
  region = "eu-west-1"
}

# Replaces the function, its log group, and its permission.
module "workmail" {
  source = "../../modules/terraform"

  function_name    = "mail"
  organization_ids = ["m-33333333333333333333333333333333"]

  # What the function has: without these, it would get the module's own package and defaults.
  package_path          = "${path.root}/function.zip"
  handler               = "app.handler"
  runtime               = "nodejs22.x"
  architecture          = "arm64"
  memory_size           = 512
  timeout               = 60
  environment_variables = { MAIL_FOLDER = "inbox" }
}

moved {
  from = aws_lambda_function.mail
  to   = module.workmail.aws_lambda_function.function
}

moved {
  from = aws_cloudwatch_log_group.lambda
  to   = module.workmail.aws_cloudwatch_log_group.log_group[0]
}

moved {
  from = aws_lambda_permission.workmail
  to   = module.workmail.aws_lambda_permission.permission["m-33333333333333333333333333333333"]
}

# The old role stays until the function has its new one. Once this is applied,
# what follows can go.
resource "aws_iam_role" "lambda" {
  name = "mail-lambda"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "logs" {
  role = aws_iam_role.lambda.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "*"
    }]
  })
}
