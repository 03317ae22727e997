import { workMailPrincipal } from "./workmail";

/** Names of buckets for replaced content begin with it. Without dots, which WorkMail refuses. */
export const UPDATED_CONTENT_PREFIX = "workmail-updated-content-";

/** The values in the policy of a bucket for replaced content. */
interface BucketAccess {
  /** ARN of the bucket. */
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  /** ARNs of the messages for which WorkMail reads. */
  readonly messageArns: readonly string[];
}

/**
 * Returns the statements of a bucket for replaced content.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/update-with-lambda.html
 */
export function updatedContentStatements({ arn, region, accountId, messageArns }: BucketAccess) {
  return [
    {
      Sid: "WorkMailReads",
      Effect: "Allow",
      Principal: { Service: workMailPrincipal(region) },
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: `${arn}/*`,
      Condition: {
        Bool: { "aws:SecureTransport": "true" },
        StringEquals: { "aws:SourceAccount": accountId },
        ArnLike: { "aws:SourceArn": messageArns },
      },
    },
    {
      Sid: "DenyWithoutTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ] as const;
}
