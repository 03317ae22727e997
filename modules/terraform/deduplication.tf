resource "aws_dynamodb_table" "deduplication_table" {
  count = var.deduplication ? 1 : 0

  name         = "${var.function_name}-deduplication"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  tags         = local.tags

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = var.deduplication_point_in_time_recovery
  }

  ttl {
    attribute_name = "expiration"
    enabled        = true
  }

  dynamic "server_side_encryption" {
    for_each = local.has_kms_key ? [true] : []

    content {
      enabled     = true
      kms_key_arn = var.kms_key_arn
    }
  }
}
