import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import {
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Check } from "../../../cli/verification/check";
import { expectationOf } from "../../../cli/verification/expectation";
import { verifyDeployment } from "../../../cli/verification/verify-deployment";
import { deployedInSandbox } from "../../support/deployed-in-sandbox";

/** verify finds each part of a function that replaces content, damaged through AWS's API in the emulator. */

const region = "eu-west-1";
const deployed = deployedInSandbox({
  functionName: "mail",
  messageContent: "REPLACE",
  emailFlowRules: {
    Log: {},
    Tag: { direction: "INBOUND", runSynchronously: true, fallbackAction: "Bounce" },
  },
  regions: { [region]: { organizationIds: ["m-33333333333333333333333333333333"] } },
});
let lambda: LambdaClient;
let iam: IAMClient;
let s3: S3Client;
let Bucket: string;

beforeAll(() => {
  Bucket = deployed.outputs.updated_content_bucket_name!;
  lambda = new LambdaClient({ region });
  iam = new IAMClient({ region });
  s3 = new S3Client({ region });
});

afterAll(() => {
  for (const client of [lambda, iam, s3]) {
    client?.destroy();
  }
});

function failed(checks: readonly Check[]) {
  return checks.filter(({ state }) => state === "failed");
}

/** With what was synthesized, and with the outputs only. */
async function verified(): Promise<Check[][]> {
  return [
    failed(await verifyDeployment(deployed.outputs, expectationOf(deployed.sandbox.stacks, region))),
    failed(await verifyDeployment(deployed.outputs)),
  ];
}

interface Policy {
  readonly Statement: readonly (Readonly<Record<string, unknown>> & { readonly Sid: string })[];
}

async function changeRolePolicy(change: (policy: Policy) => object): Promise<void> {
  const role = { RoleName: deployed.outputs.role_arn.split("/").at(-1)!, PolicyName: "function" };
  const { PolicyDocument } = await iam.send(new GetRolePolicyCommand(role));
  const policy = JSON.parse(decodeURIComponent(PolicyDocument!)) as Policy;
  await iam.send(new PutRolePolicyCommand({ ...role, PolicyDocument: JSON.stringify(change(policy)) }));
}

async function changeBucketPolicy(from: string, to: string): Promise<void> {
  const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  expect(Policy).toContain(from);
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: Policy!.replace(from, to) }));
}

/** Returns a policy with one member of one of its statements changed. */
function withMember(Sid: string, member: string, value: unknown) {
  return ({ Statement, ...policy }: Policy) => ({
    ...policy,
    Statement: Statement.map((it) => (it.Sid === Sid ? { ...it, [member]: value } : it)),
  });
}

const OTHER = "arn:aws:workmailmessageflow:eu-west-1:123456789012:message/m-0/incoming/*";

it("finds nothing wrong with what is deployed, and compares every part of it", async () => {
  expect(await verified()).toEqual([[], []]);
  const checks = await verifyDeployment(deployed.outputs, expectationOf(deployed.sandbox.stacks, region));
  const passed = checks.filter(({ state }) => state === "passed").map(({ subject }) => subject);
  expect(passed.filter((subject) => /updated content|time to answer/.test(subject))).toEqual([
    "time to answer",
    "updated content bucket policy",
    "updated content bucket public access",
    "updated content bucket encryption",
    "updated content bucket lifecycle",
    "updated content bucket ownership",
    "updated content bucket versioning",
  ]);
});

describe.each<[string, string, () => Promise<unknown>, object]>([
  [
    "that reads other messages",
    "role policy",
    () => changeRolePolicy(withMember("ReadMessageContent", "Resource", OTHER)),
    { policy: { ReadMessageContent: { Resource: OTHER } } },
  ],
  [
    "that replaces outbound messages, too",
    "role policy",
    () => changeRolePolicy(withMember("ReplaceMessageContent", "Resource", ["arn:aws:workmailmessageflow:*"])),
    { policy: { ReplaceMessageContent: { Resource: "arn:aws:workmailmessageflow:*" } } },
  ],
  [
    "that writes to another bucket",
    "role policy",
    () => changeRolePolicy(withMember("PutUpdatedContent", "Resource", "arn:aws:s3:::other/*")),
    { policy: { PutUpdatedContent: { Resource: "arn:aws:s3:::other/*" } } },
  ],
  [
    "that WorkMail would stop waiting for",
    "time to answer",
    () => lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "mail", Timeout: 15 })),
    "15 seconds" as never,
  ],
  [
    "whose bucket lets another service read",
    "updated content bucket policy",
    () => changeBucketPolicy("workmail.eu-west-1.amazonaws.com", "ses.amazonaws.com"),
    { policy: { WorkMailReads: { Principal: { Service: "ses.amazonaws.com" } } } },
  ],
  [
    "whose bucket lets another account's WorkMail read",
    "updated content bucket policy",
    () => changeBucketPolicy('"aws:SourceAccount":"123456789012"', '"aws:SourceAccount":"999999999999"'),
    { policy: { WorkMailReads: { Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } } } } },
  ],
  [
    "whose bucket has no policy",
    "updated content bucket policy",
    () => s3.send(new DeleteBucketPolicyCommand({ Bucket })),
    null as never,
  ],
  [
    "whose bucket may become public by ACLs",
    "updated content bucket public access",
    () =>
      s3.send(
        new PutPublicAccessBlockCommand({
          Bucket,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: false,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        }),
      ),
    { block_public_acls: false },
  ],
  [
    "whose bucket may become public in every way",
    "updated content bucket public access",
    () => s3.send(new DeletePublicAccessBlockCommand({ Bucket })),
    null as never,
  ],
  [
    "whose bucket is encrypted by a key that WorkMail may not know",
    "updated content bucket encryption",
    () =>
      s3.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }],
          },
        }),
      ),
    { sse_algorithm: "aws:kms" },
  ],
  [
    "whose bucket keeps content for a month",
    "updated content bucket lifecycle",
    () =>
      s3.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: {
            Rules: [
              {
                ID: "expire",
                Status: "Enabled",
                Filter: { Prefix: "" },
                Expiration: { Days: 30 },
                NoncurrentVersionExpiration: { NoncurrentDays: 1 },
                AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
              },
            ],
          },
        }),
      ),
    { rules: { expire: { days: 30 } } },
  ],
  [
    "whose bucket keeps content forever",
    "updated content bucket lifecycle",
    () => s3.send(new DeleteBucketLifecycleCommand({ Bucket })),
    null as never,
  ],
  [
    "whose bucket keeps no versions",
    "updated content bucket versioning",
    () => s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } })),
    { status: "Suspended" },
  ],
])("a function %s", (_, subject, damage, found) => {
  it("is found wrong, with the difference and what restores it, and a deployment restores it", async () => {
    await damage();
    for (const checks of await verified()) {
      const check = checks.find((it) => it.subject === subject);
      expect(check).toMatchObject({
        found,
        next: expect.stringContaining("npm run deploy, or terraform apply where the module is") as string,
      });
      expect(checks.map((it) => it.subject).filter((it) => it !== "function settings")).toEqual([subject]);
    }
    await deployed.sandbox.deploy();
    expect(await verified()).toEqual([[], []]);
  });
});
