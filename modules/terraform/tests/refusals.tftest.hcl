# Wrong combinations of values, and what only a plan knows, are refused at plan. settings.tftest.hcl has the wrong values
# of each variable. Nothing here reaches AWS.

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

run "refuses_a_zip_that_is_missing" {
  command = plan
  variables { package_path = "no/such.zip" }
  expect_failures = [var.package_path]
}

run "refuses_a_folder_as_a_zip" {
  command = plan
  variables { package_path = "tests" }
  expect_failures = [var.package_path]
}

run "refuses_a_package_that_is_not_a_zip" {
  command = plan
  variables { package_path = "versions.tf" }
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

run "refuses_a_live_version_without_the_alias" {
  command = plan
  variables { live_version = "3" }
  expect_failures = [aws_lambda_function.function]
}

run "refuses_an_alarm_topic_of_another_region" {
  command = plan
  variables { alarm_action_arns = ["arn:aws:sns:us-east-1:111122223333:alarms"] }
  expect_failures = [aws_lambda_function.function]
}
