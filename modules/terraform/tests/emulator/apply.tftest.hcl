# Applies the module to an AWS emulator: terraform test -test-directory=tests/emulator,
# with the emulator's address in AWS_ENDPOINT_URL.

provider "aws" {
  region     = "eu-west-1"
  access_key = "emulator"
  secret_key = "emulator"
  # The accounts of moto and of LocalStack, and nobody's at AWS.
  allowed_account_ids = ["123456789012", "000000000000"]
}

variables {
  function_name    = "workmail-module-test"
  organization_ids = ["m-11111111111111111111111111111111"]
}

run "deploys" {
  assert {
    condition     = output.function_arn == "arn:aws:lambda:eu-west-1:${data.aws_caller_identity.account.account_id}:function:workmail-module-test"
    error_message = "Another function: ${output.function_arn}."
  }
  assert {
    condition     = output.email_flow_rule_function_arn == output.function_arn
    error_message = "The rule is to name another function: ${output.email_flow_rule_function_arn}."
  }
  assert {
    condition     = output.code_sha256 == filebase64sha256("${path.module}/workmail-function.zip")
    error_message = "Lambda has another zip: ${output.code_sha256}."
  }
  assert {
    condition     = output.permission_statement_ids == ["AllowWorkMail-m-11111111111111111111111111111111"]
    error_message = "Other statements: ${jsonencode(output.permission_statement_ids)}."
  }
  assert {
    condition     = strcontains(output.email_flow_rule_instructions, "\n   ${output.function_arn}\n")
    error_message = "The instructions do not name the function: ${output.email_flow_rule_instructions}"
  }
}

run "adds_an_organization" {
  variables {
    organization_ids = [
      "m-11111111111111111111111111111111",
      "m-22222222222222222222222222222222",
    ]
  }

  assert {
    condition     = output.function_arn == run.deploys.function_arn
    error_message = "The function was replaced."
  }
  assert {
    condition = output.permission_statement_ids == [
      "AllowWorkMail-m-11111111111111111111111111111111",
      "AllowWorkMail-m-22222222222222222222222222222222",
    ]
    error_message = "Other statements: ${jsonencode(output.permission_statement_ids)}."
  }
}
