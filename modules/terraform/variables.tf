variable "organization_ids" {
  type        = set(string)
  description = <<-EOT
    WorkMail organizations whose email flow rules may invoke the function. Each gets its own statement in the function's
    resource policy. They must be known at plan. Unset: none, so that any organization must be allowed, or WorkMail is
    disabled.
  EOT
  default     = null
  nullable    = true

  validation {
    condition     = var.organization_ids == null ? true : length(var.organization_ids) >= 1
    error_message = "organization_ids must have at least one entry."
  }

  validation {
    condition     = var.organization_ids == null ? true : length(var.organization_ids) <= 43
    error_message = "organization_ids must have at most 43 entries: a function's resource policy has no room for more statements."
  }

  validation {
    condition = var.organization_ids == null ? true : alltrue([
      for item in var.organization_ids :
      can(regex("^m-[0-9a-f]{32}$", item))
    ])
    error_message = "organization_ids: each must be an organization ID (m- and 32 hexadecimal digits, lowercase), not its ARN; given: ${try(join(", ", [for item in try(nonsensitive(var.organization_ids), var.organization_ids) : jsonencode(item) if !(can(regex("^m-[0-9a-f]{32}$", item)))]), "")}."
  }
}

variable "allow_any_organization" {
  type        = bool
  description = <<-EOT
    Let every WorkMail organization of this account and Region invoke the function, instead of specific ones. The source
    ARN then ends in a wildcard, which Security Hub's control Lambda.1 reports.
  EOT
  default     = false
  nullable    = false
}

variable "workmail" {
  type        = bool
  description = <<-EOT
    Let WorkMail invoke the function. If false, only its receipt rule or sending events of Amazon SES do, in any Region
    in which SES receives email, and no organization is named.
  EOT
  default     = true
  nullable    = false
}

