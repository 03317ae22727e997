# Generated from the rows of the settings (npm run generate): every wrong value is
# refused at plan, one of each variable in a run. Nothing here reaches AWS.

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

run "refuses_wrong_values_1" {
  command = plan
  variables {
    organization_ids               = []
    function_name                  = ""
    description                    = ""
    package_path                   = ""
    s3_bucket                      = "A"
    s3_key                         = ""
    s3_object_version              = ""
    handler                        = "index"
    runtime                        = "nodejs20.x"
    layers                         = ["arn:aws:lambda:eu-west-1:111122223333:layer:a"]
    architecture                   = "arm"
    memory_size                    = 127
    ephemeral_storage_size         = 511
    timeout                        = -1
    reserved_concurrent_executions = -1
    maximum_retry_attempts         = -1
    maximum_event_age_in_seconds   = 59
    on_failure_destination_arn     = "arn:aws:sqs:eu-west-1:111122223333:a.fifo"
    on_success_destination_arn     = "arn:aws:s3:::abc"
    alarm_action_arns              = ["arn:aws:sns:eu-west-1:111122223333:a.fifo"]
    alarm_email                    = "a"
    deduplication_window_seconds   = 59
    tracing_mode                   = "active"
    application_log_level          = "info"
    system_log_level               = "ERROR"
    email_log_detail               = "none"
    environment_variables          = { "9a" = "" }
    log_group_name                 = ""
    log_group_class                = "DELIVERY"
    log_retention_in_days          = 2
    kms_key_arn                    = "arn:aws:kms:eu-west-1:111122223333:alias/a"
    vpc_config                     = { "subnet_ids" = [], "security_group_ids" = ["sg-1"] }
    code_signing_config_arn        = "csc-0123456789abcdef0"
    live_version                   = "0"
    new_version_weight             = -0.1
    role_arn                       = "a"
    permissions_boundary_arn       = "arn:aws:iam::111122223333:role/a"
    role_path                      = "a"
    source_account                 = "11112222333"
    tags                           = { "aws:team" = "mail" }
  }
  expect_failures = [
    var.organization_ids,
    var.function_name,
    var.description,
    var.package_path,
    var.s3_bucket,
    var.s3_key,
    var.s3_object_version,
    var.handler,
    var.runtime,
    var.layers,
    var.architecture,
    var.memory_size,
    var.ephemeral_storage_size,
    var.timeout,
    var.reserved_concurrent_executions,
    var.maximum_retry_attempts,
    var.maximum_event_age_in_seconds,
    var.on_failure_destination_arn,
    var.on_success_destination_arn,
    var.alarm_action_arns,
    var.alarm_email,
    var.deduplication_window_seconds,
    var.tracing_mode,
    var.application_log_level,
    var.system_log_level,
    var.email_log_detail,
    var.environment_variables,
    var.log_group_name,
    var.log_group_class,
    var.log_retention_in_days,
    var.kms_key_arn,
    var.vpc_config,
    var.code_signing_config_arn,
    var.live_version,
    var.new_version_weight,
    var.role_arn,
    var.permissions_boundary_arn,
    var.role_path,
    var.source_account,
    var.tags,
  ]
}

