# WorkMail reads an email's new content from it at once. Objects are deleted after a day, so a destroy may empty the
# bucket. WorkMail refuses a name with dots.
resource "aws_s3_bucket" "updated_content" {
  count = local.makes_updated_content_bucket ? 1 : 0

  bucket_prefix = "workmail-updated-content-"
  force_destroy = true
  tags          = local.tags
}

# WorkMail of this Region reads for messages of these organizations only; the wildcard principal is only denied.
resource "aws_s3_bucket_policy" "updated_content_policy" {
  count = local.makes_updated_content_bucket ? 1 : 0

  bucket = one(aws_s3_bucket.updated_content[*].bucket)
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for statement in [
        {
          Sid       = "WorkMailReads"
          Effect    = "Allow"
          Principal = { Service = "workmail.${local.region}.amazonaws.com" }
          Action    = ["s3:GetObject", "s3:GetObjectVersion"]
          Resource  = "${one(aws_s3_bucket.updated_content[*].arn)}/*"
          Condition = {
            Bool         = { "aws:SecureTransport" = "true" }
            StringEquals = { "aws:SourceAccount" = local.account_id }
            ArnLike = {
              "aws:SourceArn" = [
                for id in local.organizations :
                "arn:aws:workmailmessageflow:${local.region}:${local.account_id}:message/${id}/*"
              ]
            }
          }
        },
        {
          Sid       = "DenyWithoutTls"
          Effect    = "Deny"
          Principal = "*"
          Action    = "s3:*"
          Resource  = [one(aws_s3_bucket.updated_content[*].arn), "${one(aws_s3_bucket.updated_content[*].arn)}/*"]
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
      ] :
      statement
      if statement != null
    ]
  })

  depends_on = [aws_s3_bucket_public_access_block.updated_content_public_access_block]
}

resource "aws_s3_bucket_public_access_block" "updated_content_public_access_block" {
  count = local.makes_updated_content_bucket ? 1 : 0

  block_public_acls       = true
  block_public_policy     = true
  bucket                  = one(aws_s3_bucket.updated_content[*].bucket)
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "updated_content_ownership" {
  count = local.makes_updated_content_bucket ? 1 : 0

  bucket = one(aws_s3_bucket.updated_content[*].bucket)

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# Not with kms_key_arn: whether WorkMail can read objects that a KMS key encrypts is not documented.
resource "aws_s3_bucket_server_side_encryption_configuration" "updated_content_encryption" {
  count = local.makes_updated_content_bucket ? 1 : 0

  bucket = one(aws_s3_bucket.updated_content[*].bucket)

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "updated_content_versioning" {
  count = local.makes_updated_content_bucket ? 1 : 0

  bucket = one(aws_s3_bucket.updated_content[*].bucket)

  versioning_configuration {
    status = "Enabled"
  }
}

# Of an email's content, nothing stays: objects expire after a day, and S3 deletes their versions after another one.
resource "aws_s3_bucket_lifecycle_configuration" "updated_content_lifecycle" {
  count = local.makes_updated_content_bucket ? 1 : 0

  bucket = one(aws_s3_bucket.updated_content[*].bucket)

  depends_on = [aws_s3_bucket_versioning.updated_content_versioning]

  rule {
    id     = "expire"
    status = "Enabled"

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }

    expiration {
      days = 1
    }

    filter {
      prefix = ""
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }
}