variable "email_flow_rules" {
  type = map(
    object({
      direction            = optional(string, "OUTBOUND")
      run_synchronously    = optional(bool, false)
      rule_timeout_minutes = optional(number)
      fallback_action      = optional(string)
      sender_patterns      = optional(set(string), ["*"])
      destination_patterns = optional(set(string), ["*"])
    }),
  )
  description = <<-EOT
    Email flow rules that name the function, by their names, as they are entered in WorkMail's console. They decide the
    steps for the administrator, the parts of the email that the function may reach, and how long it may run: a
    synchronous rule waits 15 seconds. Unset: one asynchronous rule for outbound email.
  EOT
  default     = null
  nullable    = true

  validation {
    condition = var.email_flow_rules == null ? true : alltrue([
      for item in keys(var.email_flow_rules) :
      can(regex("^\\S(.*\\S)?$", item)) && !can(regex("^(\\d+$)", item))
    ])
    error_message = "email_flow_rules: each must be a name of one line, other than a number, without spaces around it; given: ${try(join(", ", [for item in try(nonsensitive(keys(var.email_flow_rules)), keys(var.email_flow_rules)) : jsonencode(item) if !(can(regex("^\\S(.*\\S)?$", item)) && !can(regex("^(\\d+$)", item)))]), "")}."
  }

  validation {
    condition     = var.email_flow_rules == null ? true : length(var.email_flow_rules) >= 1
    error_message = "email_flow_rules must have at least one rule."
  }

  validation {
    condition = var.email_flow_rules == null ? true : length(
      distinct([for name in keys(var.email_flow_rules) : lower(name)]),
    ) == length(var.email_flow_rules)
    error_message = "email_flow_rules must have names that differ in more than upper and lower case."
  }

  validation {
    condition = var.email_flow_rules == null ? true : length(
      flatten([for rule in values(var.email_flow_rules) : tolist(rule.sender_patterns)]),
    ) <= 1000
    error_message = "email_flow_rules must have at most 1000 sender_patterns in all."
  }

  validation {
    condition = var.email_flow_rules == null ? true : alltrue([
      for item in var.email_flow_rules :
      contains(["OUTBOUND", "INBOUND"], item.direction)
    ])
    error_message = "email_flow_rules: direction of each must be OUTBOUND, INBOUND; given: ${try(join(", ", [for key, item in try(nonsensitive(var.email_flow_rules), var.email_flow_rules) : "${key}: ${jsonencode(item.direction)}" if !(contains(["OUTBOUND", "INBOUND"], item.direction))]), "")}."
  }

  validation {
    condition = var.email_flow_rules == null ? true : alltrue([
      for item in var.email_flow_rules :
      (
        item.rule_timeout_minutes == null ? true : floor(
          item.rule_timeout_minutes,
        ) == item.rule_timeout_minutes && item.rule_timeout_minutes >= 0 && item.rule_timeout_minutes <= 240
      )
    ])
    error_message = "email_flow_rules: rule_timeout_minutes of each must be a whole number of minutes from 0 to 240; given: ${try(join(", ", [for key, item in try(nonsensitive(var.email_flow_rules), var.email_flow_rules) : "${key}: ${jsonencode(item.rule_timeout_minutes)}" if !((item.rule_timeout_minutes == null ? true : floor(item.rule_timeout_minutes) == item.rule_timeout_minutes && item.rule_timeout_minutes >= 0 && item.rule_timeout_minutes <= 240))]), "")}."
  }

  validation {
    condition = var.email_flow_rules == null ? true : alltrue([
      for item in var.email_flow_rules :
      (
        item.fallback_action == null ? true : can(regex("^\\S(.*\\S)?$", item.fallback_action)) && !can(
          regex("^(\\s*[Rr][Uu][Nn]\\s*[Ll][Aa][Mm][Bb][Dd][Aa]\\s*$)", item.fallback_action),
        )
      )
    ])
    error_message = "email_flow_rules: fallback_action of each must be the name of an action in WorkMail's console other than Run Lambda; given: ${try(join(", ", [for key, item in try(nonsensitive(var.email_flow_rules), var.email_flow_rules) : "${key}: ${jsonencode(item.fallback_action)}" if !((item.fallback_action == null ? true : can(regex("^\\S(.*\\S)?$", item.fallback_action)) && !can(regex("^(\\s*[Rr][Uu][Nn]\\s*[Ll][Aa][Mm][Bb][Dd][Aa]\\s*$)", item.fallback_action))))]), "")}."
  }

  validation {
    condition = var.email_flow_rules == null ? true : alltrue([
      for item in var.email_flow_rules :
      length(item.sender_patterns) >= 1
    ])
    error_message = "email_flow_rules: sender_patterns of each must have at least one entry; given: ${try(join(", ", [for key, item in try(nonsensitive(var.email_flow_rules), var.email_flow_rules) : "${key}: ${jsonencode(item.sender_patterns)}" if !(length(item.sender_patterns) >= 1)]), "")}."
  }

  validation {
    condition = var.email_flow_rules == null ? true : alltrue([
      for item in var.email_flow_rules :
      length(item.sender_patterns) <= 250
    ])
    error_message = "email_flow_rules: sender_patterns of each must have at most 250 entries; given: ${try(join(", ", [for key, item in try(nonsensitive(var.email_flow_rules), var.email_flow_rules) : "${key}: ${jsonencode(item.sender_patterns)}" if !(length(item.sender_patterns) <= 250)]), "")}."
  }

  validation {
    condition = var.email_flow_rules == null ? true : alltrue([
      for item in var.email_flow_rules :
      alltrue([
        for entry in item.sender_patterns :
        can(regex("^(\\*|(\\*\\.)?[^\\s@+*.]+(\\.[^\\s@+*.]+)+|[^\\s@+*]+@[^\\s@+*.]+(\\.[^\\s@+*.]+)+)$", entry))
      ])
    ])
    error_message = "email_flow_rules: sender_patterns of each must be *, example.com, *.example.com or user@example.com, without +; given: ${try(join(", ", [for key, item in try(nonsensitive(var.email_flow_rules), var.email_flow_rules) : "${key}: ${jsonencode(item.sender_patterns)}" if !(alltrue([for entry in item.sender_patterns : can(regex("^(\\*|(\\*\\.)?[^\\s@+*.]+(\\.[^\\s@+*.]+)+|[^\\s@+*]+@[^\\s@+*.]+(\\.[^\\s@+*.]+)+)$", entry))]))]), "")}."
  }

  validation {
    condition = var.email_flow_rules == null ? true : alltrue([
      for item in var.email_flow_rules :
      length(item.destination_patterns) >= 1
    ])
    error_message = "email_flow_rules: destination_patterns of each must have at least one entry; given: ${try(join(", ", [for key, item in try(nonsensitive(var.email_flow_rules), var.email_flow_rules) : "${key}: ${jsonencode(item.destination_patterns)}" if !(length(item.destination_patterns) >= 1)]), "")}."
  }

  validation {
    condition = var.email_flow_rules == null ? true : alltrue([
      for item in var.email_flow_rules :
      alltrue([
        for entry in item.destination_patterns :
        can(regex("^(\\*|(\\*\\.)?[^\\s@+*.]+(\\.[^\\s@+*.]+)+|[^\\s@+*]+@[^\\s@+*.]+(\\.[^\\s@+*.]+)+)$", entry))
      ])
    ])
    error_message = "email_flow_rules: destination_patterns of each must be *, example.com, *.example.com or user@example.com, without +; given: ${try(join(", ", [for key, item in try(nonsensitive(var.email_flow_rules), var.email_flow_rules) : "${key}: ${jsonencode(item.destination_patterns)}" if !(alltrue([for entry in item.destination_patterns : can(regex("^(\\*|(\\*\\.)?[^\\s@+*.]+(\\.[^\\s@+*.]+)+|[^\\s@+*]+@[^\\s@+*.]+(\\.[^\\s@+*.]+)+)$", entry))]))]), "")}."
  }

  validation {
    condition = var.email_flow_rules == null ? true : alltrue([
      for item in var.email_flow_rules :
      !item.run_synchronously || item.fallback_action != null
    ])
    error_message = "email_flow_rules: each needs fallback_action, since run_synchronously = true; given: ${try(join(", ", [for key, item in try(nonsensitive(var.email_flow_rules), var.email_flow_rules) : "${key}" if !((!item.run_synchronously || item.fallback_action != null))]), "")}."
  }

  validation {
    condition = var.email_flow_rules == null ? true : alltrue([
      for item in var.email_flow_rules :
      item.run_synchronously || (item.rule_timeout_minutes == null && item.fallback_action == null)
    ])
    error_message = "email_flow_rules: each needs run_synchronously = true for rule_timeout_minutes and fallback_action; given: ${try(join(", ", [for key, item in try(nonsensitive(var.email_flow_rules), var.email_flow_rules) : "${key}" if !((item.run_synchronously || (item.rule_timeout_minutes == null && item.fallback_action == null)))]), "")}."
  }

  validation {
    condition = var.email_flow_rules == null ? true : alltrue([
      for item in var.email_flow_rules :
      !item.run_synchronously || join(" ", item.destination_patterns) == "*"
    ])
    error_message = "email_flow_rules: each needs destination_patterns = [\"*\"], since run_synchronously = true; given: ${try(join(", ", [for key, item in try(nonsensitive(var.email_flow_rules), var.email_flow_rules) : "${key}" if !((!item.run_synchronously || join(" ", item.destination_patterns) == "*"))]), "")}."
  }
}

variable "organization_domains" {
  type        = set(string)
  description = <<-EOT
    Domains of the organizations, which the handler gets in ORGANIZATION_DOMAINS: an address of another domain is
    outside. Subdomains count only if they are listed. Unset: those of the recipients of an inbound email, and of the
    sender of any other.
  EOT
  default     = null
  nullable    = true

  validation {
    condition     = var.organization_domains == null ? true : length(var.organization_domains) >= 1
    error_message = "organization_domains must have at least one entry."
  }

  validation {
    condition     = var.organization_domains == null ? true : length(join(",", var.organization_domains)) <= 2000
    error_message = "organization_domains must have at most 2000 characters in all: a function has 4 KB for its environment variables."
  }

  validation {
    condition = var.organization_domains == null ? true : alltrue([
      for item in var.organization_domains :
      can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", item))
    ])
    error_message = "organization_domains: each must be a domain in lowercase ASCII, such as example.com; given: ${try(join(", ", [for item in try(nonsensitive(var.organization_domains), var.organization_domains) : jsonencode(item) if !(can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", item)))]), "")}."
  }
}