run "refuses_wrong_values_2" {
  command = plan
  variables {
    organization_ids               = ["m-1"]
    function_name                  = "a b"
    description                    = "a\nb"
    package_path                   = " "
    s3_bucket                      = "ab"
    s3_key                         = "a\nb"
    handler                        = "a/b.c"
    runtime                        = ""
    layers                         = ["arn:aws:lambda:eu-west-1:111122223333:layer:a:0"]
    architecture                   = ""
    memory_size                    = 128.5
    ephemeral_storage_size         = 512.5
    timeout                        = 0
    reserved_concurrent_executions = 1001
    maximum_retry_attempts         = 3
    maximum_event_age_in_seconds   = 21601
    on_failure_destination_arn     = "arn:aws:kinesis:eu-west-1:111122223333:stream/a"
    on_success_destination_arn     = "arn:aws:sqs:eu-west-1:111122223333:a.fifo"
    alarm_action_arns              = ["arn:aws:sqs:eu-west-1:111122223333:a"]
    alarm_email                    = "a@b@c"
    deduplication_window_seconds   = 1209601
    tracing_mode                   = ""
    application_log_level          = "WARNING"
    system_log_level               = "debug"
    email_log_detail               = ""
    environment_variables          = { "_A" = "" }
    log_group_name                 = "a b"
    log_group_class                = "standard"
    log_retention_in_days          = -1
    kms_key_arn                    = "1-a"
    vpc_config                     = { "subnet_ids" = ["subnet-1"], "security_group_ids" = [] }
    live_version                   = "01"
    new_version_weight             = 1.1
    role_arn                       = "arn:aws-cn:iam::111122223333:role/a"
    role_path                      = "/a"
    source_account                 = "1111222233334"
    tags                           = { "AWS:team" = "mail" }
  }
  expect_failures = [
    var.organization_ids,
    var.function_name,
    var.description,
    var.package_path,
    var.s3_bucket,
    var.s3_key,
    var.handler,
    var.runtime,
    var.layers,
    var.architecture,
    var.memory_size,
    var.ephemeral_storage_size,
    var.timeout,
    var.reserved_concurrent_executions,
    var.maximum_retry_attempts,
    var.maximum_event_age_in_seconds,
    var.on_failure_destination_arn,
    var.on_success_destination_arn,
    var.alarm_action_arns,
    var.alarm_email,
    var.deduplication_window_seconds,
    var.tracing_mode,
    var.application_log_level,
    var.system_log_level,
    var.email_log_detail,
    var.environment_variables,
    var.log_group_name,
    var.log_group_class,
    var.log_retention_in_days,
    var.kms_key_arn,
    var.vpc_config,
    var.live_version,
    var.new_version_weight,
    var.role_arn,
    var.role_path,
    var.source_account,
    var.tags,
  ]
}

