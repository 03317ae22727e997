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
    email_flow_rules               = {}
    organization_domains           = []
    ses_receipt_rule               = { "rule_set_name" = "-a" }
    ses_sending_events             = { "configuration_set_name" = "a.b" }
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
    environment_variables          = { "STAGE" = null }
    log_group_name                 = ""
    log_group_class                = "DELIVERY"
    secret_arns                    = { "WEBHOOK" = "https://example.com/hook" }
    policy_statements              = [{ "sid" = "All", "actions" = ["*"], "resources" = ["arn:aws:s3:::abc"] }]
    message_content                = "read"
    updated_content_bucket         = "a.b.c"
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
    var.email_flow_rules,
    var.organization_domains,
    var.ses_receipt_rule,
    var.ses_sending_events,
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
    var.secret_arns,
    var.policy_statements,
    var.message_content,
    var.updated_content_bucket,
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
    email_flow_rules               = { " Tag" = {} }
    organization_domains           = ["Example.com"]
    ses_receipt_rule               = { "rule_set_name" = "a b" }
    ses_sending_events             = { "configuration_set_name" = "" }
    function_name                  = "a b"
    description                    = "a\nb"
    package_path                   = " "
    s3_bucket                      = "ab"
    s3_key                         = "a\nb"
    handler                        = "index.1"
    runtime                        = ""
    layers                         = ["arn:aws:lambda:eu-west-1:111122223333:layer:a:0"]
    architecture                   = ""
    memory_size                    = 128.5
    ephemeral_storage_size         = 512.5
    timeout                        = 0
    reserved_concurrent_executions = 0.5
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
    environment_variables          = { "9a" = "" }
    log_group_name                 = "a b"
    log_group_class                = "standard"
    secret_arns                    = { "WEBHOOK" = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*" }
    policy_statements              = [{ "sid" = "All", "actions" = ["s3:*"], "resources" = ["arn:aws:s3:::abc"] }]
    message_content                = ""
    updated_content_bucket         = "ab"
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
    var.email_flow_rules,
    var.organization_domains,
    var.ses_receipt_rule,
    var.ses_sending_events,
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
    var.secret_arns,
    var.policy_statements,
    var.message_content,
    var.updated_content_bucket,
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
    organization_ids             = ["m-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
    email_flow_rules             = { "Tag" = {}, "tag" = {} }
    organization_domains         = ["münchen.example"]
    ses_receipt_rule             = { "rule_set_name" = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
    ses_sending_events           = { "configuration_set_name" = "a", "event_types" = [] }
    function_name                = "ä"
    description                  = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    s3_bucket                    = "s3://a-bucket"
    handler                      = ".x"
    layers                       = ["a"]
    memory_size                  = 10241
    ephemeral_storage_size       = 10241
    timeout                      = 1.5
    maximum_retry_attempts       = 1.5
    maximum_event_age_in_seconds = 60.5
    on_failure_destination_arn   = "arn:aws:s3:::a"
    alarm_action_arns            = ["arn:aws:automate:eu-west-1:ec2:stop"]
    alarm_email                  = "a b@c"
    deduplication_window_seconds = 60.5
    application_log_level        = ""
    system_log_level             = ""
    environment_variables        = { "_A" = "" }
    log_group_name               = "a:b"
    log_group_class              = ""
    secret_arns                  = { "AWS_SECRET" = "arn:aws:ssm:eu-west-1:111122223333:parameter/a" }
    policy_statements            = [{ "sid" = "All", "actions" = ["s3:Get*"], "resources" = ["*"] }]
    updated_content_bucket       = "A-bc"
    log_retention_in_days        = 1.5
    vpc_config                   = { "subnet_ids" = ["subnet-g"], "security_group_ids" = ["sg-1"] }
    live_version                 = "$LATEST"
    role_arn                     = "arn:aws:iam::111122223333:user/a"
    role_path                    = "a/"
    source_account               = "aaaaaaaaaaaa"
    tags                         = { "" = "mail" }
  }
  expect_failures = [
    var.organization_ids,
    var.email_flow_rules,
    var.organization_domains,
    var.ses_receipt_rule,
    var.ses_sending_events,
    var.function_name,
    var.description,
    var.s3_bucket,
    var.handler,
    var.layers,
    var.memory_size,
    var.ephemeral_storage_size,
    var.timeout,
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
    var.secret_arns,
    var.policy_statements,
    var.updated_content_bucket,
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
    email_flow_rules           = { "Tag" = { "direction" = "outbound" } }
    organization_domains       = ["example"]
    ses_receipt_rule           = { "rule_set_name" = "a", "recipients" = [] }
    ses_sending_events         = { "configuration_set_name" = "a", "event_types" = ["BOUNCE"] }
    function_name              = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    s3_bucket                  = "arn:aws:s3:::a-bucket"
    handler                    = "../a.b"
    layers                     = ["arn:aws:lambda:eu-west-1:111122223333:layer:a:1", "arn:aws:lambda:eu-west-1:111122223333:layer:a:2", "arn:aws:lambda:eu-west-1:111122223333:layer:a:3", "arn:aws:lambda:eu-west-1:111122223333:layer:a:4", "arn:aws:lambda:eu-west-1:111122223333:layer:a:5", "arn:aws:lambda:eu-west-1:111122223333:layer:a:6"]
    timeout                    = 901
    on_failure_destination_arn = "abc"
    alarm_email                = "@b"
    environment_variables      = { "AWS_X" = "" }
    log_group_name             = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    policy_statements          = [{ "sid" = "All", "actions" = ["s3:Get*"], "resources" = ["arn:aws:s3:::*"] }]
    updated_content_bucket     = "-abc"
    vpc_config                 = { "subnet_ids" = ["subnet-1"], "security_group_ids" = ["default"] }
    live_version               = ""
    role_arn                   = "arn:aws:iam::11112222333:role/a"
    role_path                  = "//"
    tags                       = { "Team" = null }
  }
  expect_failures = [
    var.organization_ids,
    var.email_flow_rules,
    var.organization_domains,
    var.ses_receipt_rule,
    var.ses_sending_events,
    var.function_name,
    var.s3_bucket,
    var.handler,
    var.layers,
    var.timeout,
    var.on_failure_destination_arn,
    var.alarm_email,
    var.environment_variables,
    var.log_group_name,
    var.policy_statements,
    var.updated_content_bucket,
    var.vpc_config,
    var.live_version,
    var.role_arn,
    var.role_path,
    var.tags,
  ]
}

run "refuses_wrong_values_5" {
  command = plan
  variables {
    organization_ids           = ["*"]
    email_flow_rules           = { "Tag" = { "run_synchronously" = true } }
    organization_domains       = ["*.example.com"]
    ses_receipt_rule           = { "rule_set_name" = "a", "recipients" = ["*"] }
    ses_sending_events         = { "configuration_set_name" = "a", "event_types" = ["send"] }
    handler                    = "a/../b.c"
    on_failure_destination_arn = "*"
    environment_variables      = { "LAMBDA_X" = "" }
    policy_statements          = [{ "sid" = "All", "actions" = ["s3:Get*"], "resources" = ["arn:aws:s3:::*/*"] }]
    updated_content_bucket     = "abc-"
    role_arn                   = "arn:aws:sts::111122223333:assumed-role/a/b"
    role_path                  = "/a b/"
  }
  expect_failures = [
    var.organization_ids,
    var.email_flow_rules,
    var.organization_domains,
    var.ses_receipt_rule,
    var.ses_sending_events,
    var.handler,
    var.on_failure_destination_arn,
    var.environment_variables,
    var.policy_statements,
    var.updated_content_bucket,
    var.role_arn,
    var.role_path,
  ]
}

run "refuses_wrong_values_6" {
  command = plan
  variables {
    organization_ids       = ["m-00000000000000000000000000000000", "m-00000000000000000000000000000001", "m-00000000000000000000000000000002", "m-00000000000000000000000000000003", "m-00000000000000000000000000000004", "m-00000000000000000000000000000005", "m-00000000000000000000000000000006", "m-00000000000000000000000000000007", "m-00000000000000000000000000000008", "m-00000000000000000000000000000009", "m-0000000000000000000000000000000a", "m-0000000000000000000000000000000b", "m-0000000000000000000000000000000c", "m-0000000000000000000000000000000d", "m-0000000000000000000000000000000e", "m-0000000000000000000000000000000f", "m-00000000000000000000000000000010", "m-00000000000000000000000000000011", "m-00000000000000000000000000000012", "m-00000000000000000000000000000013", "m-00000000000000000000000000000014", "m-00000000000000000000000000000015", "m-00000000000000000000000000000016", "m-00000000000000000000000000000017", "m-00000000000000000000000000000018", "m-00000000000000000000000000000019", "m-0000000000000000000000000000001a", "m-0000000000000000000000000000001b", "m-0000000000000000000000000000001c", "m-0000000000000000000000000000001d", "m-0000000000000000000000000000001e", "m-0000000000000000000000000000001f", "m-00000000000000000000000000000020", "m-00000000000000000000000000000021", "m-00000000000000000000000000000022", "m-00000000000000000000000000000023", "m-00000000000000000000000000000024", "m-00000000000000000000000000000025", "m-00000000000000000000000000000026", "m-00000000000000000000000000000027", "m-00000000000000000000000000000028", "m-00000000000000000000000000000029", "m-0000000000000000000000000000002a", "m-0000000000000000000000000000002b"]
    email_flow_rules       = { "Tag" = { "run_synchronously" = true, "fallback_action" = "Run Lambda" } }
    organization_domains   = ["user@example.com"]
    ses_receipt_rule       = { "rule_set_name" = "a", "recipients" = ["*.example.com"] }
    handler                = "/a.b"
    environment_variables  = { "EMAIL_LOG_DETAIL" = "" }
    policy_statements      = [{ "sid" = "a-b", "actions" = ["s3:GetObject"], "resources" = ["arn:aws:s3:::abc/*"] }]
    updated_content_bucket = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    role_arn               = "arn:aws:iam::111122223333:role/a/"
  }
  expect_failures = [
    var.organization_ids,
    var.email_flow_rules,
    var.organization_domains,
    var.ses_receipt_rule,
    var.handler,
    var.environment_variables,
    var.policy_statements,
    var.updated_content_bucket,
    var.role_arn,
  ]
}

run "refuses_wrong_values_7" {
  command = plan
  variables {
    email_flow_rules      = { "Tag" = { "run_synchronously" = true, "rule_timeout_minutes" = 241, "fallback_action" = "Bounce" } }
    organization_domains  = ["example.com."]
    ses_receipt_rule      = { "rule_set_name" = "a", "after" = "" }
    handler               = "a//b.c"
    environment_variables = { "DEDUPLICATION_TABLE" = "" }
    policy_statements     = [{ "sid" = "SendTraces", "actions" = ["s3:GetObject"], "resources" = ["arn:aws:s3:::abc/*"] }]
  }
  expect_failures = [
    var.email_flow_rules,
    var.organization_domains,
    var.ses_receipt_rule,
    var.handler,
    var.environment_variables,
    var.policy_statements,
  ]
}

run "refuses_wrong_values_8" {
  command = plan
  variables {
    email_flow_rules      = { "Tag" = { "run_synchronously" = true, "fallback_action" = "Bounce", "destination_patterns" = ["example.com"] } }
    organization_domains  = ["-a.example.com"]
    ses_receipt_rule      = { "rule_set_name" = "a", "tls_policy" = "require" }
    handler               = "a b.c"
    environment_variables = { "ORGANIZATION_DOMAINS" = "" }
    policy_statements     = [{ "sid" = "Read", "actions" = ["s3:GetObject"], "resources" = ["abc"] }]
  }
  expect_failures = [
    var.email_flow_rules,
    var.organization_domains,
    var.ses_receipt_rule,
    var.handler,
    var.environment_variables,
    var.policy_statements,
  ]
}

run "refuses_wrong_values_9" {
  command = plan
  variables {
    email_flow_rules      = { "Tag" = { "rule_timeout_minutes" = 5 } }
    organization_domains  = ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a0", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a2", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a3", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a4", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a5", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a6", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a7", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a8", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a9", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a10", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a11", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a12", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a13", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a14", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a15", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a16", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a17", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a18", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a19", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a20", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a21", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a22", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a23", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.a24"]
    ses_receipt_rule      = { "rule_set_name" = "a", "invocation_type" = "event" }
    handler               = "src/index"
    environment_variables = { "A-B" = "" }
    policy_statements     = [{ "sid" = "Read", "actions" = ["s3:GetObject"], "resources" = ["arn:*"] }]
  }
  expect_failures = [
    var.email_flow_rules,
    var.organization_domains,
    var.ses_receipt_rule,
    var.handler,
    var.environment_variables,
    var.policy_statements,
  ]
}

