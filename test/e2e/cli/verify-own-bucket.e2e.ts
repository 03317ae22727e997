import {
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Check } from "../../../cli/verification/check";
import { expectationOf } from "../../../cli/verification/expectation";
import { verifyDeployment } from "../../../cli/verification/verify-deployment";
import { deployedInSandbox } from "../../support/deployed-in-sandbox";

/** verify looks at a bucket of yours for replaced content: whether WorkMail can read it, and nothing else. */

const region = "eu-west-1";
const Bucket = "own-updated-content";
let s3: S3Client;

const deployed = deployedInSandbox(
  {
    functionName: "mail",
    failureQueue: false,
    alarms: false,
    logQueries: false,
    messageContent: "REPLACE",
    updatedContentBucket: Bucket,
    emailFlowRules: { Tag: { direction: "INBOUND", runSynchronously: true, fallbackAction: "Bounce" } },
    regions: { [region]: { organizationIds: ["m-33333333333333333333333333333333"] } },
  },
  () => {
    s3 = new S3Client({ region });
    return s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  },
);

beforeEach(() => putPolicy());

afterAll(() => s3?.destroy());

/** Writes the statement that lets WorkMail read, with changes. */
function putPolicy(changes: object = {}) {
  const statement = {
    Sid: "WorkMailReads",
    Effect: "Allow",
    Principal: { Service: `workmail.${region}.amazonaws.com` },
    Action: ["s3:GetObject", "s3:GetObjectVersion"],
    Resource: `arn:aws:s3:::${Bucket}/*`,
    Condition: { StringEquals: { "aws:SourceAccount": "123456789012" }, Bool: { "aws:SecureTransport": "true" } },
    ...changes,
  };
  return s3.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) }),
  );
}

/** Returns the checks of the bucket that failed: with what was synthesized, and with the outputs only. */
async function failed(): Promise<Check[][]> {
  const runs = [
    await verifyDeployment(deployed.outputs, expectationOf(deployed.sandbox.stacks, region)),
    await verifyDeployment(deployed.outputs),
  ];
  return runs.map((checks) =>
    checks.filter(({ subject, state }) => subject.startsWith("updated content") && state !== "passed"),
  );
}

it.each<[string, () => Promise<unknown>]>([
  ["has a policy that lets WorkMail read", () => putPolicy()],
  ["lets WorkMail read for any account", () => putPolicy({ Condition: { Bool: { "aws:SecureTransport": "true" } } })],
  ["lets WorkMail do everything", () => putPolicy({ Action: "s3:*" })],
  ["has no public access block", () => s3.send(new DeletePublicAccessBlockCommand({ Bucket }))],
  ["has no encryption of its own", () => s3.send(new DeleteBucketEncryptionCommand({ Bucket }))],
])("finds nothing wrong with a bucket that %s", async (_title, change) => {
  await change();
  expect(await failed()).toEqual([[], []]);
});

const RESTORES = `allow workmail.${region}.amazonaws.com s3:GetObject on arn:aws:s3:::${Bucket}/* in the bucket's policy`;

it.each<[string, () => Promise<unknown>]>([
  ["has no policy", () => s3.send(new DeleteBucketPolicyCommand({ Bucket }))],
  ["lets another service read", () => putPolicy({ Principal: { Service: "ses.amazonaws.com" } })],
  [
    "lets WorkMail of another Region read",
    () => putPolicy({ Principal: { Service: "workmail.us-east-1.amazonaws.com" } }),
  ],
  [
    "lets WorkMail read for another account",
    () => putPolicy({ Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } } }),
  ],
  ["lets WorkMail write only", () => putPolicy({ Action: "s3:PutObject" })],
  ["denies WorkMail to read", () => putPolicy({ Effect: "Deny" })],
])("says which permission restores a bucket that %s", async (_title, damage) => {
  await damage();
  const found = {
    subject: "updated content bucket",
    state: "failed",
    next: expect.stringContaining(RESTORES) as string,
  };
  expect(await failed()).toEqual([[expect.objectContaining(found)], [expect.objectContaining(found)]]);
});