run "refuses_wrong_values_3" {
  command = plan
  variables {
    organization_ids               = ["m-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
    function_name                  = "ä"
    description                    = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    s3_bucket                      = "s3://a-bucket"
    handler                        = "index.1"
    layers                         = ["a"]
    memory_size                    = 10241
    ephemeral_storage_size         = 10241
    timeout                        = 1.5
    reserved_concurrent_executions = 0.5
    maximum_retry_attempts         = 1.5
    maximum_event_age_in_seconds   = 60.5
    on_failure_destination_arn     = "arn:aws:s3:::a"
    alarm_action_arns              = ["arn:aws:automate:eu-west-1:ec2:stop"]
    alarm_email                    = "a b@c"
    deduplication_window_seconds   = 60.5
    application_log_level          = ""
    system_log_level               = ""
    environment_variables          = { "AWS_X" = "" }
    log_group_name                 = "a:b"
    log_group_class                = ""
    log_retention_in_days          = 1.5
    vpc_config                     = { "subnet_ids" = ["subnet-g"], "security_group_ids" = ["sg-1"] }
    live_version                   = "$LATEST"
    role_arn                       = "arn:aws:iam::111122223333:user/a"
    role_path                      = "a/"
    source_account                 = "aaaaaaaaaaaa"
    tags                           = { "" = "mail" }
  }
  expect_failures = [
    var.organization_ids,
    var.function_name,
    var.description,
    var.s3_bucket,
    var.handler,
    var.layers,
    var.memory_size,
    var.ephemeral_storage_size,
    var.timeout,
    var.reserved_concurrent_executions,
    var.maximum_retry_attempts,
    var.maximum_event_age_in_seconds,
    var.on_failure_destination_arn,
    var.alarm_action_arns,
    var.alarm_email,
    var.deduplication_window_seconds,
    var.application_log_level,
    var.system_log_level,
    var.environment_variables,
    var.log_group_name,
    var.log_group_class,
    var.log_retention_in_days,
    var.vpc_config,
    var.live_version,
    var.role_arn,
    var.role_path,
    var.source_account,
    var.tags,
  ]
}

run "refuses_wrong_values_4" {
  command = plan
  variables {
    organization_ids           = ["arn:aws:workmail:eu-west-1:111122223333:organization/m-11111111111111111111111111111111"]
    function_name              = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    s3_bucket                  = "arn:aws:s3:::a-bucket"
    handler                    = ".x"
    layers                     = ["arn:aws:lambda:eu-west-1:111122223333:layer:a:1", "arn:aws:lambda:eu-west-1:111122223333:layer:a:2", "arn:aws:lambda:eu-west-1:111122223333:layer:a:3", "arn:aws:lambda:eu-west-1:111122223333:layer:a:4", "arn:aws:lambda:eu-west-1:111122223333:layer:a:5", "arn:aws:lambda:eu-west-1:111122223333:layer:a:6"]
    timeout                    = 901
    on_failure_destination_arn = "abc"
    alarm_email                = "@b"
    environment_variables      = { "LAMBDA_X" = "" }
    log_group_name             = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    vpc_config                 = { "subnet_ids" = ["subnet-1"], "security_group_ids" = ["default"] }
    live_version               = ""
    role_arn                   = "arn:aws:iam::11112222333:role/a"
    role_path                  = "//"
  }
  expect_failures = [
    var.organization_ids,
    var.function_name,
    var.s3_bucket,
    var.handler,
    var.layers,
    var.timeout,
    var.on_failure_destination_arn,
    var.alarm_email,
    var.environment_variables,
    var.log_group_name,
    var.vpc_config,
    var.live_version,
    var.role_arn,
    var.role_path,
  ]
}

run "refuses_wrong_values_5" {
  command = plan
  variables {
    organization_ids           = ["*"]
    handler                    = "a.b.c"
    on_failure_destination_arn = "*"
    environment_variables      = { "EMAIL_LOG_DETAIL" = "" }
    role_arn                   = "arn:aws:sts::111122223333:assumed-role/a/b"
    role_path                  = "/a b/"
  }
  expect_failures = [
    var.organization_ids,
    var.handler,
    var.on_failure_destination_arn,
    var.environment_variables,
    var.role_arn,
    var.role_path,
  ]
}

run "refuses_wrong_values_6" {
  command = plan
  variables {
    organization_ids      = ["m-00000000000000000000000000000000", "m-00000000000000000000000000000001", "m-00000000000000000000000000000002", "m-00000000000000000000000000000003", "m-00000000000000000000000000000004", "m-00000000000000000000000000000005", "m-00000000000000000000000000000006", "m-00000000000000000000000000000007", "m-00000000000000000000000000000008", "m-00000000000000000000000000000009", "m-0000000000000000000000000000000a", "m-0000000000000000000000000000000b", "m-0000000000000000000000000000000c", "m-0000000000000000000000000000000d", "m-0000000000000000000000000000000e", "m-0000000000000000000000000000000f", "m-00000000000000000000000000000010", "m-00000000000000000000000000000011", "m-00000000000000000000000000000012", "m-00000000000000000000000000000013", "m-00000000000000000000000000000014", "m-00000000000000000000000000000015", "m-00000000000000000000000000000016", "m-00000000000000000000000000000017", "m-00000000000000000000000000000018", "m-00000000000000000000000000000019", "m-0000000000000000000000000000001a", "m-0000000000000000000000000000001b", "m-0000000000000000000000000000001c", "m-0000000000000000000000000000001d", "m-0000000000000000000000000000001e", "m-0000000000000000000000000000001f", "m-00000000000000000000000000000020", "m-00000000000000000000000000000021", "m-00000000000000000000000000000022", "m-00000000000000000000000000000023", "m-00000000000000000000000000000024", "m-00000000000000000000000000000025", "m-00000000000000000000000000000026", "m-00000000000000000000000000000027", "m-00000000000000000000000000000028", "m-00000000000000000000000000000029", "m-0000000000000000000000000000002a", "m-0000000000000000000000000000002b"]
    environment_variables = { "DEDUPLICATION_TABLE" = "" }
    role_arn              = "arn:aws:iam::111122223333:role/a/"
  }
  expect_failures = [
    var.organization_ids,
    var.environment_variables,
    var.role_arn,
  ]
}

run "refuses_wrong_values_7" {
  command = plan
  variables {
    environment_variables = { "A-B" = "" }
  }
  expect_failures = [
    var.environment_variables,
  ]
}
