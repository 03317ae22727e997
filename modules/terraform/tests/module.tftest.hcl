# What the module makes of its variables. Nothing here reaches AWS.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }
  # ARNs that other resources take, and check.
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/mail" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mail" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:111122223333:mail-failures" }
  }
  mock_resource "aws_dynamodb_table" {
    defaults = { arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/mail" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:111122223333:key/alarms" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:111122223333:mail-alarms" }
  }
}

variables {
  organization_ids = ["m-11111111111111111111111111111111"]
}

run "needs_nothing_but_an_organization" {
  command = plan

  assert {
    condition     = aws_lambda_function.function.function_name == "workmail-email-events"
    error_message = "The function has another name: ${aws_lambda_function.function.function_name}."
  }
  assert {
    condition     = aws_lambda_function.function.source_code_hash == filebase64sha256("${path.module}/workmail-function.zip")
    error_message = "The function gets another zip than the shipped one."
  }
  assert {
    condition     = aws_lambda_function.function.environment[0].variables == tomap({ EMAIL_LOG_DETAIL = "summary" })
    error_message = "Other environment variables: ${jsonencode(aws_lambda_function.function.environment[0].variables)}."
  }
  assert {
    condition     = length(aws_lambda_function.function.vpc_config) == 0
    error_message = "The function is in a VPC."
  }
  assert {
    condition     = aws_iam_role.role[0].name == "workmail-email-events-eu-west-1"
    error_message = "The role's name lacks the Region: ${aws_iam_role.role[0].name}."
  }
}

run "makes_what_keeps_failures_and_raises_alarms" {
  command = plan

  assert {
    condition     = length(aws_sqs_queue.failure_queue) == 1 && length(aws_cloudwatch_metric_alarm.alarms_errors) == 1
    error_message = "Failures are lost, or silent."
  }
  assert {
    condition     = length(aws_sns_topic.alarm_topic) + length(aws_dynamodb_table.deduplication_table) + length(aws_cloudwatch_dashboard.dashboard) == 0
    error_message = "There is more than was asked for."
  }
}

run "makes_nothing_optional_when_told_so" {
  variables {
    failure_queue = false
    alarms        = false
    alarm_email   = "alarms@example.com"
    log_queries   = false
  }

  assert {
    condition = length(concat(
      aws_sqs_queue.failure_queue,
      aws_cloudwatch_metric_alarm.alarms_errors,
      aws_cloudwatch_metric_alarm.alarms_failure_queue_messages,
      aws_sns_topic.alarm_topic,
      aws_cloudwatch_query_definition.log_queries_emails_per_hour,
    )) == 0
    error_message = "Something optional is made."
  }
  assert {
    condition     = length(aws_lambda_function_event_invoke_config.asynchronous_invocation.destination_config) == 0
    error_message = "Failures go somewhere: ${jsonencode(aws_lambda_function_event_invoke_config.asynchronous_invocation.destination_config)}."
  }
  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.role_policy[0].policy).Statement : statement.Sid] == ["WriteOwnLogStreams", "SendTraces"]
    error_message = "The role may do more: ${aws_iam_role_policy.role_policy[0].policy}."
  }
  assert {
    condition     = output.failure_queue_arn == null && output.alarm_topic_arn == null && length(output.alarm_names) == 0
    error_message = "The outputs name what is not made."
  }
}

run "makes_everything_optional_when_told_so" {
  variables {
    alarm_email   = "alarms@example.com"
    dashboard     = true
    deduplication = true
  }

  assert {
    condition     = output.failure_queue_arn != null && output.alarm_topic_arn != null && output.deduplication_table_name != null && output.dashboard_name != null
    error_message = "The outputs do not name all that is made."
  }
  assert {
    condition     = aws_lambda_function_event_invoke_config.asynchronous_invocation.destination_config[0].on_failure[0].destination == output.failure_queue_arn
    error_message = "Failures do not go to the failure queue."
  }
  assert {
    condition     = length(output.alarm_names) == 6
    error_message = "Other alarms: ${join(", ", output.alarm_names)}."
  }
}

