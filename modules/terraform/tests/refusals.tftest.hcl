# Every wrong value is refused at plan. Nothing here reaches AWS.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }
}

variables {
  organization_ids = ["m-11111111111111111111111111111111"]
}

run "refuses_a_function_name_with_a_space" {
  command = plan
  variables { function_name = "work mail" }
  expect_failures = [var.function_name]
}

run "refuses_a_function_name_that_leaves_no_room_for_the_region" {
  command = plan
  variables { function_name = "a23456789-123456789-123456789-123456789-123456789-12345" }
  expect_failures = [var.function_name]
}

run "refuses_an_organization_by_its_arn" {
  command = plan
  variables {
    organization_ids = ["arn:aws:workmail:eu-west-1:111122223333:organization/m-11111111111111111111111111111111"]
  }
  expect_failures = [var.organization_ids]
}

run "refuses_an_organization_id_in_upper_case" {
  command = plan
  variables { organization_ids = ["m-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] }
  expect_failures = [var.organization_ids]
}

run "refuses_an_organization_id_that_is_too_short" {
  command = plan
  variables { organization_ids = ["m-1"] }
  expect_failures = [var.organization_ids]
}

run "refuses_no_organization" {
  command = plan
  variables { organization_ids = [] }
  expect_failures = [var.organization_ids]
}

run "refuses_to_guess_the_organizations" {
  command = plan
  variables { organization_ids = null }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_any_organization_beside_named_ones" {
  command = plan
  variables { allow_any_organization = true }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_a_source_account_that_is_none" {
  command = plan
  variables { source_account = "1234" }
  expect_failures = [var.source_account]
}

run "refuses_a_handler_without_export" {
  command = plan
  variables { handler = "index" }
  expect_failures = [var.handler]
}

run "refuses_a_runtime_past_its_end" {
  command = plan
  variables { runtime = "nodejs20.x" }
  expect_failures = [var.runtime]
}

run "refuses_an_unknown_architecture" {
  command = plan
  variables { architecture = "arm" }
  expect_failures = [var.architecture]
}

run "refuses_too_little_memory" {
  command = plan
  variables { memory_size = 127 }
  expect_failures = [var.memory_size]
}

run "refuses_half_a_megabyte" {
  command = plan
  variables { memory_size = 128.5 }
  expect_failures = [var.memory_size]
}

run "refuses_a_timeout_of_0" {
  command = plan
  variables { timeout = 0 }
  expect_failures = [var.timeout]
}

run "refuses_a_timeout_of_901" {
  command = plan
  variables { timeout = 901 }
  expect_failures = [var.timeout]
}

run "refuses_negative_concurrency" {
  command = plan
  variables { reserved_concurrent_executions = -1 }
  expect_failures = [var.reserved_concurrent_executions]
}

run "refuses_an_unknown_log_detail" {
  command = plan
  variables { email_log_detail = "everything" }
  expect_failures = [var.email_log_detail]
}

run "refuses_more_retries_than_lambda_makes" {
  command = plan
  variables { maximum_retry_attempts = 3 }
  expect_failures = [var.maximum_retry_attempts]
}

run "refuses_an_event_age_of_less_than_a_minute" {
  command = plan
  variables { maximum_event_age_in_seconds = 59 }
  expect_failures = [var.maximum_event_age_in_seconds]
}

run "refuses_a_first_in_first_out_queue_for_failures" {
  command = plan
  variables { on_failure_destination_arn = "arn:aws:sqs:eu-west-1:111122223333:failures.fifo" }
  expect_failures = [var.on_failure_destination_arn]
}

run "refuses_a_bucket_for_results" {
  command = plan
  variables { on_success_destination_arn = "arn:aws:s3:::results" }
  expect_failures = [var.on_success_destination_arn]
}

run "refuses_an_alarm_action_that_is_no_topic" {
  command = plan
  variables { alarm_action_arns = ["arn:aws:sqs:eu-west-1:111122223333:alarms"] }
  expect_failures = [var.alarm_action_arns]
}

run "refuses_an_alarm_email_that_is_none" {
  command = plan
  variables { alarm_email = "alarms" }
  expect_failures = [var.alarm_email]
}

run "refuses_a_code_signing_configuration_by_its_id" {
  command = plan
  variables { code_signing_config_arn = "csc-0123456789abcdef0" }
  expect_failures = [var.code_signing_config_arn]
}

run "refuses_a_deduplication_window_of_less_than_a_minute" {
  command = plan
  variables { deduplication_window_seconds = 59 }
  expect_failures = [var.deduplication_window_seconds]
}

run "refuses_environment_variables_of_lambda" {
  command = plan
  variables { environment_variables = { AWS_REGION = "eu-west-1" } }
  expect_failures = [var.environment_variables]
}

run "refuses_an_environment_variable_that_is_a_setting" {
  command = plan
  variables { environment_variables = { EMAIL_LOG_DETAIL = "full" } }
  expect_failures = [var.environment_variables]
}

run "refuses_a_retention_that_logs_do_not_know" {
  command = plan
  variables { log_retention_in_days = 2 }
  expect_failures = [var.log_retention_in_days]
}

run "refuses_a_key_by_its_alias" {
  command = plan
  variables { kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:alias/mail" }
  expect_failures = [var.kms_key_arn]
}

run "refuses_a_vpc_without_subnets" {
  command = plan
  variables { vpc_config = { subnet_ids = [], security_group_ids = ["sg-1a"] } }
  expect_failures = [var.vpc_config]
}

run "refuses_a_vpc_in_place_of_its_subnets" {
  command = plan
  variables { vpc_config = { subnet_ids = ["vpc-1a"], security_group_ids = ["sg-1a"] } }
  expect_failures = [var.vpc_config]
}

run "refuses_a_vpc_without_security_groups" {
  command = plan
  variables { vpc_config = { subnet_ids = ["subnet-1a"], security_group_ids = [] } }
  expect_failures = [var.vpc_config]
}

run "refuses_a_security_group_by_its_name" {
  command = plan
  variables { vpc_config = { subnet_ids = ["subnet-1a"], security_group_ids = ["default"] } }
  expect_failures = [var.vpc_config]
}

run "refuses_a_boundary_that_is_no_policy" {
  command = plan
  variables { permissions_boundary_arn = "arn:aws:iam::111122223333:role/mail" }
  expect_failures = [var.permissions_boundary_arn]
}

run "refuses_a_role_path_without_its_slashes" {
  command = plan
  variables { role_path = "mail" }
  expect_failures = [var.role_path]
}

run "refuses_a_zip_that_is_missing" {
  command = plan
  variables { package_path = "no/such.zip" }
  expect_failures = [var.package_path]
}

run "refuses_a_region_without_workmail" {
  command = plan
  override_data {
    target = data.aws_region.region
    values = { id = "eu-central-1" }
  }
  expect_failures = [data.aws_region.region]
}

run "refuses_a_live_version_that_is_no_number" {
  command = plan
  variables {
    live_alias   = true
    live_version = "$LATEST"
  }
  expect_failures = [var.live_version]
}

run "refuses_a_live_version_without_the_alias" {
  command = plan
  variables { live_version = "3" }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_a_weight_above_one" {
  command = plan
  variables { new_version_weight = 1.5 }
  expect_failures = [var.new_version_weight]
}

run "refuses_an_alarm_topic_of_another_region" {
  command = plan
  variables { alarm_action_arns = ["arn:aws:sns:us-east-1:111122223333:alarms"] }
  expect_failures = [
    aws_cloudwatch_metric_alarm.alarms_delivery_failures,
    aws_cloudwatch_metric_alarm.alarms_dropped_events,
    aws_cloudwatch_metric_alarm.alarms_errors,
    aws_cloudwatch_metric_alarm.alarms_failure_queue_age,
    aws_cloudwatch_metric_alarm.alarms_failure_queue_messages,
    aws_cloudwatch_metric_alarm.alarms_throttles,
  ]
}
