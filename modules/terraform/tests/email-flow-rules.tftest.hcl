# What the module makes of email flow rules. Nothing here reaches AWS.

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
}

variables {
  organization_ids = ["m-11111111111111111111111111111111"]
  function_name    = "mail"
}

run "is_for_one_outbound_rule_of_any_name" {
  assert {
    condition     = output.email_flow_rule_instructions == <<-EOT
      Attach mail to an outbound email flow rule (eu-west-1)

      1. Sign in to the AWS account of the function and open the organization:
         https://eu-west-1.console.aws.amazon.com/workmail/v2/home?region=eu-west-1#/organizations/m-11111111111111111111111111111111
      2. Choose Organization settings, the tab Outbound rules, then Create.
      3. Enter a rule name that no other rule has. As action choose Run Lambda, and as
         function mail:
         arn:aws:lambda:eu-west-1:111122223333:function:mail
         Leave Run synchronously off: the email is sent at once, whatever the function does.
      4. Sender patterns and destination patterns: enter * for every email, or
         addresses and domains such as user@example.com, example.com, *.example.com
         (no + in a pattern).
      5. Choose Create. The rule takes effect at once.
      6. Send an email that matches, then look for
         "Email processed" in the log group
         /aws/lambda/mail. Nothing there: another rule that is more
         specific, or that drops or bounces, comes before this one, or the rule names
         another function. A rule that may not call its function fails silently.
    EOT
    error_message = output.email_flow_rule_instructions
  }
  assert {
    condition     = jsonencode(output.email_flow_rules[*].name) == "[null]" && output.email_flow_rules[0].direction == "OUTBOUND"
    error_message = jsonencode(output.email_flow_rules)
  }
}

run "has_the_steps_of_each_rule" {
  variables {
    email_flow_rules = {
      "Log outbound" = {}
      Tag = {
        direction            = "INBOUND"
        run_synchronously    = true
        rule_timeout_minutes = 5
        fallback_action      = "Deliver to inbox"
        sender_patterns      = ["*.example.com", "example.com"]
      }
    }
  }
  assert {
    condition     = join("; ", regexall("(?m)^Attach .*$", output.email_flow_rule_instructions)) == "Attach mail to the email flow rule Log outbound (eu-west-1); Attach mail to the email flow rule Tag (eu-west-1)"
    error_message = output.email_flow_rule_instructions
  }
  assert {
    condition = alltrue([
      for line in [
        "2. Choose Organization settings, the tab Inbound rules, then Create.",
        "3. Enter the rule name Tag. As action choose Run Lambda, and as",
        "   Turn Run synchronously on: WorkMail waits up to 15 seconds for the function's answer.",
        "   Rule timeout: 5 minutes, to repeat a failed call.",
        "   Fallback action: Deliver to inbox, for an email that has no answer by then.",
        "4. Sender patterns: *.example.com, example.com",
        "   Destination patterns: *",
        "6. Send an email that matches from outside, then look for",
        "   \"Email decided\" in the log group",
        "   another function. A rule that may not call its function takes its fallback action.",
      ] : contains(split("\n", output.email_flow_rule_instructions), line)
    ])
    error_message = output.email_flow_rule_instructions
  }
}

run "watches_failed_decisions_of_synchronous_rules" {
  variables {
    dashboard        = true
    email_flow_rules = { Log = {}, Tag = { run_synchronously = true, fallback_action = "Bounce" } }
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.alarms_failed_decisions[0].metric_name == "FailedDecisions" && contains(output.alarm_names, "mail-failed-decisions")
    error_message = jsonencode(output.alarm_names)
  }
  assert {
    condition     = jsondecode(aws_cloudwatch_dashboard.dashboard[0].dashboard_body).widgets[6].properties.metrics[0][1] == "FailedDecisions"
    error_message = aws_cloudwatch_dashboard.dashboard[0].dashboard_body
  }
}

run "counts_no_decisions_of_asynchronous_rules" {
  variables {
    dashboard        = true
    email_flow_rules = { Log = {} }
  }
  assert {
    condition     = length(aws_cloudwatch_metric_alarm.alarms_failed_decisions) == 0 && length(output.alarm_names) == 6
    error_message = jsonencode(output.alarm_names)
  }
  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.dashboard[0].dashboard_body).widgets) == 6
    error_message = aws_cloudwatch_dashboard.dashboard[0].dashboard_body
  }
}

run "refuses_a_function_that_runs_longer_than_workmail_waits" {
  command = plan
  variables {
    timeout          = 15
    email_flow_rules = { Tag = { run_synchronously = true, fallback_action = "Bounce" } }
  }
  expect_failures = [aws_lambda_function.function]
}

run "lets_a_function_run_longer_when_workmail_does_not_wait" {
  command = plan
  variables {
    timeout          = 15
    email_flow_rules = { Tag = { direction = "INBOUND" } }
  }
}