run "refuses_wrong_values_10" {
  command = plan
  variables {
    email_flow_rules  = { "Tag" = { "fallback_action" = "Bounce" } }
    handler           = "a.b."
    policy_statements = [{ "sid" = "Read", "actions" = [], "resources" = ["arn:aws:s3:::abc/*"] }]
  }
  expect_failures = [
    var.email_flow_rules,
    var.handler,
    var.policy_statements,
  ]
}

run "refuses_wrong_values_11" {
  command = plan
  variables {
    email_flow_rules  = { "Tag" = { "sender_patterns" = ["user+tag@example.com"] } }
    policy_statements = [{ "sid" = "Read", "actions" = ["s3:GetObject"], "resources" = ["arn:aws:s3:::abc/*"] }, { "sid" = "Read", "actions" = ["s3:PutObject"], "resources" = ["arn:aws:s3:::abc/*"] }]
  }
  expect_failures = [
    var.email_flow_rules,
    var.policy_statements,
  ]
}

run "refuses_wrong_values_12" {
  command = plan
  variables {
    email_flow_rules = { "Tag" = { "sender_patterns" = [] } }
  }
  expect_failures = [
    var.email_flow_rules,
  ]
}

run "refuses_wrong_values_13" {
  command = plan
  variables {
    email_flow_rules = { "Tag" = { "sender_patterns" = ["0.example.com", "1.example.com", "2.example.com", "3.example.com", "4.example.com", "5.example.com", "6.example.com", "7.example.com", "8.example.com", "9.example.com", "10.example.com", "11.example.com", "12.example.com", "13.example.com", "14.example.com", "15.example.com", "16.example.com", "17.example.com", "18.example.com", "19.example.com", "20.example.com", "21.example.com", "22.example.com", "23.example.com", "24.example.com", "25.example.com", "26.example.com", "27.example.com", "28.example.com", "29.example.com", "30.example.com", "31.example.com", "32.example.com", "33.example.com", "34.example.com", "35.example.com", "36.example.com", "37.example.com", "38.example.com", "39.example.com", "40.example.com", "41.example.com", "42.example.com", "43.example.com", "44.example.com", "45.example.com", "46.example.com", "47.example.com", "48.example.com", "49.example.com", "50.example.com", "51.example.com", "52.example.com", "53.example.com", "54.example.com", "55.example.com", "56.example.com", "57.example.com", "58.example.com", "59.example.com", "60.example.com", "61.example.com", "62.example.com", "63.example.com", "64.example.com", "65.example.com", "66.example.com", "67.example.com", "68.example.com", "69.example.com", "70.example.com", "71.example.com", "72.example.com", "73.example.com", "74.example.com", "75.example.com", "76.example.com", "77.example.com", "78.example.com", "79.example.com", "80.example.com", "81.example.com", "82.example.com", "83.example.com", "84.example.com", "85.example.com", "86.example.com", "87.example.com", "88.example.com", "89.example.com", "90.example.com", "91.example.com", "92.example.com", "93.example.com", "94.example.com", "95.example.com", "96.example.com", "97.example.com", "98.example.com", "99.example.com", "100.example.com", "101.example.com", "102.example.com", "103.example.com", "104.example.com", "105.example.com", "106.example.com", "107.example.com", "108.example.com", "109.example.com", "110.example.com", "111.example.com", "112.example.com", "113.example.com", "114.example.com", "115.example.com", "116.example.com", "117.example.com", "118.example.com", "119.example.com", "120.example.com", "121.example.com", "122.example.com", "123.example.com", "124.example.com", "125.example.com", "126.example.com", "127.example.com", "128.example.com", "129.example.com", "130.example.com", "131.example.com", "132.example.com", "133.example.com", "134.example.com", "135.example.com", "136.example.com", "137.example.com", "138.example.com", "139.example.com", "140.example.com", "141.example.com", "142.example.com", "143.example.com", "144.example.com", "145.example.com", "146.example.com", "147.example.com", "148.example.com", "149.example.com", "150.example.com", "151.example.com", "152.example.com", "153.example.com", "154.example.com", "155.example.com", "156.example.com", "157.example.com", "158.example.com", "159.example.com", "160.example.com", "161.example.com", "162.example.com", "163.example.com", "164.example.com", "165.example.com", "166.example.com", "167.example.com", "168.example.com", "169.example.com", "170.example.com", "171.example.com", "172.example.com", "173.example.com", "174.example.com", "175.example.com", "176.example.com", "177.example.com", "178.example.com", "179.example.com", "180.example.com", "181.example.com", "182.example.com", "183.example.com", "184.example.com", "185.example.com", "186.example.com", "187.example.com", "188.example.com", "189.example.com", "190.example.com", "191.example.com", "192.example.com", "193.example.com", "194.example.com", "195.example.com", "196.example.com", "197.example.com", "198.example.com", "199.example.com", "200.example.com", "201.example.com", "202.example.com", "203.example.com", "204.example.com", "205.example.com", "206.example.com", "207.example.com", "208.example.com", "209.example.com", "210.example.com", "211.example.com", "212.example.com", "213.example.com", "214.example.com", "215.example.com", "216.example.com", "217.example.com", "218.example.com", "219.example.com", "220.example.com", "221.example.com", "222.example.com", "223.example.com", "224.example.com", "225.example.com", "226.example.com", "227.example.com", "228.example.com", "229.example.com", "230.example.com", "231.example.com", "232.example.com", "233.example.com", "234.example.com", "235.example.com", "236.example.com", "237.example.com", "238.example.com", "239.example.com", "240.example.com", "241.example.com", "242.example.com", "243.example.com", "244.example.com", "245.example.com", "246.example.com", "247.example.com", "248.example.com", "249.example.com", "250.example.com"] } }
  }
  expect_failures = [
    var.email_flow_rules,
  ]
}

run "refuses_wrong_values_14" {
  command = plan
  variables {
    email_flow_rules = { "Tag" = { "destination_patterns" = ["example"] } }
  }
  expect_failures = [
    var.email_flow_rules,
  ]
}