run "sends_failures_to_a_destination_of_your_own" {
  variables {
    on_failure_destination_arn = "arn:aws:sns:eu-west-1:111122223333:failures"
  }

  assert {
    condition     = length(aws_sqs_queue.failure_queue) == 0
    error_message = "There is a failure queue, too."
  }
  assert {
    condition     = aws_lambda_function_event_invoke_config.asynchronous_invocation.destination_config[0].on_failure[0].destination == var.on_failure_destination_arn
    error_message = "Failures go elsewhere."
  }
  assert {
    condition     = strcontains(aws_iam_role_policy.role_policy[0].policy, var.on_failure_destination_arn)
    error_message = "The role may not send there: ${aws_iam_role_policy.role_policy[0].policy}."
  }
}

run "lets_one_organization_in" {
  command = plan

  assert {
    condition     = keys(aws_lambda_permission.permission) == ["m-11111111111111111111111111111111"]
    error_message = "Other organizations: ${jsonencode(keys(aws_lambda_permission.permission))}."
  }
  assert {
    condition     = one(values(aws_lambda_permission.permission)).statement_id == "AllowWorkMail-m-11111111111111111111111111111111"
    error_message = "Another statement id: ${one(values(aws_lambda_permission.permission)).statement_id}."
  }
  assert {
    condition     = one(values(aws_lambda_permission.permission)).principal == "workmail.eu-west-1.amazonaws.com"
    error_message = "Another principal: ${one(values(aws_lambda_permission.permission)).principal}."
  }
  assert {
    condition     = one(values(aws_lambda_permission.permission)).source_arn == "arn:aws:workmail:eu-west-1:111122223333:organization/m-11111111111111111111111111111111"
    error_message = "Another source: ${one(values(aws_lambda_permission.permission)).source_arn}."
  }
  assert {
    condition     = one(values(aws_lambda_permission.permission)).source_account == null
    error_message = "The source account is set."
  }
}

run "gives_each_of_several_organizations_a_statement" {
  command = plan
  variables {
    organization_ids = [
      "m-11111111111111111111111111111111",
      "m-22222222222222222222222222222222",
      "m-22222222222222222222222222222222",
    ]
  }

  assert {
    condition = output.permission_statement_ids == [
      "AllowWorkMail-m-11111111111111111111111111111111",
      "AllowWorkMail-m-22222222222222222222222222222222",
    ]
    error_message = "Other statements: ${jsonencode(output.permission_statement_ids)}."
  }
}

run "lets_any_organization_of_the_account_in_when_told_to" {
  command = plan
  variables {
    organization_ids       = null
    allow_any_organization = true
  }

  assert {
    condition     = output.organization_arns == ["arn:aws:workmail:eu-west-1:111122223333:organization/*"]
    error_message = "Another source: ${jsonencode(output.organization_arns)}."
  }
  assert {
    condition     = output.email_flow_rule_console_urls["*"] == "https://eu-west-1.console.aws.amazon.com/workmail/v2/home?region=eu-west-1#/organizations"
    error_message = "Another console page: ${jsonencode(output.email_flow_rule_console_urls)}."
  }
}

run "takes_a_zip_of_your_own" {
  command = plan
  variables {
    package_path = "workmail-function-deduplicating.zip"
    handler      = "mail/index.onEmail"
  }

  assert {
    condition     = aws_lambda_function.function.filename == "workmail-function-deduplicating.zip"
    error_message = "Another zip: ${aws_lambda_function.function.filename}."
  }
  assert {
    condition     = aws_lambda_function.function.source_code_hash == filebase64sha256("workmail-function-deduplicating.zip")
    error_message = "The hash is not that of the zip."
  }
  assert {
    condition     = aws_lambda_function.function.handler == "mail/index.onEmail"
    error_message = "Another handler: ${aws_lambda_function.function.handler}."
  }
}