variable "ses_receipt_rule" {
  type = object({
    rule_set_name   = string
    recipients      = optional(set(string))
    after           = optional(string)
    tls_policy      = optional(string, "Optional")
    invocation_type = optional(string, "Event")
  })
  description = <<-EOT
    Receipt rule of Amazon SES that calls the function for inbound email. It becomes part of a rule set that exists, and
    that stays as active as it is: only one of an account is active, and WorkMail needs its own, INBOUND_MAIL. With the
    invocation type RequestResponse, SES waits up to 30 seconds for the function's answer. Unset: none.
  EOT
  default     = null
  nullable    = true

  validation {
    condition = var.ses_receipt_rule == null ? true : can(
      regex("^[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$", var.ses_receipt_rule.rule_set_name),
    )
    error_message = "ses_receipt_rule.rule_set_name must be the name of an existing receipt rule set: 1 to 64 letters, digits, ., _ and -, a letter or digit at both ends."
  }

  validation {
    condition = var.ses_receipt_rule == null ? true : (
      var.ses_receipt_rule.recipients == null ? true : length(var.ses_receipt_rule.recipients) >= 1
    )
    error_message = "ses_receipt_rule.recipients must have at least one entry."
  }

  validation {
    condition = var.ses_receipt_rule == null ? true : (
      var.ses_receipt_rule.recipients == null ? true : length(var.ses_receipt_rule.recipients) <= 100
    )
    error_message = "ses_receipt_rule.recipients must have at most 100 entries."
  }

  validation {
    condition = var.ses_receipt_rule == null ? true : (
      var.ses_receipt_rule.recipients == null ? true : alltrue([
        for item in var.ses_receipt_rule.recipients :
        can(regex("^([^\\s@]+@)?\\.?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", item))
      ])
    )
    error_message = "ses_receipt_rule.recipients: each must be user@example.com, example.com, or .example.com for its subdomains; given: ${try(join(", ", [for item in try(nonsensitive(var.ses_receipt_rule.recipients), var.ses_receipt_rule.recipients) : jsonencode(item) if !(can(regex("^([^\\s@]+@)?\\.?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", item)))]), "")}."
  }

  validation {
    condition = var.ses_receipt_rule == null ? true : (
      var.ses_receipt_rule.after == null ? true : can(
        regex("^[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$", var.ses_receipt_rule.after),
      )
    )
    error_message = "ses_receipt_rule.after must be the name of a rule in the rule set."
  }

  validation {
    condition = var.ses_receipt_rule == null ? true : contains(
      ["Optional", "Require"],
      var.ses_receipt_rule.tls_policy,
    )
    error_message = "ses_receipt_rule.tls_policy must be Optional, Require."
  }

  validation {
    condition = var.ses_receipt_rule == null ? true : contains(
      ["Event", "RequestResponse"],
      var.ses_receipt_rule.invocation_type,
    )
    error_message = "ses_receipt_rule.invocation_type must be Event, RequestResponse."
  }
}

variable "ses_sending_events" {
  type        = object({ configuration_set_name = string, event_types = optional(set(string), ["SEND"]) })
  description = <<-EOT
    Events of outbound email that Amazon SES sends with a configuration set that exists: EventBridge calls the function
    with them. Unset: none.
  EOT
  default     = null
  nullable    = true

  validation {
    condition = var.ses_sending_events == null ? true : can(
      regex("^[A-Za-z0-9_-]{1,64}$", var.ses_sending_events.configuration_set_name),
    )
    error_message = "ses_sending_events.configuration_set_name must be the name of an existing configuration set: 1 to 64 letters, digits, _ and -."
  }

  validation {
    condition     = var.ses_sending_events == null ? true : length(var.ses_sending_events.event_types) >= 1
    error_message = "ses_sending_events.event_types must have at least one entry."
  }

  validation {
    condition = var.ses_sending_events == null ? true : alltrue([
      for item in var.ses_sending_events.event_types :
      can(regex("^(SEND|DELIVERY)$", item))
    ])
    error_message = "ses_sending_events.event_types: each must be SEND or DELIVERY; given: ${try(join(", ", [for item in try(nonsensitive(var.ses_sending_events.event_types), var.ses_sending_events.event_types) : jsonencode(item) if !(can(regex("^(SEND|DELIVERY)$", item)))]), "")}."
  }
}

variable "function_name" {
  type        = string
  description = <<-EOT
    Name of the Lambda function. The role's name adds the Region, so that Regions of one account do not collide.
  EOT
  default     = "workmail-email-events"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,54}$", var.function_name))
    error_message = "function_name must be 1 to 54 letters, digits, - and _ (the role's name adds the Region, and IAM allows 64)."
  }
}

variable "description" {
  type        = string
  description = <<-EOT
    Description of the function, which Lambda's console shows. Unset: Handles the email events of Amazon WorkMail, or
    without WorkMail of Amazon SES.
  EOT
  default     = null
  nullable    = true

  validation {
    condition     = var.description == null ? true : can(regex("^.{1,256}$", var.description))
    error_message = "description must be 1 to 256 characters on one line."
  }
}

variable "package_path" {
  type        = string
  description = <<-EOT
    Zip that is already built, with the file that the handler names. It must exist at plan. Terraform keeps the path,
    and uploads the same zip again from another one: in the module, begin it with path.module or path.root. Unset: in
    the settings file, the entry is bundled; in the module, its own zip is used.
  EOT
  default     = null
  nullable    = true

  validation {
    condition     = var.package_path == null ? true : try(fileexists(var.package_path), false)
    error_message = "package_path must be the path of a file that exists."
  }

  validation {
    condition     = var.package_path == null ? true : try(startswith(filebase64(var.package_path), "UEsDB"), true)
    error_message = "package_path must be the path of a zip."
  }

  validation {
    condition     = var.package_path == null ? true : try(length(filebase64(var.package_path)) <= 69905068, true)
    error_message = "package_path must be a zip of at most 50 MB, which is what Lambda takes directly; s3_bucket and s3_key name a larger one."
  }
}

variable "s3_bucket" {
  type        = string
  description = <<-EOT
    S3 bucket, in the Region of the function, that holds the zip, instead of a file. Its object is named with it. Unset:
    the zip is a file.
  EOT
  default     = null
  nullable    = true

  validation {
    condition     = var.s3_bucket == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.s3_bucket))
    error_message = "s3_bucket must be the name of an S3 bucket."
  }
}

variable "s3_key" {
  type        = string
  description = <<-EOT
    Key of the zip in the bucket. Terraform does not read the object: use a new key, or the version of the object, for
    each upload. Unset: the zip is a file.
  EOT
  default     = null
  nullable    = true

  validation {
    condition     = var.s3_key == null ? true : can(regex("^.+$", var.s3_key))
    error_message = "s3_key must be the key of an S3 object."
  }
}

