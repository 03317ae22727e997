locals {
  package = var.s3_bucket == null ? coalesce(
    var.package_path,
    "${path.module}/${var.deduplication ? "workmail-function-deduplicating.zip" : "workmail-function.zip"}",
  ) : var.package_path

  # data.aws_region has no region in the AWS provider's releases 5.x, and its id is deprecated since 6.47.
  provider_region = lookup(data.aws_region.region, "region", lookup(data.aws_region.region, "id", null))

  # WorkMail exists in three Regions; without it, the function is where Amazon SES receives email.
  regions = (
    var.workmail ? ["us-east-1", "us-west-2", "eu-west-1"] : [
      "us-east-1",
      "us-west-2",
      "eu-west-1",
      "us-east-2",
      "us-west-1",
      "af-south-1",
      "ap-northeast-1",
      "ap-northeast-2",
      "ap-northeast-3",
      "ap-south-1",
      "ap-southeast-1",
      "ap-southeast-2",
      "ap-southeast-3",
      "ca-central-1",
      "eu-central-1",
      "eu-north-1",
      "eu-south-1",
      "eu-west-2",
      "eu-west-3",
      "il-central-1",
      "me-south-1",
      "sa-east-1",
    ]
  )

  # Major and minor version of the AWS provider: no function of Terraform returns it. The lock file is known at plan
  # even if the module's call has a depends_on.
  provider_release = try(
    regex("/hashicorp/aws\\W+version\\W+(\\d+)\\.(\\d+)", file("${path.root}/.terraform.lock.hcl")),
    null,
  )
  provider_version = try(join(".", local.provider_release), "none")

  # Older releases of the AWS provider refuse nodejs24.x.
  default_runtime = (
    try(local.provider_release[0] * 1000 + local.provider_release[1] >= 6019, false) ? "nodejs24.x" : "nodejs22.x"
  )
  region     = terraform_data.location.input.region
  account_id = terraform_data.location.input.account_id

  # Whether a value is given is not a secret, even if the value is: count and for_each refuse sensitive values. Before
  # Terraform 1.8 nonsensitive is an error for what is not sensitive, hence try.
  has_kms_key          = try(nonsensitive(var.kms_key_arn != null), var.kms_key_arn != null)
  has_vpc              = try(nonsensitive(var.vpc_config != null), var.vpc_config != null)
  has_ses_receipt_rule = try(nonsensitive(var.ses_receipt_rule != null), var.ses_receipt_rule != null)
  answers_receipt_rule = (
    local.has_ses_receipt_rule ? try(
      nonsensitive(var.ses_receipt_rule.invocation_type == "RequestResponse"),
      var.ses_receipt_rule.invocation_type == "RequestResponse",
    ) : false
  )
  has_ses_sending_events = try(nonsensitive(var.ses_sending_events != null), var.ses_sending_events != null)
  has_on_failure_destination = try(
    nonsensitive(var.on_failure_destination_arn != null),
    var.on_failure_destination_arn != null,
  )
  has_on_success_destination = try(
    nonsensitive(var.on_success_destination_arn != null),
    var.on_success_destination_arn != null,
  )
  has_alarm_email        = try(nonsensitive(var.alarm_email != null), var.alarm_email != null)
  has_live_version       = try(nonsensitive(var.live_version != null), var.live_version != null)
  has_s3_bucket          = try(nonsensitive(var.s3_bucket != null), var.s3_bucket != null)
  has_s3_key             = try(nonsensitive(var.s3_key != null), var.s3_key != null)
  has_s3_object_version  = try(nonsensitive(var.s3_object_version != null), var.s3_object_version != null)
  has_existing_log_group = try(nonsensitive(var.log_group_name != null), var.log_group_name != null)
  has_existing_role      = try(nonsensitive(var.role_arn != null), var.role_arn != null)
  has_permissions_boundary = try(
    nonsensitive(var.permissions_boundary_arn != null),
    var.permissions_boundary_arn != null,
  )

  # Conditionals, not &&: Terraform evaluates both operands of &&, and the second may be unknown at plan.
  makes_failure_queue = var.failure_queue ? !local.has_on_failure_destination : false
  creates_role        = var.create_role ? !local.has_existing_role : false
  role_arn            = local.has_existing_role ? var.role_arn : one(aws_iam_role.role[*].arn)
  makes_updated_content_bucket = (
    (var.message_content == "REPLACE") ? !try(
      nonsensitive(var.updated_content_bucket != null),
      var.updated_content_bucket != null,
    ) : false
  )
  makes_alarm_topic = var.alarms ? local.has_alarm_email : false
  sends_failures    = var.failure_queue ? true : local.has_on_failure_destination
  sends_records     = local.sends_failures ? true : local.has_on_success_destination

  # An ID is part of ARNs: no secret, even if it comes from a parameter that Terraform takes for one.
  organizations = var.workmail ? (
    var.allow_any_organization ? ["*"] : coalesce(try(nonsensitive(var.organization_ids), var.organization_ids), [])
  ) : []
  function_arn      = "arn:aws:lambda:${local.region}:${local.account_id}:function:${var.function_name}"
  receipt_rule_sets = "arn:aws:ses:${local.region}:${local.account_id}:receipt-rule-set"
  alarm_arn         = "arn:aws:cloudwatch:${local.region}:${local.account_id}:alarm:${var.function_name}"
  alarm_arns = [
    "${local.alarm_arn}-errors",
    "${local.alarm_arn}-throttles",
    "${local.alarm_arn}-delivery-failures",
    "${local.alarm_arn}-dropped-events",
    "${local.alarm_arn}-failure-queue-messages",
    "${local.alarm_arn}-failure-queue-age",
    "${local.alarm_arn}-failed-decisions",
  ]
  alarm_actions     = concat(var.alarm_action_arns, compact([one(aws_sns_topic.alarm_topic[*].arn)]))
  failure_queue_arn = "arn:aws:sqs:${local.region}:${local.account_id}:${var.function_name}-failures"

  # The actions of Lambda at a destination, as the function's role.
  destination_actions = {
    sqs    = ["sqs:SendMessage"]
    sns    = ["sns:Publish"]
    events = ["events:PutEvents"]
    lambda = ["lambda:InvokeFunction"]
  }

  # The actions of Lambda, as the function's role, to connect a function to a VPC. The role's policy denies it to the
  # function's own code.
  network_actions = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
  ]

  # The target of the email flow rule.
  rule_arn = coalesce(one(aws_lambda_alias.live_alias[*].arn), aws_lambda_function.function.arn)
  console  = "https://${local.region}.console.aws.amazon.com/workmail/v2/home?region=${local.region}#/organizations"
  console_pages = join(
    "\n",
    [for id, statement in aws_lambda_permission.permission : "   ${trimsuffix("${local.console}/${id}", "/*")}"],
  )
  log_group_name = local.has_existing_log_group ? var.log_group_name : one(aws_cloudwatch_log_group.log_group[*].name)
  log_group_arns = "arn:aws:logs:${local.region}:${local.account_id}:log-group"
  log_group_arn = local.has_existing_log_group ? "${local.log_group_arns}:${var.log_group_name}" : one(
    aws_cloudwatch_log_group.log_group[*].arn,
  )
  tags = merge({ Function = var.function_name }, var.tags)

  # The rule of a call that names none has an empty name.
  email_flow_rules = (
    var.email_flow_rules == null ? {
      "" = {
        direction            = "OUTBOUND"
        run_synchronously    = false
        rule_timeout_minutes = null
        fallback_action      = null
        sender_patterns      = ["*"]
        destination_patterns = ["*"]
      }
    } : var.email_flow_rules
  )
  directions = sort(
    distinct([for rule in values(local.email_flow_rules) : rule.direction == "INBOUND" ? "incoming" : "outgoing"]),
  )
  synchronous_directions = sort(
    distinct([
      for rule in values(local.email_flow_rules) :
      rule.direction == "INBOUND" ? "incoming" : "outgoing"
      if rule.run_synchronously
    ]),
  )
  updated_content_bucket = (
    try(
      nonsensitive(var.updated_content_bucket != null),
      var.updated_content_bucket != null,
    ) ? var.updated_content_bucket : one(aws_s3_bucket.updated_content[*].bucket)
  )
}

data "aws_caller_identity" "account" {}

data "aws_region" "region" {
  lifecycle {
    postcondition {
      condition     = contains(local.regions, lookup(self, "region", lookup(self, "id", null)))
      error_message = "The AWS provider's Region must be ${join(", ", local.regions)}: a function must be in the Region of its WorkMail organization, or without WorkMail, where Amazon SES receives email; given: ${lookup(self, "region", lookup(self, "id", null))}."
    }
  }
}

# Remembers Region and account in the state. The role's name and the permission contain them, and Terraform replaces a
# resource whose name it does not know yet: if the module's call has a depends_on, Terraform may read the data sources
# above only during apply.
resource "terraform_data" "location" {
  input = { account_id = data.aws_caller_identity.account.account_id, region = local.provider_region }

  lifecycle {
    ignore_changes = [input]

    postcondition {
      condition = (
        self.input.region == local.provider_region &&
        self.input.account_id == data.aws_caller_identity.account.account_id
      )
      error_message = "This deployment is in the Region ${self.input.region} of the account ${self.input.account_id}, and the AWS provider is in another one. Use a provider of this Region and account, and another call or stack for the other one."
    }
  }
}

# Lambda would create a log group of its own, which keeps logs forever.
resource "aws_cloudwatch_log_group" "log_group" {
  count = !local.has_existing_log_group ? 1 : 0

  name              = "/aws/lambda/${var.function_name}"
  kms_key_id        = var.kms_key_arn
  log_group_class   = var.log_group_class
  retention_in_days = var.log_retention_in_days
  tags              = local.tags
}

resource "aws_lambda_function" "function" {
  function_name = var.function_name
  description = coalesce(
    var.description,
    (var.workmail ? "Handles the email events of Amazon WorkMail" : "Handles the email events of Amazon SES"),
  )
  role                           = local.role_arn
  filename                       = local.package
  source_code_hash               = local.package == null ? null : filebase64sha256(local.package)
  handler                        = var.handler
  runtime                        = coalesce(var.runtime, local.default_runtime)
  architectures                  = [var.architecture]
  memory_size                    = coalesce(var.memory_size, ((var.message_content != "NONE") ? 512 : 256))
  timeout                        = var.timeout
  code_signing_config_arn        = var.code_signing_config_arn
  kms_key_arn                    = var.kms_key_arn
  layers                         = var.layers
  publish                        = var.live_alias
  reserved_concurrent_executions = var.reserved_concurrent_executions
  s3_bucket                      = var.s3_bucket
  s3_key                         = var.s3_key
  s3_object_version              = var.s3_object_version
  tags                           = local.tags

  depends_on = [aws_cloudwatch_log_group.log_group, aws_iam_role_policy.role_policy]

  environment {
    variables = merge(
      { EMAIL_LOG_DETAIL = var.email_log_detail },
      var.deduplication ? {
        DEDUPLICATION_TABLE          = one(aws_dynamodb_table.deduplication_table[*].name)
        DEDUPLICATION_WINDOW_SECONDS = var.deduplication_window_seconds
      } : {},
      (
        (
          (var.workmail ? !var.allow_any_organization : false) ? (
            var.email_flow_rules != null ? true : (
              (var.message_content != "NONE") ? true : (length(var.policy_statements) > 0)
            )
          ) : false
        ) ? { WORKMAIL_ORGANIZATION_IDS = join(",", local.organizations) } : {}
      ),
      (
        try(
          nonsensitive(var.organization_domains != null),
          var.organization_domains != null,
        ) ? { ORGANIZATION_DOMAINS = join(",", var.organization_domains) } : {}
      ),
      ((var.message_content == "REPLACE") ? { UPDATED_CONTENT_BUCKET = local.updated_content_bucket } : {}),
      var.secret_arns,
      var.environment_variables,
    )
  }

  ephemeral_storage {
    size = var.ephemeral_storage_size
  }

  logging_config {
    application_log_level = var.application_log_level
    log_format            = "JSON"
    log_group             = local.log_group_name
    system_log_level      = var.system_log_level
  }

  tracing_config {
    mode = var.tracing_mode
  }

  dynamic "vpc_config" {
    for_each = local.has_vpc ? [true] : []

    content {
      subnet_ids         = var.vpc_config.subnet_ids
      security_group_ids = var.vpc_config.security_group_ids
    }
  }

  lifecycle {
    precondition {
      condition = (
        var.workmail ? (var.organization_ids != null) != var.allow_any_organization : var.organization_ids == null &&
        !var.allow_any_organization
      )
      error_message = "Needs organization_ids, allow_any_organization = true, or workmail = false, and only one of them."
    }

    precondition {
      condition     = var.live_alias ? true : !local.has_live_version
      error_message = "live_version needs live_alias = true."
    }

    precondition {
      condition     = local.has_live_version ? true : var.new_version_weight == 0
      error_message = "new_version_weight needs live_version, the version that has the rest of the events."
    }

    precondition {
      condition = (
        !anytrue([for rule in values(local.email_flow_rules) : rule.run_synchronously]) ? true : var.timeout <= 14
      )
      error_message = "timeout must be at most 14 with a synchronous email flow rule: WorkMail waits 15 seconds for the answer."
    }

    precondition {
      condition     = var.workmail ? true : (local.has_ses_receipt_rule ? true : local.has_ses_sending_events)
      error_message = "workmail = false needs ses_receipt_rule or ses_sending_events, which then invoke the function."
    }

    precondition {
      condition = (
        var.workmail ? true : !try(nonsensitive(var.email_flow_rules != null), var.email_flow_rules != null)
      )
      error_message = "email_flow_rules needs a call without workmail = false: it is about WorkMail."
    }

    precondition {
      condition     = var.workmail ? true : !(var.message_content != "NONE")
      error_message = "message_content needs a call without workmail = false: it is about WorkMail."
    }

    precondition {
      condition     = var.workmail ? true : !try(nonsensitive(var.source_account != null), var.source_account != null)
      error_message = "source_account needs a call without workmail = false: it is about WorkMail."
    }

    precondition {
      condition = !(
        (
          local.has_ses_receipt_rule ? anytrue([
            for rule in values(local.email_flow_rules) :
            rule.run_synchronously
          ]) : false
        ) ? !local.answers_receipt_rule : false
      )
      error_message = "ses_receipt_rule needs invocation_type RequestResponse beside a synchronous email flow rule: the function answers every event."
    }

    precondition {
      condition = !(
        local.has_ses_sending_events ? (
          anytrue([
            for rule in values(local.email_flow_rules) :
            rule.run_synchronously
          ]) ? true : local.answers_receipt_rule
        ) : false
      )
      error_message = "ses_sending_events needs a function without a synchronous rule: nobody waits for an answer to them."
    }

    precondition {
      condition     = !local.answers_receipt_rule ? true : var.timeout <= 29
      error_message = "timeout must be at most 29 with ses_receipt_rule.invocation_type RequestResponse: SES waits 30 seconds for the answer."
    }

    precondition {
      condition     = !(local.answers_receipt_rule ? (var.message_content == "REPLACE") : false)
      error_message = "message_content REPLACE needs a function without ses_receipt_rule.invocation_type RequestResponse: SES replaces no content."
    }

    precondition {
      condition = (
        !local.has_ses_receipt_rule ? true : can(
          regex("^[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$", var.function_name),
        )
      )
      error_message = "ses_receipt_rule needs a function_name with a letter or digit at both ends, which becomes the rule's name."
    }

    precondition {
      condition = (
        !(var.message_content == "REPLACE") ? true : anytrue([
          for rule in values(local.email_flow_rules) :
          rule.run_synchronously
        ])
      )
      error_message = "message_content = REPLACE needs a synchronous rule in email_flow_rules."
    }

    precondition {
      condition = (
        !try(
          nonsensitive(var.updated_content_bucket != null),
          var.updated_content_bucket != null,
        ) ? true : (var.message_content == "REPLACE")
      )
      error_message = "updated_content_bucket needs message_content = REPLACE."
    }

    precondition {
      condition     = length(setintersection(keys(var.environment_variables), keys(var.secret_arns))) == 0
      error_message = "secret_arns and environment_variables must have different names."
    }

    precondition {
      condition     = local.creates_role ? true : !(length(var.policy_statements) > 0)
      error_message = "policy_statements are for a role that is created, not for role_arn."
    }

    precondition {
      condition     = var.create_role ? true : local.has_existing_role
      error_message = "create_role = false needs role_arn."
    }

    precondition {
      condition     = local.creates_role ? true : !(var.role_path != "/" ? true : local.has_permissions_boundary)
      error_message = "role_path and permissions_boundary_arn are for a role that is created, not for role_arn."
    }

    precondition {
      condition     = !local.has_existing_role ? true : split(":", var.role_arn)[4] == local.account_id
      error_message = "role_arn must be a role of the function's account, ${local.account_id}."
    }

    precondition {
      condition = (
        !local.has_existing_log_group ? true : !(
          var.log_group_class != "STANDARD" ? true : var.log_retention_in_days != 365
        )
      )
      error_message = "log_group_class and log_retention_in_days are for a log group that is created, not for log_group_name."
    }

    precondition {
      condition = (
        (local.has_s3_bucket ? true : !local.has_s3_object_version) ? (local.has_s3_bucket == local.has_s3_key) : false
      )
      error_message = "Needs s3_bucket and s3_key together, and s3_object_version only with them."
    }

    precondition {
      condition     = !(local.has_s3_bucket == try(nonsensitive(local.package != null), local.package != null))
      error_message = "s3_bucket and s3_key take the place of package_path: set one or the other."
    }

    precondition {
      condition = alltrue([
        for arn in compact([var.kms_key_arn]) :
        contains(["", local.region], split(":", arn)[3])
      ])
      error_message = "kms_key_arn must be in the function's Region, ${local.region}."
    }

    precondition {
      condition     = alltrue([for arn in var.layers : contains(["", local.region], split(":", arn)[3])])
      error_message = "layers must be in the function's Region, ${local.region}."
    }

    precondition {
      condition = alltrue([
        for arn in compact([var.code_signing_config_arn]) :
        contains(["", local.region], split(":", arn)[3])
      ])
      error_message = "code_signing_config_arn must be in the function's Region, ${local.region}."
    }

    precondition {
      condition = alltrue([
        for arn in compact([var.on_failure_destination_arn]) :
        contains(["", local.region], split(":", arn)[3])
      ])
      error_message = "on_failure_destination_arn must be in the function's Region, ${local.region}."
    }

    precondition {
      condition = alltrue([
        for arn in compact([var.on_success_destination_arn]) :
        contains(["", local.region], split(":", arn)[3])
      ])
      error_message = "on_success_destination_arn must be in the function's Region, ${local.region}."
    }

    precondition {
      condition     = alltrue([for arn in var.alarm_action_arns : contains(["", local.region], split(":", arn)[3])])
      error_message = "alarm_action_arns must be in the function's Region, ${local.region}."
    }

    precondition {
      condition = (
        !local.has_on_failure_destination ? true : !startswith(
          "${var.on_failure_destination_arn}:",
          "${local.function_arn}:",
        )
      )
      error_message = "on_failure_destination_arn must not be the function itself."
    }

    precondition {
      condition = (
        !local.has_on_success_destination ? true : !startswith(
          "${var.on_success_destination_arn}:",
          "${local.function_arn}:",
        )
      )
      error_message = "on_success_destination_arn must not be the function itself."
    }
  }
}
