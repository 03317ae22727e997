import type { ChildProcess } from "node:child_process";
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
import { sandboxEnvironment } from "../../../cli/processes/sandbox-environment";
import { startAwsProxy } from "../../support/aws-proxy";
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

/** Deploys; called with what the program prints on standard error. */
function deploy(env = project.env, onText?: (text: string, child: ChildProcess) => void) {
  return workmailLambda(project.folder, ["deploy", "--auto-approve"], {
    env,
    onStart: (child) => child.stderr!.on("data", (text: Buffer) => onText?.(text.toString(), child)),
  });
}

/** Sends SIGTERM when AWS gets the first change, and lets AWS answer it once the program has noticed. */
async function deployInterrupted() {
  let program: ChildProcess | undefined;
  let notice: () => void = () => undefined;
  const noticed = new Promise<void>((resolve) => (notice = resolve));
  const changes: string[] = [];
  const proxy = await startAwsProxy(project.endpoint, {
    async onAnswer({ url, body }) {
      if (/^(PUT|DELETE) |^POST .*\/policy/.test(url) || /^Action=(Put|Create|Update)/.test(body)) {
        changes.push(url);
        if (changes.length === 1) {
          program!.kill("SIGTERM");
        }
        await noticed;
      }
    },
  });
  try {
    const result = await deploy(sandboxEnvironment(proxy.endpoint), (text, child) => {
      program = child;
      if (text.includes("Terraform finishes its changes first")) {
        notice();
      }
    });
    return { ...result, changes };
  } finally {
    await proxy.stop();
  }
}

it("goes on after SIGTERM and beside itself, changes nothing in the bucket, and ends in an empty plan", async () => {
  writeSettings({});
  expect(await deploy()).toSucceed();
  writeSettings({
    messageContent: "REPLACE",
    updatedContentBucket: Bucket,
    emailFlowRules: { Tag: { direction: "INBOUND", runSynchronously: true, fallbackAction: "Bounce" } },
  });

  const interrupted = await deployInterrupted();
  expect(interrupted.changes).not.toEqual([]);
  expect(interrupted.stderr).toContain("workmail-eu-west-1: interrupted. Terraform finishes its changes first");
  expect([interrupted.code, interrupted.stdout]).toEqual([
    130,
    expect.stringMatching(/^Deployed: workmail-eu-west-1\nNext: npx workmail-lambda verify/),
  ]);
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