variable "s3_object_version" {
  type        = string
  description = <<-EOT
    Version of the zip in a bucket with versioning: the function changes when it changes, and gets no other zip. Unset:
    the newest version when Terraform last changed the package.
  EOT
  default     = null
  nullable    = true

  validation {
    condition     = var.s3_object_version == null ? true : can(regex("^.+$", var.s3_object_version))
    error_message = "s3_object_version must be the ID of a version of an S3 object."
  }
}

variable "handler" {
  type        = string
  description = "File, in its folder, and export that Lambda calls, without the file's extension."
  default     = "index.handler"
  nullable    = false

  validation {
    condition = can(
      regex(
        "^(\\./|/opt/)?([A-Za-z0-9_@-]+(\\.[A-Za-z0-9_-]+)*/)*[A-Za-z0-9_-]+(\\.[A-Za-z_$][A-Za-z0-9_$]*)+$",
        var.handler,
      ),
    )
    error_message = "handler must be file.export, such as index.handler or src/index.handler."
  }
}

variable "runtime" {
  type        = string
  description = <<-EOT
    Lambda runtime. Unset: nodejs24.x with the AWS provider 6.19 or later in .terraform.lock.hcl, otherwise nodejs22.x.
  EOT
  default     = null
  nullable    = true

  validation {
    condition     = var.runtime == null ? true : contains(["nodejs22.x", "nodejs24.x"], var.runtime)
    error_message = "runtime must be nodejs22.x, nodejs24.x."
  }
}

variable "layers" {
  type        = list(string)
  description = <<-EOT
    Layers, in the Region of the function, whose files Lambda adds under /opt; of two files with the same path it takes
    the later layer's.
  EOT
  default     = []
  nullable    = false

  validation {
    condition     = length(var.layers) <= 5
    error_message = "layers must have at most 5 entries."
  }

  validation {
    condition = alltrue([
      for item in var.layers :
      can(regex("^arn:aws:(lambda:[a-z0-9-]+:\\d{12}:layer:[A-Za-z0-9_-]{1,140}:[1-9]\\d*)$", item))
    ])
    error_message = "layers: each must be the ARN of a version of a Lambda layer (arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION); given: ${try(join(", ", [for item in try(nonsensitive(var.layers), var.layers) : jsonencode(item) if !(can(regex("^arn:aws:(lambda:[a-z0-9-]+:\\d{12}:layer:[A-Za-z0-9_-]{1,140}:[1-9]\\d*)$", item)))]), "")}."
  }
}

variable "architecture" {
  type        = string
  description = "Instruction set of the function."
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be arm64, x86_64."
  }
}

variable "memory_size" {
  type        = number
  description = <<-EOT
    Memory of the function in MB. Lambda allocates CPU in proportion. Unset: 256, or 512 if the function may read
    message content, which holds up to 40 MB.
  EOT
  default     = null
  nullable    = true

  validation {
    condition = (
      var.memory_size == null ? true : floor(var.memory_size) == var.memory_size &&
      var.memory_size >= 128 &&
      var.memory_size <= 10240
    )
    error_message = "memory_size must be a whole number of MB from 128 to 10240."
  }
}

variable "ephemeral_storage_size" {
  type        = number
  description = "Size of the function's /tmp in MB."
  default     = 512
  nullable    = false

  validation {
    condition = (
      floor(var.ephemeral_storage_size) == var.ephemeral_storage_size &&
      var.ephemeral_storage_size >= 512 &&
      var.ephemeral_storage_size <= 10240
    )
    error_message = "ephemeral_storage_size must be a whole number of MB from 512 to 10240."
  }
}

variable "timeout" {
  type        = number
  description = <<-EOT
    Time limit of one invocation in seconds. A synchronous rule of WorkMail waits 15 seconds at most, a receipt rule of
    Amazon SES 30 seconds.
  EOT
  default     = 10
  nullable    = false

  validation {
    condition     = floor(var.timeout) == var.timeout && var.timeout >= 1 && var.timeout <= 900
    error_message = "timeout must be a whole number of seconds from 1 to 900."
  }
}

variable "reserved_concurrent_executions" {
  type        = number
  description = <<-EOT
    Concurrent executions reserved for this function, which are also its limit; 0 stops it. The account's quota, 1,000
    at first, must leave 100 for other functions. Unset: it shares the account's.
  EOT
  default     = null
  nullable    = true

  validation {
    condition = (
      var.reserved_concurrent_executions == null ? true : floor(
        var.reserved_concurrent_executions,
      ) == var.reserved_concurrent_executions &&
      var.reserved_concurrent_executions >= 0
    )
    error_message = "reserved_concurrent_executions must be a whole number of concurrent executions from 0."
  }
}

variable "maximum_retry_attempts" {
  type        = number
  description = <<-EOT
    How often Lambda calls the function again with an event that failed, before the event goes to the failure queue.
  EOT
  default     = 2
  nullable    = false

  validation {
    condition = (
      floor(var.maximum_retry_attempts) == var.maximum_retry_attempts &&
      var.maximum_retry_attempts >= 0 &&
      var.maximum_retry_attempts <= 2
    )
    error_message = "maximum_retry_attempts must be a whole number of retries from 0 to 2."
  }
}

variable "maximum_event_age_in_seconds" {
  type        = number
  description = <<-EOT
    How long Lambda keeps an event that it could not hand to the function, in seconds, before the event goes to the
    failure queue.
  EOT
  default     = 21600
  nullable    = false

  validation {
    condition = (
      floor(var.maximum_event_age_in_seconds) == var.maximum_event_age_in_seconds &&
      var.maximum_event_age_in_seconds >= 60 &&
      var.maximum_event_age_in_seconds <= 21600
    )
    error_message = "maximum_event_age_in_seconds must be a whole number of seconds from 60 to 21600."
  }
}

variable "failure_queue" {
  type        = bool
  description = <<-EOT
    Create an encrypted SQS queue that keeps events that failed every attempt, including addresses and subjects, for 14
    days. Without it, and without your own destination, these events are lost.
  EOT
  default     = true
  nullable    = false
}