run "adds_environment_variables_and_tags" {
  command = plan
  variables {
    email_log_detail      = "full"
    environment_variables = { QUEUE = "mail" }
    tags                  = { Team = "email" }
  }

  assert {
    condition     = aws_lambda_function.function.environment[0].variables == tomap({ EMAIL_LOG_DETAIL = "full", QUEUE = "mail" })
    error_message = "Other variables: ${jsonencode(aws_lambda_function.function.environment[0].variables)}."
  }
  assert {
    condition = alltrue([
      for tagged in [aws_lambda_function.function, aws_iam_role.role[0], aws_cloudwatch_log_group.log_group[0]] :
      tagged.tags == tomap({ Function = "workmail-email-events", Team = "email" })
    ])
    error_message = "Not everything that carries tags has them."
  }
}

run "runs_in_a_vpc" {
  variables {
    vpc_config = { subnet_ids = ["subnet-1a", "subnet-2b"], security_group_ids = ["sg-1a"] }
  }

  assert {
    condition     = aws_lambda_function.function.vpc_config[0].subnet_ids == toset(["subnet-1a", "subnet-2b"])
    error_message = "Other subnets: ${jsonencode(aws_lambda_function.function.vpc_config[0].subnet_ids)}."
  }
  assert {
    condition     = strcontains(aws_iam_role_policy.role_policy[0].policy, "ec2:CreateNetworkInterface")
    error_message = "The role may make no network interfaces."
  }
}

run "encrypts_with_a_key_of_your_own" {
  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/mail"
  }

  assert {
    condition     = aws_lambda_function.function.kms_key_arn == var.kms_key_arn && aws_cloudwatch_log_group.log_group[0].kms_key_id == var.kms_key_arn
    error_message = "Logs or environment variables have another key."
  }
  assert {
    condition     = one([for statement in jsondecode(aws_iam_role_policy.role_policy[0].policy).Statement : statement.Resource if statement.Sid == "DecryptEnvironmentVariables"]) == var.kms_key_arn
    error_message = "The role may not use the key."
  }
}

run "describes_traces_and_logs_the_function_as_told" {
  command = plan
  variables {
    description           = "Archives outbound email"
    tracing_mode          = "PassThrough"
    application_log_level = "DEBUG"
    system_log_level      = "WARN"
    layers                = ["arn:aws:lambda:eu-west-1:111122223333:layer:b:2", "arn:aws:lambda:eu-west-1:111122223333:layer:a:1"]
  }

  assert {
    condition     = aws_lambda_function.function.description == var.description && aws_lambda_function.function.layers == var.layers
    error_message = "Another description, or other layers: ${jsonencode(aws_lambda_function.function.layers)}."
  }
  assert {
    condition = [
      aws_lambda_function.function.tracing_config[0].mode,
      aws_lambda_function.function.logging_config[0].application_log_level,
      aws_lambda_function.function.logging_config[0].system_log_level,
      aws_lambda_function.function.logging_config[0].log_format,
    ] == ["PassThrough", "DEBUG", "WARN", "JSON"]
    error_message = "Other modes: ${jsonencode([aws_lambda_function.function.tracing_config, aws_lambda_function.function.logging_config])}."
  }
}

run "refuses_arns_of_another_region" {
  command = plan
  variables {
    kms_key_arn = "arn:aws:kms:us-west-2:111122223333:key/mail"
  }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_the_function_as_its_own_destination" {
  command = plan
  variables {
    on_failure_destination_arn = "arn:aws:lambda:eu-west-1:111122223333:function:workmail-email-events"
  }
  expect_failures = [aws_lambda_function.function]
}

