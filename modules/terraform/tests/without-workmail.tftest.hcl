# A call without WorkMail: only Amazon SES invokes the function, in any Region in which SES receives email. Nothing here
# reaches AWS.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-central-1" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }
}

variables {
  function_name      = "mail"
  workmail           = false
  ses_receipt_rule   = { rule_set_name = "own" }
  ses_sending_events = { configuration_set_name = "outbound" }
}

run "creates_the_permissions_of_ses_only" {
  command = plan

  assert {
    condition     = length(aws_lambda_permission.permission) == 0
    error_message = "WorkMail must have no permission."
  }

  assert {
    condition     = aws_lambda_permission.ses_receipt_rule_permission[0].principal == "ses.amazonaws.com"
    error_message = "The receipt rule must be allowed to invoke the function."
  }

  assert {
    condition     = aws_lambda_permission.ses_sending_events_permission[0].principal == "events.amazonaws.com"
    error_message = "The EventBridge rule must be allowed to invoke the function."
  }
}

run "describes_the_function_as_one_of_ses" {
  command = plan

  assert {
    condition = alltrue([
      endswith(aws_lambda_function.function.description, "Amazon SES"),
      !strcontains(aws_iam_role.role[0].description, "WorkMail"),
    ])
    error_message = "The descriptions must name Amazon SES."
  }
}

run "has_no_output_about_workmail" {
  command = plan

  assert {
    condition = alltrue([
      output.principal == null,
      output.permission_statement_ids == null,
      output.organization_arns == null,
      output.message_arns == null,
      output.email_flow_rules == null,
      output.email_flow_rule_console_urls == null,
      output.email_flow_rule_instructions == null,
    ])
    error_message = "The outputs about WorkMail must be null."
  }
}

run "gives_the_function_no_organizations" {
  command = plan
  variables {
    policy_statements = [{ sid = "Own", actions = ["s3:GetObject"], resources = ["arn:aws:s3:::own/*"] }]
  }

  assert {
    condition     = !contains(keys(aws_lambda_function.function.environment[0].variables), "WORKMAIL_ORGANIZATION_IDS")
    error_message = "Without WorkMail there are no organizations."
  }
}

run "is_also_for_a_region_of_workmail" {
  command = plan
  override_data {
    target = data.aws_region.region
    values = { id = "us-east-1" }
  }
}

run "refuses_a_region_in_which_ses_does_not_receive" {
  command = plan
  override_data {
    target = data.aws_region.region
    values = { id = "eu-central-2" }
  }
  expect_failures = [data.aws_region.region]
}

run "refuses_a_function_that_nothing_invokes" {
  command = plan
  variables {
    ses_receipt_rule   = null
    ses_sending_events = null
  }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_organizations" {
  command = plan
  variables { organization_ids = ["m-11111111111111111111111111111111"] }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_any_organization" {
  command = plan
  variables { allow_any_organization = true }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_email_flow_rules" {
  command = plan
  variables { email_flow_rules = { "Log" = {} } }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_message_content" {
  command = plan
  variables { message_content = "READ" }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_the_account_of_organizations" {
  command = plan
  variables { source_account = "111122223333" }
  expect_failures = [aws_lambda_function.function]
}