variable "on_failure_destination_arn" {
  type        = string
  description = <<-EOT
    Where events go that failed every attempt, instead of the failure queue. The role may send only there, and to a
    bucket only if it belongs to the account of the function; a key that encrypts it must allow the role. If Terraform
    learns the ARN only during apply, disable the failure queue, too. Unset: the failure queue.
  EOT
  default     = null
  nullable    = true

  validation {
    condition = var.on_failure_destination_arn == null ? true : can(
      regex(
        join(
          "|",
          [
            "^arn:aws:(sqs:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,80}",
            "sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}",
            "events:[a-z0-9-]+:\\d{12}:event-bus/[A-Za-z0-9_./-]{1,256}",
            "lambda:[a-z0-9-]+:\\d{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9$_-]{1,128})?",
            "s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])$",
          ],
        ),
        var.on_failure_destination_arn,
      ),
    )
    error_message = "on_failure_destination_arn must be the ARN of a standard SQS queue, a standard SNS topic, an EventBridge event bus, a Lambda function or an S3 bucket."
  }
}

variable "on_success_destination_arn" {
  type        = string
  description = <<-EOT
    Where Lambda sends each event with the function's result, so that one email event reaches any number of consumers.
    The record holds the whole event, including addresses and subject. Unset: nowhere.
  EOT
  default     = null
  nullable    = true

  validation {
    condition = var.on_success_destination_arn == null ? true : can(
      regex(
        join(
          "|",
          [
            "^arn:aws:(events:[a-z0-9-]+:\\d{12}:event-bus/[A-Za-z0-9_./-]{1,256}",
            "sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}|sqs:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,80}",
            "lambda:[a-z0-9-]+:\\d{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9$_-]{1,128})?)$",
          ],
        ),
        var.on_success_destination_arn,
      ),
    )
    error_message = "on_success_destination_arn must be the ARN of an EventBridge event bus, a standard SNS topic, a standard SQS queue or a Lambda function."
  }
}

variable "alarms" {
  type        = bool
  description = <<-EOT
    Create CloudWatch alarms for errors, throttles, failed and dropped events, events in the failure queue, and, with a
    synchronous rule, failed decisions.
  EOT
  default     = true
  nullable    = false
}

variable "alarm_action_arns" {
  type        = list(string)
  description = "SNS topics, in the Region of the function, that the alarms notify."
  default     = []
  nullable    = false

  validation {
    condition = alltrue([
      for item in var.alarm_action_arns :
      can(regex("^arn:aws:(sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256})$", item))
    ])
    error_message = "alarm_action_arns: each must be the ARN of a standard SNS topic; given: ${try(join(", ", [for item in try(nonsensitive(var.alarm_action_arns), var.alarm_action_arns) : jsonencode(item) if !(can(regex("^arn:aws:(sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256})$", item)))]), "")}."
  }
}

variable "alarm_email" {
  type        = string
  description = <<-EOT
    Email address that the alarms notify, through an encrypted topic that is created for it. AWS asks the address to
    confirm. Use one that does not depend on the monitored organization. Unset: none.
  EOT
  default     = null
  nullable    = true

  validation {
    condition     = var.alarm_email == null ? true : can(regex("^[^\\s@]+@[^\\s@]+$", var.alarm_email))
    error_message = "alarm_email must be an email address."
  }
}

variable "dashboard" {
  type        = bool
  description = <<-EOT
    Create a CloudWatch dashboard that shows emails, recipients, truncated and failed events, duration and cold starts,
    and failed decisions with a synchronous rule.
  EOT
  default     = false
  nullable    = false
}

variable "log_queries" {
  type        = bool
  description = <<-EOT
    Save CloudWatch Logs Insights queries: emails per hour, emails per domain, failures by reason, one email by message
    ID.
  EOT
  default     = true
  nullable    = false
}

variable "deduplication" {
  type        = bool
  description = <<-EOT
    Process an event once, however often WorkMail or Lambda delivers it: creates a DynamoDB table by which the handler
    recognizes events, and lets the role use it. Wrap your own handler in deduplicate.
  EOT
  default     = false
  nullable    = false
}

variable "deduplication_window_seconds" {
  type        = number
  description = "How long a processed event is recognized, in seconds. Lambda retries an event for 6 hours at most."
  default     = 86400
  nullable    = false

  validation {
    condition = (
      floor(var.deduplication_window_seconds) == var.deduplication_window_seconds &&
      var.deduplication_window_seconds >= 60 &&
      var.deduplication_window_seconds <= 1209600
    )
    error_message = "deduplication_window_seconds must be a whole number of seconds from 60 to 1209600."
  }
}

variable "deduplication_point_in_time_recovery" {
  type        = bool
  description = <<-EOT
    Enable point-in-time recovery for the deduplication table. Off by default: its records expire, and backups cost.
  EOT
  default     = false
  nullable    = false
}

variable "tracing_mode" {
  type        = string
  description = <<-EOT
    Whether Lambda traces invocations with AWS X-Ray. Active: a sample of them. PassThrough: only those that are already
    part of a trace, which WorkMail does not start.
  EOT
  default     = "Active"
  nullable    = false

  validation {
    condition     = contains(["Active", "PassThrough"], var.tracing_mode)
    error_message = "tracing_mode must be Active, PassThrough."
  }
}

variable "application_log_level" {
  type        = string
  description = <<-EOT
    Lowest level of the lines of the handler that Lambda keeps; the function logs JSON. Above INFO, the line for each
    email is dropped, and with it the metrics, the dashboard, and most log queries.
  EOT
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"], var.application_log_level)
    error_message = "application_log_level must be TRACE, DEBUG, INFO, WARN, ERROR, FATAL."
  }
}

variable "system_log_level" {
  type        = string
  description = <<-EOT
    Lowest level of Lambda's own lines about the function that Lambda keeps. At WARN, the report of each invocation is
    dropped, and with it timeouts in the log query of failures.
  EOT
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["DEBUG", "INFO", "WARN"], var.system_log_level)
    error_message = "system_log_level must be DEBUG, INFO, WARN."
  }
}

variable "email_log_detail" {
  type        = string
  description = <<-EOT
    Detail of the log line for each email. summary: counts, domains and IDs. full: also addresses and subject, which are
    personal data.
  EOT
  default     = "summary"
  nullable    = false

  validation {
    condition     = contains(["summary", "full"], var.email_log_detail)
    error_message = "email_log_detail must be summary, full."
  }
}