run "writes_to_an_existing_log_group" {
  variables {
    log_group_name = "/platform/mail"
  }

  assert {
    condition     = aws_lambda_function.function.logging_config[0].log_group == var.log_group_name && output.log_group_name == var.log_group_name
    error_message = "The function writes elsewhere: ${output.log_group_name}."
  }
  assert {
    condition     = length(aws_cloudwatch_log_group.log_group) == 0
    error_message = "A log group is created, too."
  }
  assert {
    condition     = one([for statement in jsondecode(aws_iam_role_policy.role_policy[0].policy).Statement : statement.Resource if statement.Sid == "WriteOwnLogStreams"]) == "arn:aws:logs:eu-west-1:111122223333:log-group:/platform/mail:log-stream:*"
    error_message = "The role may not write there."
  }
}

run "refuses_a_retention_for_an_existing_log_group" {
  command = plan
  variables {
    log_group_name        = "/platform/mail"
    log_retention_in_days = 30
  }
  expect_failures = [aws_lambda_function.function]
}

run "takes_a_zip_from_a_bucket" {
  command = plan
  variables {
    s3_bucket         = "packages"
    s3_key            = "mail/1.0.0.zip"
    s3_object_version = "a1"
  }

  assert {
    condition     = [aws_lambda_function.function.s3_bucket, aws_lambda_function.function.s3_key, aws_lambda_function.function.s3_object_version] == ["packages", "mail/1.0.0.zip", "a1"]
    error_message = "Another object: ${aws_lambda_function.function.s3_key}."
  }
  assert {
    condition     = aws_lambda_function.function.filename == null
    error_message = "There is a file, too: ${jsonencode(aws_lambda_function.function.filename)}."
  }
}

run "refuses_a_file_and_a_bucket" {
  command = plan
  variables {
    package_path = "workmail-function.zip"
    s3_bucket    = "packages"
    s3_key       = "mail.zip"
  }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_a_bucket_without_a_key" {
  command = plan
  variables {
    s3_bucket = "packages"
  }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_a_key_without_a_bucket" {
  command = plan
  variables {
    s3_key = "mail.zip"
  }
  expect_failures = [aws_lambda_function.function]
}

run "runs_as_an_existing_role" {
  variables {
    role_arn = "arn:aws:iam::111122223333:role/platform/mail"
  }

  assert {
    condition     = aws_lambda_function.function.role == var.role_arn && output.role_arn == var.role_arn
    error_message = "The function runs as another role: ${aws_lambda_function.function.role}."
  }
  assert {
    condition     = length(aws_iam_role.role) + length(aws_iam_role_policy.role_policy) == 0
    error_message = "A role or a policy is created, too."
  }
}

run "refuses_an_existing_role_of_another_account" {
  command = plan
  variables {
    role_arn = "arn:aws:iam::444455556666:role/mail"
  }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_settings_of_a_created_role_with_an_existing_one" {
  command = plan
  variables {
    role_arn  = "arn:aws:iam::111122223333:role/mail"
    role_path = "/mail/"
  }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_a_boundary_for_an_existing_role" {
  command = plan
  variables {
    role_arn                 = "arn:aws:iam::111122223333:role/mail"
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
  }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_to_run_without_a_role" {
  command = plan
  variables {
    create_role = false
  }
  expect_failures = [aws_lambda_function.function]
}

run "names_all_that_an_account_or_region_holds_once" {
  command = plan
  variables {
    function_name = "mail"
  }

  assert {
    condition = [
      aws_lambda_function.function.function_name,
      aws_cloudwatch_log_group.log_group[0].name,
      aws_iam_role.role[0].name,
    ] == ["mail", "/aws/lambda/mail", "mail-eu-west-1"]
    error_message = "Two deployments in one account would collide."
  }
}

run "refuses_a_share_for_the_newest_version_without_another_one" {
  command = plan
  variables {
    live_alias         = true
    new_version_weight = 0.5
  }
  expect_failures = [aws_lambda_function.function]
}
