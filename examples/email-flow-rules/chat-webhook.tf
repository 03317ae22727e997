module "chat_webhook" {
  source = "../../modules/terraform"

  function_name    = "email-chat-webhook"
  organization_ids = ["m-33333333333333333333333333333333"]
  package_path     = "${path.module}/dist/chat-webhook/workmail-function.zip"
  message_content  = "READ"

  email_flow_rules = {
    "Chat webhook" = {
      direction = "INBOUND"
    }
  }

  secret_arns = {
    WEBHOOK_SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:chat-webhook-AbCdEf"
  }
}
