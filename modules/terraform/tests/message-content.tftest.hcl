# What the module makes of message content, policy statements, and secrets. Nothing here reaches AWS.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/mail" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mail" }
  }
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:111122223333:function:mail" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:111122223333:mail-failures" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::workmail-updated-content-1", bucket = "workmail-updated-content-1" }
  }
}

variables {
  organization_ids = ["m-11111111111111111111111111111111", "m-22222222222222222222222222222222"]
  function_name    = "mail"
}

run "touches_no_content_unless_told_so" {
  assert {
    condition = length([
      for statement in jsondecode(aws_iam_role_policy.role_policy[0].policy).Statement : statement
      if length(regexall("workmailmessageflow|s3:", jsonencode(statement.Action))) > 0
    ]) == 0
    error_message = aws_iam_role_policy.role_policy[0].policy
  }
  assert {
    condition     = length(aws_s3_bucket.updated_content) == 0 && aws_lambda_function.function.memory_size == 256
    error_message = "There is more than was asked for."
  }
}

run "reads_the_messages_of_its_rules" {
  variables {
    message_content  = "READ"
    email_flow_rules = { Log = { direction = "INBOUND" } }
  }
  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.role_policy[0].policy).Statement : join(" ", statement.Resource)
      if statement.Sid == "ReadMessageContent"
      ] == [
      "arn:aws:workmailmessageflow:eu-west-1:111122223333:message/m-11111111111111111111111111111111/incoming/* arn:aws:workmailmessageflow:eu-west-1:111122223333:message/m-22222222222222222222222222222222/incoming/*"
    ]
    error_message = aws_iam_role_policy.role_policy[0].policy
  }
  assert {
    condition     = aws_lambda_function.function.memory_size == 512
    error_message = "The function cannot hold a large message: ${aws_lambda_function.function.memory_size} MB."
  }
  assert {
    condition     = aws_lambda_function.function.environment[0].variables.WORKMAIL_ORGANIZATION_IDS == "m-11111111111111111111111111111111,m-22222222222222222222222222222222"
    error_message = jsonencode(aws_lambda_function.function.environment[0].variables)
  }
}

run "names_the_domains_of_the_organization" {
  variables {
    organization_domains = ["example.org", "example.com"]
  }
  assert {
    condition     = aws_lambda_function.function.environment[0].variables.ORGANIZATION_DOMAINS == "example.com,example.org"
    error_message = jsonencode(aws_lambda_function.function.environment[0].variables)
  }
}

run "replaces_the_messages_of_its_synchronous_rules_through_a_bucket" {
  variables {
    message_content  = "REPLACE"
    organization_ids = ["m-11111111111111111111111111111111"]
    email_flow_rules = {
      Log = { direction = "INBOUND" }
      Tag = { run_synchronously = true, fallback_action = "Bounce" }
    }
  }
  assert {
    condition = {
      for statement in jsondecode(aws_iam_role_policy.role_policy[0].policy).Statement : statement.Sid => statement.Resource
      if contains(["ReplaceMessageContent", "PutUpdatedContent"], statement.Sid)
      } == {
      ReplaceMessageContent = ["arn:aws:workmailmessageflow:eu-west-1:111122223333:message/m-11111111111111111111111111111111/outgoing/*"]
      PutUpdatedContent     = "arn:aws:s3:::workmail-updated-content-1/*"
    }
    error_message = aws_iam_role_policy.role_policy[0].policy
  }
  assert {
    condition     = aws_lambda_function.function.environment[0].variables.UPDATED_CONTENT_BUCKET == "workmail-updated-content-1"
    error_message = jsonencode(aws_lambda_function.function.environment[0].variables)
  }
  assert {
    condition     = output.updated_content_bucket_name == "workmail-updated-content-1" && length(output.message_arns) == 2
    error_message = jsonencode(output.message_arns)
  }
}

run "takes_a_bucket_of_yours" {
  variables {
    message_content        = "REPLACE"
    updated_content_bucket = "mine"
    email_flow_rules       = { Tag = { run_synchronously = true, fallback_action = "Bounce" } }
  }
  assert {
    condition     = length(aws_s3_bucket.updated_content) == 0 && output.updated_content_bucket_name == "mine"
    error_message = "It makes a bucket of its own."
  }
}

run "refuses_to_replace_without_a_synchronous_rule" {
  command = plan
  variables { message_content = "REPLACE" }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_a_bucket_that_nothing_is_put_into" {
  command = plan
  variables { updated_content_bucket = "mine" }
  expect_failures = [aws_lambda_function.function]
}

run "adds_statements_and_secrets" {
  variables {
    policy_statements = [
      { sid = "Start", actions = ["states:StartExecution"], resources = ["arn:aws:states:eu-west-1:111122223333:stateMachine:a"] },
      { sid = "Detect", actions = ["comprehend:DetectSentiment"], resources = ["*"], conditions = { StringEquals = { "aws:RequestedRegion" = ["eu-west-1"] } } },
    ]
    secret_arns = {
      WEBHOOK = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:webhook-AbCdEf"
      TOKEN   = "arn:aws:ssm:eu-west-1:111122223333:parameter/token"
    }
  }
  assert {
    condition = jsonencode({
      for statement in jsondecode(aws_iam_role_policy.role_policy[0].policy).Statement : statement.Sid => statement
      if contains(["Start", "Detect", "ReadSecrets", "ReadParameters"], statement.Sid)
      }) == jsonencode({
      Start          = { Sid = "Start", Effect = "Allow", Action = ["states:StartExecution"], Resource = ["arn:aws:states:eu-west-1:111122223333:stateMachine:a"] }
      Detect         = { Sid = "Detect", Effect = "Allow", Action = ["comprehend:DetectSentiment"], Resource = ["*"], Condition = { StringEquals = { "aws:RequestedRegion" = ["eu-west-1"] } } }
      ReadSecrets    = { Sid = "ReadSecrets", Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:webhook-AbCdEf"] }
      ReadParameters = { Sid = "ReadParameters", Effect = "Allow", Action = "ssm:GetParameter", Resource = ["arn:aws:ssm:eu-west-1:111122223333:parameter/token"] }
    })
    error_message = aws_iam_role_policy.role_policy[0].policy
  }
  assert {
    condition     = aws_lambda_function.function.environment[0].variables.TOKEN == "arn:aws:ssm:eu-west-1:111122223333:parameter/token"
    error_message = jsonencode(aws_lambda_function.function.environment[0].variables)
  }
}

run "refuses_statements_for_an_existing_role" {
  command = plan
  variables {
    role_arn          = "arn:aws:iam::111122223333:role/mine"
    policy_statements = [{ sid = "Detect", actions = ["comprehend:DetectSentiment"], resources = ["*"] }]
  }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_a_variable_that_is_set_twice" {
  command = plan
  variables {
    environment_variables = { TOKEN = "a" }
    secret_arns           = { TOKEN = "arn:aws:ssm:eu-west-1:111122223333:parameter/token" }
  }
  expect_failures = [aws_lambda_function.function]
}