variable "environment_variables" {
  type        = map(string)
  description = <<-EOT
    Environment variables for your own handler. No secrets: they are readable in the console and in the state.
  EOT
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for item in keys(var.environment_variables) :
      (
        can(regex("^[A-Za-z][A-Za-z0-9_]*$", item)) &&
        !can(
          regex(
            join(
              "|",
              [
                "^(AWS_|LAMBDA_|EMAIL_LOG_DETAIL$|DEDUPLICATION_|WORKMAIL_ORGANIZATION_IDS$",
                "ORGANIZATION_DOMAINS$|UPDATED_CONTENT_BUCKET$|_)",
              ],
            ),
            item,
          ),
        )
      )
    ])
    error_message = "environment_variables: each must be a name of letters, digits and _, other than AWS_*, LAMBDA_*, DEDUPLICATION_*, EMAIL_LOG_DETAIL, WORKMAIL_ORGANIZATION_IDS, ORGANIZATION_DOMAINS and UPDATED_CONTENT_BUCKET (settings of their own); given: ${try(join(", ", [for item in try(nonsensitive(keys(var.environment_variables)), keys(var.environment_variables)) : jsonencode(item) if !(can(regex("^[A-Za-z][A-Za-z0-9_]*$", item)) && !can(regex("^(AWS_|LAMBDA_|EMAIL_LOG_DETAIL$|DEDUPLICATION_|WORKMAIL_ORGANIZATION_IDS$|ORGANIZATION_DOMAINS$|UPDATED_CONTENT_BUCKET$|_)", item)))]), "")}."
  }

  validation {
    condition     = alltrue([for value in values(var.environment_variables) : value != null])
    error_message = "environment_variables: each value must be a string, not null."
  }
}

variable "log_group_name" {
  type        = string
  description = <<-EOT
    Existing log group that the function writes to, whose retention, class, and key stay as they are; it must be known
    at plan. Deletes the log group that was created, with its logs. Unset: a log group is created.
  EOT
  default     = null
  nullable    = true

  validation {
    condition     = var.log_group_name == null ? true : can(regex("^[A-Za-z0-9._/#-]{1,512}$", var.log_group_name))
    error_message = "log_group_name must be 1 to 512 letters, digits, ., _, /, # and -."
  }
}

variable "log_group_class" {
  type        = string
  description = <<-EOT
    Class of the log group that is created. INFREQUENT_ACCESS costs half, and has no metrics from log lines: no
    dashboard, and no metrics of emails.
  EOT
  default     = "STANDARD"
  nullable    = false

  validation {
    condition     = contains(["STANDARD", "INFREQUENT_ACCESS"], var.log_group_class)
    error_message = "log_group_class must be STANDARD, INFREQUENT_ACCESS."
  }
}

variable "secret_arns" {
  type        = map(string)
  description = <<-EOT
    Secrets for your own handler, by environment variable: the variable holds the ARN, and the role may read what it
    names. The value never enters the state. A secret with a key of your own also needs kms:Decrypt in policyStatements.
  EOT
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for item in keys(var.secret_arns) :
      (
        can(regex("^[A-Za-z][A-Za-z0-9_]*$", item)) &&
        !can(
          regex(
            join(
              "|",
              [
                "^(AWS_|LAMBDA_|EMAIL_LOG_DETAIL$|DEDUPLICATION_|WORKMAIL_ORGANIZATION_IDS$",
                "ORGANIZATION_DOMAINS$|UPDATED_CONTENT_BUCKET$|_)",
              ],
            ),
            item,
          ),
        )
      )
    ])
    error_message = "secret_arns: each must be a name of letters, digits and _, other than AWS_*, LAMBDA_*, DEDUPLICATION_*, EMAIL_LOG_DETAIL, WORKMAIL_ORGANIZATION_IDS, ORGANIZATION_DOMAINS and UPDATED_CONTENT_BUCKET (settings of their own); given: ${try(join(", ", [for item in try(nonsensitive(keys(var.secret_arns)), keys(var.secret_arns)) : jsonencode(item) if !(can(regex("^[A-Za-z][A-Za-z0-9_]*$", item)) && !can(regex("^(AWS_|LAMBDA_|EMAIL_LOG_DETAIL$|DEDUPLICATION_|WORKMAIL_ORGANIZATION_IDS$|ORGANIZATION_DOMAINS$|UPDATED_CONTENT_BUCKET$|_)", item)))]), "")}."
  }

  validation {
    condition = alltrue([
      for item in values(var.secret_arns) :
      can(
        regex(
          join(
            "|",
            [
              "^arn:aws:(secretsmanager:[a-z0-9-]+:\\d{12}:secret:[A-Za-z0-9/_+=.@-]+",
              "ssm:[a-z0-9-]+:\\d{12}:parameter/[A-Za-z0-9_./-]+)$",
            ],
          ),
          item,
        ),
      )
    ])
    error_message = "secret_arns: the value of each must be the ARN of a Secrets Manager secret or an SSM parameter; not so: ${try(join(", ", [for key, item in try(nonsensitive(var.secret_arns), var.secret_arns) : key if !(can(regex("^arn:aws:(secretsmanager:[a-z0-9-]+:\\d{12}:secret:[A-Za-z0-9/_+=.@-]+|ssm:[a-z0-9-]+:\\d{12}:parameter/[A-Za-z0-9_./-]+)$", item)))]), "")}."
  }
}

