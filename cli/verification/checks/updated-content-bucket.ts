import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { parse } from "@aws-sdk/util-arn-parser";
import { UPDATED_CONTENT_PREFIX, updatedContentStatements } from "../../../modules/updated-content";
import { workMailPrincipal } from "../../../modules/workmail";
import type { DeploymentOutputs } from "../../deployments/deployment-outputs";
import { type Attributes, isObject, policyAttributes, UNKNOWN } from "../attributes";
import { asked, type Check, compared, comparedResource, type Context, orMissing } from "../check";

/** The parts of every bucket that is created: each is what one call returns. */
const PARTS: readonly {
  readonly name: string;
  readonly action: string;
  readonly expected: Attributes;
  readonly find: (s3: S3Client, Bucket: string) => Promise<Attributes>;
}[] = [
  {
    name: "public access",
    action: "s3:GetBucketPublicAccessBlock",
    expected: {
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    },
    find: async (s3, Bucket) => {
      const { PublicAccessBlockConfiguration: found = {} } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
      return {
        block_public_acls: found.BlockPublicAcls,
        block_public_policy: found.BlockPublicPolicy,
        ignore_public_acls: found.IgnorePublicAcls,
        restrict_public_buckets: found.RestrictPublicBuckets,
      };
    },
  },
  {
    name: "encryption",
    action: "s3:GetEncryptionConfiguration",
    expected: { sse_algorithm: "AES256", kms_master_key_id: null },
    find: async (s3, Bucket) => {
      const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
      const [rule] = answer.ServerSideEncryptionConfiguration?.Rules ?? [];
      const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
      return { sse_algorithm: SSEAlgorithm, kms_master_key_id: KMSMasterKeyID };
    },
  },
  {
    name: "lifecycle",
    action: "s3:GetLifecycleConfiguration",
    expected: { rules: { expire: { status: "Enabled", prefix: "", days: 1, noncurrent_days: 1, upload_days: 1 } } },
    find: async (s3, Bucket) => {
      const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      const rules = Rules.map((rule) => [
        rule.ID,
        {
          status: rule.Status,
          prefix: rule.Filter?.Prefix ?? "",
          days: rule.Expiration?.Days,
          noncurrent_days: rule.NoncurrentVersionExpiration?.NoncurrentDays,
          upload_days: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
        },
      ]);
      return { rules: Object.fromEntries(rules) as Attributes };
    },
  },
  {
    name: "ownership",
    action: "s3:GetBucketOwnershipControls",
    expected: { object_ownership: "BucketOwnerEnforced" },
    find: async (s3, Bucket) => {
      const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
      return { object_ownership: OwnershipControls?.Rules?.[0]?.ObjectOwnership };
    },
  },
  {
    name: "versioning",
    action: "s3:GetBucketVersioning",
    expected: { status: "Enabled" },
    find: async (s3, Bucket) => ({ status: (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status }),
  },
];

const SUBJECT = "updated content bucket";

/** Checks the bucket from which WorkMail reads replaced content; of one of yours only that WorkMail may read it. */
export async function updatedContentBucketChecks(context: Context): Promise<Check[]> {
  const { outputs, expected } = context;
  const { updated_content_bucket_name: bucket } = outputs;
  const creates = expected.only("aws_s3_bucket", {}) !== undefined;
  if (bucket === undefined) {
    return creates ? [compared(SUBJECT, "a bucket for replaced content", undefined)] : [];
  }
  const isCreated = expected.isSynthesized ? creates : bucket.startsWith(UPDATED_CONTENT_PREFIX);
  return isCreated ? createdBucketChecks(context, bucket) : asked(SUBJECT, () => ownBucketChecks(context, bucket));
}

async function createdBucketChecks(context: Context, bucket: string): Promise<Check[]> {
  const { aws, outputs, expected } = context;
  const wanted = expected.only("aws_s3_bucket_policy", { policy: UNKNOWN })?.policy ?? impliedPolicy(outputs, bucket);
  const checks = await asked(`${SUBJECT} policy`, async () => {
    const found = await policyOf(context, bucket);
    return [
      comparedResource(
        `${SUBJECT} policy`,
        bucket,
        { policy: policyAttributes(wanted) },
        found === undefined ? undefined : { policy: policyAttributes(found) },
      ),
    ];
  });
  for (const { name, action, expected: part, find } of PARTS) {
    const subject = `${SUBJECT} ${name}`;
    checks.push(
      ...(await asked(subject, async () => [
        comparedResource(subject, bucket, part, await orMissing(aws.ask(action, S3Client, (s3) => find(s3, bucket)))),
      ])),
    );
  }
  return checks;
}

/** Checks that WorkMail may read a bucket that was not created here; the rest is its owner's. */
async function ownBucketChecks(context: Context, bucket: string): Promise<Check[]> {
  const principal = workMailPrincipal(context.outputs.region);
  const { accountId } = parse(context.outputs.function_arn);
  const statements = policyAttributes((await policyOf(context, bucket)) ?? "{}");
  const isReadable = Object.values(isObject(statements) ? statements : {}).some((it) =>
    letsRead(it, principal, accountId),
  );
  return [
    compared(
      SUBJECT,
      `${principal} may read ${bucket}`,
      isReadable ? `${principal} may read ${bucket}` : null,
      `allow ${principal} s3:GetObject on arn:aws:s3:::${bucket}/* in the bucket's policy`,
    ),
  ];
}

function letsRead(statement: unknown, principal: string, accountId: string): boolean {
  const { Effect, Action, Principal, Condition } = statement as Attributes;
  const accounts = Object.values(isObject(Condition) ? Condition : {}).flatMap((keys) =>
    isObject(keys) ? [keys["aws:SourceAccount"] ?? []].flat() : [],
  );
  return (
    Effect === "Allow" &&
    [Action].flat().some((action) => ["s3:GetObject", "s3:Get*", "s3:*"].includes(String(action))) &&
    isObject(Principal) &&
    [Principal.Service].flat().includes(principal) &&
    (accounts.length === 0 || accounts.includes(accountId))
  );
}

/** Returns the bucket's policy; undefined without a policy, or without the bucket. */
async function policyOf({ aws }: Context, Bucket: string): Promise<string | undefined> {
  const answer = await orMissing(
    aws.ask("s3:GetBucketPolicy", S3Client, (s3) => s3.send(new GetBucketPolicyCommand({ Bucket }))),
  );
  return answer?.Policy;
}

/** The policy that every bucket that is created has, if only the outputs are known. */
function impliedPolicy({ region, function_arn, organization_arns = [] }: DeploymentOutputs, bucket: string): string {
  const { accountId } = parse(function_arn);
  const messages = `arn:aws:workmailmessageflow:${region}:${accountId}:message`;
  return JSON.stringify({
    Statement: updatedContentStatements({
      arn: `arn:aws:s3:::${bucket}`,
      region,
      accountId,
      messageArns: organization_arns.map((it) => `${messages}/${it.split("/").at(-1)}/*`),
    }),
  });
}
