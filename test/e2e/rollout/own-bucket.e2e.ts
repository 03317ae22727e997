import { writeFileSync } from "node:fs";
import * as path from "node:path";
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { workmailLambda } from "../../support/command";
import { projectOnEmulator } from "../../support/project-on-emulator";

/** A deployed function starts to replace content in a bucket of yours: interrupted, repeated, and twice at once. */

const project = projectOnEmulator();
const region = "eu-west-1";
const Bucket = "own-content";
const OBJECT = { Bucket, Key: "kept" };
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "WorkMailReads",
      Effect: "Allow",
      Principal: { Service: `workmail.${region}.amazonaws.com` },
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${Bucket}/*`,
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    },
  ],
});

let s3: S3Client;

beforeAll(async () => {
  s3 = new S3Client({ region, forcePathStyle: true, ...project.client });
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: POLICY }));
  await s3.send(new PutObjectCommand({ ...OBJECT, Body: "kept" }));
});

afterAll(() => s3?.destroy());

function writeSettings(changes: object): void {
  const settings = {
    ...{ failureQueue: false, alarms: false, logQueries: false },
    regions: { [region]: { organizationIds: ["m-33333333333333333333333333333333"] } },
    ...changes,
  };
  writeFileSync(path.join(project.folder, "workmail.json"), JSON.stringify(settings));
}

/** Deploys; sends SIGTERM once the program prints this. */
function deploy(stopAt?: RegExp) {
  return workmailLambda(project.folder, ["deploy", "--auto-approve"], {
    env: project.env,
    onStart: (child) =>
      child.stderr!.on("data", (text: Buffer) => {
        if (stopAt?.test(text.toString())) {
          child.kill("SIGTERM");
        }
      }),
  });
}

it("goes on after SIGTERM and beside itself, changes nothing in the bucket, and ends in an empty plan", async () => {
  writeSettings({});
  expect(await deploy()).toSucceed();
  writeSettings({
    messageContent: "REPLACE",
    updatedContentBucket: Bucket,
    emailFlowRules: { Tag: { direction: "INBOUND", runSynchronously: true, fallbackAction: "Bounce" } },
  });

  const interrupted = await deploy(/(Creating|Modifying)\.\.\./);
  // Terraform finishes what it has begun, which may be everything.
  expect(interrupted.stderr).toContain("workmail-eu-west-1: interrupted. Terraform finishes its changes first");
  expect([0, 130]).toContain(interrupted.code);
  expect(interrupted.stdout + interrupted.stderr).toMatch(/Next: (npm run|npx workmail-lambda|attach the rule)/i);
  expect(await deploy()).toSucceed();

  const runs = await Promise.all([deploy(), deploy()]);
  const succeeded = runs.filter(({ code }) => code === 0);
  const refused = runs.filter(({ code }) => code !== 0);
  expect(succeeded).not.toEqual([]);
  refused.forEach(({ code, stderr }) =>
    expect([code, stderr]).toEqual([1, expect.stringMatching(/works on the same stacks\. Next: wait /)]),
  );

  const { code, stdout } = await workmailLambda(project.folder, ["diff"], { env: project.env });
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^workmail-eu-west-1 {2}No changes\.\n/)]);
  expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(POLICY);
  const { Body } = await s3.send(new GetObjectCommand(OBJECT));
  expect(await Body!.transformToString()).toBe("kept");
});
