resource "aws_iam_role" "role" {
  count = local.creates_role ? 1 : 0

  name = "${var.function_name}-${local.region}"
  description = (
    var.workmail ? "Runs the function that Amazon WorkMail calls" : "Runs the function that Amazon SES calls"
  )

  # Only Lambda, and only for functions of this account: Lambda accepts no role of another account.
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })

  path                 = var.role_path
  permissions_boundary = var.permissions_boundary_arn
  tags                 = local.tags
}

resource "aws_iam_role_policy" "role_policy" {
  count = local.creates_role ? 1 : 0

  name = "function"

  # The ID, not the name: it is unknown while the role is replaced, so its policy follows.
  role = one(aws_iam_role.role[*].id)

  # Only this function's own log streams, queue, table, and key, and what your inputs name; your own statements come
  # last. Two statements need the resource "*": X-Ray has no resources, and Lambda creates network interfaces whose ARNs
  # nobody knows yet. A bucket must belong to this account: its ARN names none, and anybody could create a deleted
  # bucket again. jsonencode and not an aws_iam_policy_document: the plan shows the policy even if a value is unknown,
  # and a depends_on on the module's call does not replace it.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        for statement in [
          {
            Sid      = "WriteOwnLogStreams"
            Effect   = "Allow"
            Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
            Resource = "${local.log_group_arn}:log-stream:*"
          },
          {
            Sid      = "SendTraces"
            Effect   = "Allow"
            Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
            Resource = "*"
          },
          local.has_kms_key ? {
            Sid      = "DecryptEnvironmentVariables"
            Effect   = "Allow"
            Action   = "kms:Decrypt"
            Resource = var.kms_key_arn
            Condition = {
              StringEquals = {
                "kms:ViaService"                               = "lambda.${local.region}.amazonaws.com"
                "kms:EncryptionContext:aws:lambda:FunctionArn" = local.function_arn
              }
            }
          } : null,
          local.has_vpc ? {
            Sid      = "ManageNetworkInterfaces"
            Effect   = "Allow"
            Action   = local.network_actions
            Resource = "*"
          } : null,
          local.has_vpc ? {
            Sid       = "KeepCodeOffNetworkInterfaces"
            Effect    = "Deny"
            Action    = local.network_actions
            Resource  = "*"
            Condition = { ArnEquals = { "lambda:SourceFunctionArn" = local.function_arn } }
          } : null,
          local.makes_failure_queue ? {
            Sid      = "SendFailures"
            Effect   = "Allow"
            Action   = "sqs:SendMessage"
            Resource = local.failure_queue_arn
          } : null,
          (local.makes_failure_queue ? local.has_kms_key : false) ? {
            Sid      = "EncryptFailures"
            Effect   = "Allow"
            Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
            Resource = var.kms_key_arn
            Condition = {
              StringEquals = {
                "kms:ViaService"                    = "sqs.${local.region}.amazonaws.com"
                "kms:EncryptionContext:aws:sqs:arn" = local.failure_queue_arn
              }
            }
          } : null,
          (local.has_on_failure_destination ? !startswith(var.on_failure_destination_arn, "arn:aws:s3:") : false) ? {
            Sid      = "SendFailures"
            Effect   = "Allow"
            Action   = local.destination_actions[split(":", var.on_failure_destination_arn)[2]]
            Resource = var.on_failure_destination_arn
          } : null,
          (local.has_on_failure_destination ? startswith(var.on_failure_destination_arn, "arn:aws:s3:") : false) ? {
            Sid       = "SendFailures"
            Effect    = "Allow"
            Action    = ["s3:ListBucket", "s3:PutObject"]
            Resource  = [var.on_failure_destination_arn, "${var.on_failure_destination_arn}/*"]
            Condition = { StringEquals = { "s3:ResourceAccount" = local.account_id } }
          } : null,
          local.has_on_success_destination ? {
            Sid      = "SendResults"
            Effect   = "Allow"
            Action   = local.destination_actions[split(":", var.on_success_destination_arn)[2]]
            Resource = var.on_success_destination_arn
          } : null,
          var.deduplication ? {
            Sid      = "RememberEvents"
            Effect   = "Allow"
            Action   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
            Resource = one(aws_dynamodb_table.deduplication_table[*].arn)
          } : null,
          (var.deduplication ? local.has_kms_key : false) ? {
            Sid    = "EncryptRememberedEvents"
            Effect = "Allow"
            Action = [
              "kms:Decrypt",
              "kms:Encrypt",
              "kms:GenerateDataKey",
              "kms:GenerateDataKeyWithoutPlaintext",
              "kms:ReEncryptFrom",
              "kms:ReEncryptTo",
            ]
            Resource = var.kms_key_arn
            Condition = {
              StringEquals = {
                "kms:ViaService"                                  = "dynamodb.${local.region}.amazonaws.com"
                "kms:EncryptionContext:aws:dynamodb:tableName"    = "${var.function_name}-deduplication"
                "kms:EncryptionContext:aws:dynamodb:subscriberId" = local.account_id
              }
            }
          } : null,
          (var.deduplication ? local.has_kms_key : false) ? {
            Sid       = "DescribeTableKey"
            Effect    = "Allow"
            Action    = "kms:DescribeKey"
            Resource  = var.kms_key_arn
            Condition = { StringEquals = { "kms:ViaService" = "dynamodb.${local.region}.amazonaws.com" } }
          } : null,
          (var.message_content != "NONE") ? {
            Sid    = "ReadMessageContent"
            Effect = "Allow"
            Action = "workmailmessageflow:GetRawMessageContent"
            Resource = flatten([
              for id in local.organizations :
              [
                for direction in local.directions :
                "arn:aws:workmailmessageflow:${local.region}:${local.account_id}:message/${id}/${direction}/*"
              ]
            ])
          } : null,
          (var.message_content == "REPLACE") ? {
            Sid    = "ReplaceMessageContent"
            Effect = "Allow"
            Action = "workmailmessageflow:PutRawMessageContent"
            Resource = flatten([
              for id in local.organizations :
              [
                for direction in local.synchronous_directions :
                "arn:aws:workmailmessageflow:${local.region}:${local.account_id}:message/${id}/${direction}/*"
              ]
            ])
          } : null,
          (var.message_content == "REPLACE") ? {
            Sid       = "PutUpdatedContent"
            Effect    = "Allow"
            Action    = "s3:PutObject"
            Resource  = "arn:aws:s3:::${local.updated_content_bucket}/*"
            Condition = { StringEquals = { "s3:ResourceAccount" = local.account_id } }
          } : null,
          length([for arn in values(var.secret_arns) : arn if split(":", arn)[2] == "secretsmanager"]) > 0 ? {
            Sid      = "ReadSecrets"
            Effect   = "Allow"
            Action   = "secretsmanager:GetSecretValue"
            Resource = [for arn in values(var.secret_arns) : arn if split(":", arn)[2] == "secretsmanager"]
          } : null,
          length([for arn in values(var.secret_arns) : arn if split(":", arn)[2] == "ssm"]) > 0 ? {
            Sid      = "ReadParameters"
            Effect   = "Allow"
            Action   = "ssm:GetParameter"
            Resource = [for arn in values(var.secret_arns) : arn if split(":", arn)[2] == "ssm"]
          } : null,
        ] :
        statement
        if statement != null
      ],
      [
        for statement in var.policy_statements :
        merge(
          { Sid = statement.sid, Effect = "Allow", Action = statement.actions, Resource = statement.resources },
          { for name, value in { Condition = statement.conditions } : name => value if length(value) > 0 },
        )
      ],
    )
  })
}