variable "policy_statements" {
  type = list(
    object({
      sid        = string
      actions    = set(string)
      resources  = set(string)
      conditions = optional(map(map(list(string))), {})
    }),
  )
  description = <<-EOT
    Statements that the execution role's policy also has, each with sid, actions, resources, and conditions by operator
    and key. An action for every resource must be spelled out in full, or have a condition.
  EOT
  default     = []
  nullable    = false

  validation {
    condition     = length(distinct(var.policy_statements[*].sid)) == length(var.policy_statements)
    error_message = "policy_statements must have a sid of its own for each statement."
  }

  validation {
    condition = alltrue([
      for item in var.policy_statements :
      (
        can(regex("^[A-Za-z0-9]{1,64}$", item.sid)) &&
        !can(
          regex(
            join(
              "|",
              [
                "^(DecryptEnvironmentVariables$|DescribeTableKey$|EncryptFailures$|EncryptRememberedEvents$",
                "KeepCodeOffNetworkInterfaces$|ManageNetworkInterfaces$|PutUpdatedContent$",
                "ReadMessageContent$|ReadParameters$|ReadSecrets$|RememberEvents$|ReplaceMessageContent$",
                "SendFailures$|SendResults$|SendTraces$|WriteOwnLogStreams$)",
              ],
            ),
            item.sid,
          ),
        )
      )
    ])
    error_message = "policy_statements: sid of each must be 1 to 64 letters and digits, not the ID of a statement that the role has by itself; given: ${try(join(", ", [for key, item in try(nonsensitive(var.policy_statements), var.policy_statements) : "${key}: ${jsonencode(item.sid)}" if !(can(regex("^[A-Za-z0-9]{1,64}$", item.sid)) && !can(regex("^(DecryptEnvironmentVariables$|DescribeTableKey$|EncryptFailures$|EncryptRememberedEvents$|KeepCodeOffNetworkInterfaces$|ManageNetworkInterfaces$|PutUpdatedContent$|ReadMessageContent$|ReadParameters$|ReadSecrets$|RememberEvents$|ReplaceMessageContent$|SendFailures$|SendResults$|SendTraces$|WriteOwnLogStreams$)", item.sid)))]), "")}."
  }

  validation {
    condition     = alltrue([for item in var.policy_statements : length(item.actions) >= 1])
    error_message = "policy_statements: actions of each must have at least one entry; given: ${try(join(", ", [for key, item in try(nonsensitive(var.policy_statements), var.policy_statements) : "${key}: ${jsonencode(item.actions)}" if !(length(item.actions) >= 1)]), "")}."
  }

  validation {
    condition = alltrue([
      for item in var.policy_statements :
      alltrue([for entry in item.actions : can(regex("^[a-z0-9-]+:[A-Za-z0-9*?]*[A-Za-z][A-Za-z0-9*?]*$", entry))])
    ])
    error_message = "policy_statements: actions of each must be service:Action, such as states:StartExecution; not * or service:*; given: ${try(join(", ", [for key, item in try(nonsensitive(var.policy_statements), var.policy_statements) : "${key}: ${jsonencode(item.actions)}" if !(alltrue([for entry in item.actions : can(regex("^[a-z0-9-]+:[A-Za-z0-9*?]*[A-Za-z][A-Za-z0-9*?]*$", entry))]))]), "")}."
  }

  validation {
    condition     = alltrue([for item in var.policy_statements : length(item.resources) >= 1])
    error_message = "policy_statements: resources of each must have at least one entry; given: ${try(join(", ", [for key, item in try(nonsensitive(var.policy_statements), var.policy_statements) : "${key}: ${jsonencode(item.resources)}" if !(length(item.resources) >= 1)]), "")}."
  }

  validation {
    condition = alltrue([
      for item in var.policy_statements :
      alltrue([for entry in item.resources : can(regex("^(\\*|arn:aws:[a-z0-9-]+:[a-z0-9*-]*:[0-9*]*:.+)$", entry))])
    ])
    error_message = "policy_statements: resources of each must be an ARN, or * where an action has no resources; given: ${try(join(", ", [for key, item in try(nonsensitive(var.policy_statements), var.policy_statements) : "${key}: ${jsonencode(item.resources)}" if !(alltrue([for entry in item.resources : can(regex("^(\\*|arn:aws:[a-z0-9-]+:[a-z0-9*-]*:[0-9*]*:.+)$", entry))]))]), "")}."
  }

  validation {
    condition = alltrue([
      for item in var.policy_statements :
      alltrue([for entry in keys(item.conditions) : can(regex("^[A-Za-z:]+$", entry))])
    ])
    error_message = "policy_statements: conditions of each must be an IAM condition operator, such as StringEquals; given: ${try(join(", ", [for key, item in try(nonsensitive(var.policy_statements), var.policy_statements) : "${key}: ${jsonencode(item.conditions)}" if !(alltrue([for entry in keys(item.conditions) : can(regex("^[A-Za-z:]+$", entry))]))]), "")}."
  }

  validation {
    condition = alltrue([
      for item in var.policy_statements :
      alltrue([
        for entry in values(item.conditions) :
        alltrue([for value in keys(entry) : can(regex("^[a-z0-9-]+:.+$", value))])
      ])
    ])
    error_message = "policy_statements: conditions of each must be an IAM condition key, such as aws:SourceIp; given: ${try(join(", ", [for key, item in try(nonsensitive(var.policy_statements), var.policy_statements) : "${key}: ${jsonencode(item.conditions)}" if !(alltrue([for entry in values(item.conditions) : alltrue([for value in keys(entry) : can(regex("^[a-z0-9-]+:.+$", value))])]))]), "")}."
  }

  validation {
    condition = alltrue([
      for item in var.policy_statements :
      (
        length(item.conditions) > 0 || !(
          anytrue([
            for text in item.resources :
            can(regex("^([*]|arn:aws:[^:]*:[^:]*:[^:]*:[*?:/]+)$", text))
          ]) && anytrue([for text in item.actions : can(regex("[*?]", text))])
        )
      )
    ])
    error_message = "policy_statements: each needs actions without * and ?, ARNs of certain resources, or conditions; given: ${try(join(", ", [for key, item in try(nonsensitive(var.policy_statements), var.policy_statements) : "${key}" if !((length(item.conditions) > 0 || !(anytrue([for text in item.resources : can(regex("^([*]|arn:aws:[^:]*:[^:]*:[^:]*:[*?:/]+)$", text))]) && anytrue([for text in item.actions : can(regex("[*?]", text))]))))]), "")}."
  }
}

variable "message_content" {
  type        = string
  description = <<-EOT
    Access of the function to the content of emails. READ: it can read an email for 24 hours. REPLACE: it can also
    replace the content, which needs a synchronous rule and a bucket from which WorkMail reads the new content.
  EOT
  default     = "NONE"
  nullable    = false

  validation {
    condition     = contains(["NONE", "READ", "REPLACE"], var.message_content)
    error_message = "message_content must be NONE, READ, REPLACE."
  }
}

variable "updated_content_bucket" {
  type        = string
  description = <<-EOT
    Bucket of yours, in the account and the Region of the function, for replaced content; WorkMail must be allowed to
    read it. Unset: one is created if the content may be replaced.
  EOT
  default     = null
  nullable    = true

  validation {
    condition = var.updated_content_bucket == null ? true : can(
      regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.updated_content_bucket),
    )
    error_message = "updated_content_bucket must be a bucket's name of 3 to 63 characters, without dots."
  }
}

variable "log_retention_in_days" {
  type        = number
  description = "Days that the log group that is created keeps its logs; 0 keeps them forever."
  default     = 365
  nullable    = false

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 0],
      var.log_retention_in_days,
    )
    error_message = "log_retention_in_days must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 0."
  }
}

