import { cpSync, mkdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { GetRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetFunctionConfigurationCommand, GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, AssetType, TerraformAsset } from "cdktf";
import { WorkMailLambda } from "../../modules/constructs/workmail-lambda";
import { createFunctionPackage } from "../../modules/package/function-package";
import { parseSettings } from "../../modules/settings/settings";
import { ReadableStack } from "../../modules/stacks/base-stack";
import { copyProject } from "../../scripts/project-copy";
import { folderWith } from "./folder";
import { runCommand } from "./run-command";

/** Options for a client of the AWS SDK. */
interface ClientOptions {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A policy as AWS's API returns it. */
interface ReadPolicy {
  readonly Statement: readonly { readonly Sid: string }[];
}

/** A deployed function as AWS's API describes it. */
export interface ReadFunction {
  readonly configuration: Readonly<Record<string, unknown>> & { readonly variables: object };
  readonly rolePolicy: ReadPolicy;
  readonly resourcePolicy: ReadPolicy;
  /** The bucket for replaced content; undefined without one. */
  readonly bucket?: { readonly policy: ReadPolicy } & Readonly<Record<string, unknown>>;
}

/** The name that stands for that of the bucket, which ends in random digits. */
export const UPDATED_CONTENT = "workmail-updated-content";

/** Reads a function, its role's policy, and its bucket through AWS's API. */
export async function readFunction(name: string, options: ClientOptions): Promise<ReadFunction> {
  const lambda = new LambdaClient(options);
  const FunctionName = name;
  const { Environment, CodeSha256, Timeout, MemorySize, Handler, Runtime, LoggingConfig } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName }),
  );
  const { Policy: resourcePolicy } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  const { PolicyDocument: rolePolicy } = await new IAMClient(options).send(
    new GetRolePolicyCommand({ RoleName: `${name}-${options.region}`, PolicyName: "function" }),
  );
  const variables = Environment?.Variables ?? {};
  const bucket = variables.UPDATED_CONTENT_BUCKET;
  const found = {
    configuration: { CodeSha256, Timeout, MemorySize, Handler, Runtime, LoggingConfig, variables },
    rolePolicy: JSON.parse(decodeURIComponent(rolePolicy!)) as ReadPolicy,
    resourcePolicy: JSON.parse(resourcePolicy!) as ReadPolicy,
    bucket: bucket === undefined ? undefined : await readBucket(bucket, options),
  };
  return JSON.parse(JSON.stringify(found).replaceAll(bucket ?? UPDATED_CONTENT, UPDATED_CONTENT)) as ReadFunction;
}

async function readBucket(Bucket: string, options: ClientOptions) {
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const [policy, access, encryption, ownership, lifecycle, versioning] = await Promise.all([
    s3.send(new GetBucketPolicyCommand({ Bucket })),
    s3.send(new GetPublicAccessBlockCommand({ Bucket })),
    s3.send(new GetBucketEncryptionCommand({ Bucket })),
    s3.send(new GetBucketOwnershipControlsCommand({ Bucket })),
    s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
    s3.send(new GetBucketVersioningCommand({ Bucket })),
  ]);
  return {
    policy: JSON.parse(policy.Policy!) as ReadPolicy,
    publicAccess: access.PublicAccessBlockConfiguration,
    encryption: encryption.ServerSideEncryptionConfiguration?.Rules?.map(
      (rule) => rule.ApplyServerSideEncryptionByDefault,
    ),
    ownership: ownership.OwnershipControls?.Rules,
    lifecycle: lifecycle.Rules,
    versioning: versioning.Status,
  };
}

/**
 * Copies the examples with the module, and builds their zips as their page says.
 *
 * @returns the folder of the examples
 */
export async function builtExamples(examples: string): Promise<string> {
  const project = path.join(folderWith({}), "project");
  copyProject(project);
  const folder = path.join(project, examples);
  mkdirSync(path.dirname(folder), { recursive: true });
  cpSync(examples, folder, { recursive: true, filter: (source) => !/[\\/](dist|\.terraform)$/.test(source) });
  const page = readFileSync(path.join(folder, "README.md"), "utf8");
  const [, command = ""] = /^(node .*build\.mjs)$/m.exec(page) ?? [];
  expect(await runCommand(command.split(" "), { cwd: project })).toSucceed();
  return folder;
}

/**
 * Synthesizes the functions of several settings files into one configuration: Terraform starts once for all of them.
 *
 * @returns its folder, and the zips by name
 */
export async function synthesizedExamples(files: readonly (readonly [name: string, file: string])[]) {
  const outdir = folderWith({});
  const app = new App({ outdir });
  const stack = new ReadableStack(app, "examples");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  const zips: Record<string, string> = {};
  for (const [name, file] of files) {
    const { regions, package: source } = parseSettings(readFileSync(file, "utf8"), "workmail.json");
    const { path: zip, sourceCodeHash } = await createFunctionPackage(source, path.join(outdir, "packages", name));
    zips[name] = zip;
    const asset = new TerraformAsset(stack, `package-${name}`, { path: zip, type: AssetType.FILE });
    for (const settings of regions) {
      new WorkMailLambda(stack, name, { ...settings, filename: asset.path, sourceCodeHash });
    }
  }
  app.synth();
  return { folder: path.join(outdir, "stacks", "examples"), zips };
}
