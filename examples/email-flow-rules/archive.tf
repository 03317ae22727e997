module "archive" {
  source = "../../modules/terraform"

  function_name    = "email-archive"
  organization_ids = ["m-33333333333333333333333333333333"]
  package_path     = "${path.module}/dist/archive/workmail-function.zip"
  message_content  = "READ"

  email_flow_rules = {
    "Archive inbound email" = {
      direction = "INBOUND"
    }
    "Archive outbound email" = {
      direction = "OUTBOUND"
    }
  }

  policy_statements = [
    {
      sid        = "WriteArchive"
      actions    = ["s3:PutObject"]
      resources  = ["arn:aws:s3:::example-email-archive/*"]
      conditions = { StringEquals = { "s3:ResourceAccount" = ["111122223333"] } }
    },
  ]

  environment_variables = {
    ARCHIVE_BUCKET = "example-email-archive"
  }
}
