import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { IAMClient, ListRolePoliciesCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import {
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  LambdaClient,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import { GetBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";

interface ClientOptions {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Returns what AWS has of an environment, according to its API: a line for each resource. */
export async function deployedResources(options: ClientOptions, environment: string): Promise<string[]> {
  const isOwn = (name = "") => new RegExp(`-${environment}(?![a-z0-9])`).test(name);
  const clients = {
    lambda: new LambdaClient(options),
    iam: new IAMClient(options),
    logs: new CloudWatchLogsClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
  };
  try {
    const lines = await Promise.all([
      functionsOf(clients, isOwn),
      rolesOf(clients.iam, isOwn),
      logGroupsOf(clients.logs, isOwn),
    ]);
    return lines.flat();
  } finally {
    Object.values(clients).forEach((client) => client.destroy());
  }
}

type IsOwn = (name?: string) => boolean;

async function functionsOf(
  { lambda, s3 }: { readonly lambda: LambdaClient; readonly s3: S3Client },
  isOwn: IsOwn,
): Promise<string[]> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ MaxItems: 10_000 }));
  const lines = Functions.filter(({ FunctionName }) => isOwn(FunctionName)).map(
    async ({ FunctionName, MemorySize, CodeSha256, Role, Environment }) => [
      `function ${FunctionName}, memory ${MemorySize}, code ${CodeSha256}, role ${Role}`,
      ...(await statementsOf(lambda, FunctionName!)).map((id) => `permission ${id} of ${FunctionName}`),
      ...(await asynchronousOf(lambda, FunctionName!)),
      ...(await contentBucketOf(s3, FunctionName!, Environment?.Variables?.UPDATED_CONTENT_BUCKET)),
    ],
  );
  return (await Promise.all(lines)).flat();
}

async function statementsOf(lambda: LambdaClient, name: string): Promise<string[]> {
  const answer = await orNone(lambda.send(new GetPolicyCommand({ FunctionName: name })));
  const { Statement } = JSON.parse(answer?.Policy ?? '{"Statement":[]}') as { Statement: { Sid: string }[] };
  return Statement.map(({ Sid }) => Sid);
}

async function asynchronousOf(lambda: LambdaClient, name: string): Promise<string[]> {
  const answer = await orNone(lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: name })));
  return answer === undefined ? [] : [`retries of ${name}: ${answer.MaximumRetryAttempts}`];
}

/** The bucket's own name is random. */
async function contentBucketOf(s3: S3Client, name: string, Bucket: string | undefined): Promise<string[]> {
  if (Bucket === undefined) {
    return [];
  }
  const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  const { Statement } = JSON.parse(Policy!) as { Statement: { Sid: string }[] };
  return [`content bucket of ${name}: ${Statement.map(({ Sid }) => Sid).join(", ")}`];
}

async function orNone<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") {
      return undefined;
    }
    throw error;
  }
}

async function rolesOf(iam: IAMClient, isOwn: IsOwn): Promise<string[]> {
  const { Roles = [] } = await iam.send(new ListRolesCommand({ MaxItems: 1000 }));
  const lines = Roles.filter(({ RoleName }) => isOwn(RoleName)).map(async ({ RoleName }) => {
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    return [`role ${RoleName}`, ...PolicyNames.map((policy) => `policy ${policy} of ${RoleName}`)];
  });
  return (await Promise.all(lines)).flat();
}

async function logGroupsOf(logs: CloudWatchLogsClient, isOwn: IsOwn): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new DescribeLogGroupsCommand({ nextToken }));
    names.push(...(page.logGroups ?? []).map(({ logGroupName }) => logGroupName!));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names.filter(isOwn).map((name) => `log group ${name}`);
}