variable "kms_key_arn" {
  type        = string
  description = <<-EOT
    Customer-managed key for the logs, the environment variables, the failure queue and the deduplication table. Its
    policy must let CloudWatch Logs of the Region use it. Unset: keys that AWS owns, which cost nothing.
  EOT
  default     = null
  nullable    = true

  validation {
    condition = var.kms_key_arn == null ? true : can(
      regex("^arn:aws:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn),
    )
    error_message = "kms_key_arn must be the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID)."
  }
}

variable "vpc_config" {
  type        = object({ subnet_ids = set(string), security_group_ids = set(string) })
  description = <<-EOT
    Subnets and security groups for a function that must reach into a VPC. Unset: no VPC, since the default handler
    calls nothing.
  EOT
  default     = null
  nullable    = true

  validation {
    condition     = var.vpc_config == null ? true : length(var.vpc_config.subnet_ids) >= 1
    error_message = "vpc_config.subnet_ids must have at least one entry."
  }

  validation {
    condition = var.vpc_config == null ? true : alltrue([
      for item in var.vpc_config.subnet_ids :
      can(regex("^subnet-[0-9a-f]+$", item))
    ])
    error_message = "vpc_config.subnet_ids: each must be a subnet ID; given: ${try(join(", ", [for item in try(nonsensitive(var.vpc_config.subnet_ids), var.vpc_config.subnet_ids) : jsonencode(item) if !(can(regex("^subnet-[0-9a-f]+$", item)))]), "")}."
  }

  validation {
    condition     = var.vpc_config == null ? true : length(var.vpc_config.security_group_ids) >= 1
    error_message = "vpc_config.security_group_ids must have at least one entry."
  }

  validation {
    condition = var.vpc_config == null ? true : alltrue([
      for item in var.vpc_config.security_group_ids :
      can(regex("^sg-[0-9a-f]+$", item))
    ])
    error_message = "vpc_config.security_group_ids: each must be a security group ID; given: ${try(join(", ", [for item in try(nonsensitive(var.vpc_config.security_group_ids), var.vpc_config.security_group_ids) : jsonencode(item) if !(can(regex("^sg-[0-9a-f]+$", item)))]), "")}."
  }
}

variable "code_signing_config_arn" {
  type        = string
  description = <<-EOT
    Code signing configuration that the artifact must satisfy. Unset: none, since the zip that is built here is not
    signed.
  EOT
  default     = null
  nullable    = true

  validation {
    condition = var.code_signing_config_arn == null ? true : can(
      regex("^arn:aws:lambda:[a-z0-9-]+:\\d{12}:code-signing-config:csc-[a-z0-9]{17}$", var.code_signing_config_arn),
    )
    error_message = "code_signing_config_arn must be the ARN of a code signing configuration."
  }
}

variable "live_alias" {
  type        = bool
  description = <<-EOT
    Publish a version of each change, and let the email flow rule call only the alias live, which can be pointed back to
    an earlier version. Whether a rule accepts the ARN of an alias is not documented.
  EOT
  default     = false
  nullable    = false
}

variable "live_version" {
  type        = string
  description = "Version that the alias live stays at, whatever is deployed. Unset: the newest."
  default     = null
  nullable    = true

  validation {
    condition     = var.live_version == null ? true : can(regex("^[1-9]\\d*$", var.live_version))
    error_message = "live_version must be the number of a published version, as a string."
  }
}

variable "new_version_weight" {
  type        = number
  description = <<-EOT
    Share of the email events that the newest version gets while the alias live is kept at another version, which it
    requires.
  EOT
  default     = 0
  nullable    = false

  validation {
    condition     = var.new_version_weight >= 0 && var.new_version_weight <= 1
    error_message = "new_version_weight must be a number from 0 to 1."
  }
}

variable "role_arn" {
  type        = string
  description = <<-EOT
    Existing role of the function's account that the function runs as. It must trust lambda.amazonaws.com and allow what
    the created role allows: nothing is attached to it. If Terraform learns the ARN only during apply, disable the
    creation of a role, too. Unset: a role is created.
  EOT
  default     = null
  nullable    = true

  validation {
    condition = var.role_arn == null ? true : can(
      regex("^arn:aws:iam::\\d{12}:role/([!-.0-~]+/)*[\\w+=,.@-]{1,64}$", var.role_arn),
    )
    error_message = "role_arn must be the ARN of an IAM role (arn:aws:iam::ACCOUNT:role/NAME)."
  }
}

variable "create_role" {
  type        = bool
  description = "Create the execution role, unless the ARN of an existing one is given."
  default     = true
  nullable    = false
}

variable "permissions_boundary_arn" {
  type        = string
  description = <<-EOT
    Permissions boundary of the execution role that is created. Unset: none, since it must exist in the account.
  EOT
  default     = null
  nullable    = true

  validation {
    condition = var.permissions_boundary_arn == null ? true : can(
      regex("^arn:aws:iam::(\\d{12}|aws):policy/.+$", var.permissions_boundary_arn),
    )
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy (arn:aws:iam::ACCOUNT:policy/NAME)."
  }
}

variable "role_path" {
  type        = string
  description = "IAM path of the execution role that is created."
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([!-.0-~]+/)*$", var.role_path))
    error_message = "role_path must be an IAM path: / or /name/, beginning and ending with /."
  }
}

variable "source_account" {
  type        = string
  description = <<-EOT
    Account that must own the calling organization, as a further condition; whether WorkMail sends the account is not
    documented. Unset: no such condition, since the source ARN already fixes the account.
  EOT
  default     = null
  nullable    = true

  validation {
    condition     = var.source_account == null ? true : can(regex("^\\d{12}$", var.source_account))
    error_message = "source_account must be an account ID: 12 digits."
  }
}

variable "tags" {
  type        = map(string)
  description = "Tags on everything that can have tags."
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for item in keys(var.tags) :
      can(regex("^.{1,128}$", item)) && !can(regex("^([aA][wW][sS]:)", item))
    ])
    error_message = "tags: each must be a name of 1 to 128 characters that does not begin with aws:; given: ${try(join(", ", [for item in try(nonsensitive(keys(var.tags)), keys(var.tags)) : jsonencode(item) if !(can(regex("^.{1,128}$", item)) && !can(regex("^([aA][wW][sS]:)", item)))]), "")}."
  }

  validation {
    condition     = alltrue([for value in values(var.tags) : value != null])
    error_message = "tags: each value must be a string, not null."
  }
}
