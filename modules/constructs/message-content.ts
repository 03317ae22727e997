import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Token } from "cdktf";
import { Construct } from "constructs";
import type { PropRule } from "../tokens/check-rules";
import { attributeOf, both, type Condition, countOf, either, isSet, not } from "../tokens/condition";
import { expression } from "../tokens/expression";
import { UPDATED_CONTENT_PREFIX, updatedContentStatements } from "../updated-content";
import { bucketOf } from "./destination";
import { type Grant, policyOfGrants } from "./policy-document";

/** The settings that decide about the function's access to messages. */
export interface ContentChoice {
  readonly messageContent: string;
  readonly updatedContentBucket?: string;
}

/** Returns whether the function may read messages. */
export function readsContent({ messageContent }: ContentChoice): Condition {
  return Token.isUnresolved(messageContent) ? expression`(${messageContent} != "NONE")` : messageContent !== "NONE";
}

/** Returns whether the function may replace messages. */
export function replacesContent({ messageContent }: ContentChoice): Condition {
  return Token.isUnresolved(messageContent)
    ? expression`(${messageContent} == "REPLACE")`
    : messageContent === "REPLACE";
}

/** Returns whether a bucket is created. */
export function createsBucket(choice: ContentChoice): Condition {
  return both(replacesContent(choice), not(isSet(choice.updatedContentBucket)));
}

/** Returns the rules between what the function may do with messages, and its email flow rules. */
export function contentRules(choice: ContentChoice, isAnySynchronous: Condition): PropRule[] {
  return [
    {
      holds: either(not(replacesContent(choice)), isAnySynchronous),
      error: "'messageContent: \"REPLACE\"' needs a synchronous rule in 'emailFlowRules'",
      errorAtPlan: "message_content = REPLACE needs a synchronous rule in email_flow_rules.",
    },
    {
      holds: either(not(isSet(choice.updatedContentBucket)), replacesContent(choice)),
      error: "'updatedContentBucket' needs 'messageContent: \"REPLACE\"'",
      errorAtPlan: "updated_content_bucket needs message_content = REPLACE.",
    },
  ];
}

/** Returns the bucket for replaced content: yours, or the created one; undefined without any. */
export function bucketNameOf(choice: ContentChoice, created: UpdatedContentBucket | undefined): string | undefined {
  const { updatedContentBucket: own } = choice;
  return created !== undefined && Token.isUnresolved(own)
    ? Token.asString(expression`(${isSet(own)} ? ${own} : ${created.bucketName})`)
    : (own ?? created?.bucketName);
}

/** The messages and the bucket that the role may reach. */
export interface ContentAccess {
  /** ARNs of the messages that it may read. */
  readonly read: string[];
  /** ARNs of the messages that it may replace. */
  readonly replaced: string[];
  /** Bucket for replaced content; undefined without any. */
  readonly bucketName: string | undefined;
  /** Account of the bucket. */
  readonly accountId: string;
}

/**
 * Lets the role read, and replace, the messages of the rules.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonworkmailmessageflow.html
 */
export function grantContent(choice: ContentChoice, { read, replaced, bucketName, accountId }: ContentAccess): Grant[] {
  return [
    {
      when: readsContent(choice),
      statements: [
        {
          Sid: "ReadMessageContent",
          Effect: "Allow",
          Action: "workmailmessageflow:GetRawMessageContent",
          Resource: read,
        },
      ],
    },
    {
      when: replacesContent(choice),
      statements: [
        {
          Sid: "ReplaceMessageContent",
          Effect: "Allow",
          Action: "workmailmessageflow:PutRawMessageContent",
          Resource: replaced,
        },
        {
          Sid: "PutUpdatedContent",
          Effect: "Allow",
          Action: "s3:PutObject",
          Resource: `arn:aws:s3:::${bucketName}/*`,
          Condition: bucketOf(accountId),
        },
      ],
    },
  ];
}

/** The props of {@link UpdatedContentBucket}. */
export interface UpdatedContentBucketProps {
  /** Whether it is created, where only Terraform knows. */
  readonly when: Condition;
  readonly region: string;
  readonly accountId: string;
  /** Organizations whose messages are replaced. */
  readonly organizations: string[];
  readonly tags?: { readonly [key: string]: string };
}

/**
 * Bucket from which WorkMail reads content that replaces a message's. WorkMail reads it at once, so that nothing in it
 * is kept for longer than a day.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/update-with-lambda.html
 */
export class UpdatedContentBucket extends Construct {
  /** Null if Terraform does not create it. */
  readonly bucketName: string;

  constructor(scope: Construct, id: string, props: UpdatedContentBucketProps) {
    super(scope, id);
    const { region, accountId, organizations } = props;
    const count = countOf(props.when);
    const created = new S3Bucket(this, "Default", {
      count,
      bucketPrefix: UPDATED_CONTENT_PREFIX,
      // The objects in it are at most a day old, and WorkMail has read them.
      forceDestroy: true,
      tags: props.tags,
    });
    this.bucketName = attributeOf(created, "bucket");
    const bucket = this.bucketName;
    const arn = attributeOf(created, "arn");

    const access = new S3BucketPublicAccessBlock(this, "public_access_block", {
      count,
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, "ownership", {
      count,
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      count,
      bucket,
      // Whether WorkMail reads objects that a KMS key encrypts is not documented.
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    const versioning = new S3BucketVersioningA(this, "versioning", {
      count,
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      count,
      bucket,
      rule: [
        {
          id: "expire",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: 1 }],
          noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
      dependsOn: [versioning],
    });
    new S3BucketPolicy(this, "policy", {
      count,
      bucket,
      policy: policyOfGrants([
        {
          when: true,
          statements: updatedContentStatements({
            arn,
            region,
            accountId,
            // Of any direction: which form WorkMail sends is documented with the organization only.
            messageArns: messageArns(region, accountId, organizations, undefined),
          }),
        },
      ]),
      dependsOn: [access],
    });
  }
}

/**
 * Returns the ARNs of the messages of organizations, one for each direction.
 *
 * @param directions `incoming` and `outgoing`; undefined for every message of an organization in one ARN
 */
export function messageArns(
  region: string,
  accountId: string,
  organizations: string[],
  directions: string[] | undefined,
): string[] {
  const all = `arn:aws:workmailmessageflow:${region}:${accountId}:message`;
  if (Token.isUnresolved(organizations) || Token.isUnresolved(directions)) {
    const code = (text: string) => Token.asString(expression([text]));
    const id = code("id");
    return Token.asList(
      directions === undefined
        ? expression`[for id in ${organizations} : ${`${all}/${id}/*`}]`
        : expression`flatten([for id in ${organizations} : [for direction in ${directions} : ${`${all}/${id}/${code("direction")}/*`}]])`,
    );
  }
  return organizations.flatMap((id) => (directions ?? [""]).map((it) => `${all}/${id}/${it === "" ? "" : `${it}/`}*`));
}
