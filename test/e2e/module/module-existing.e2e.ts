import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { strToU8, zipSync } from "fflate";
import { statementsOf } from "../../../cli/verification/resource-policy";
import { codeSha256Of } from "../../../modules/package/code-sha256";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { folderWith } from "../../support/folder";
import { blocksOf } from "../../support/markdown-pages";
import { ModuleCall } from "../../support/module-call";
import { moduleCopy } from "../../support/module-root";
import { actionsOf, planOf } from "../../support/plan";

/** The resources that exist before the module, or without its state. */

const ACCOUNT = "123456789012";
const organization = `m-${"3".repeat(32)}`;
const ROLE_PAGE = "docs/guides/existing-role.md";
const IMPORT_PAGE = "docs/start/take-over.md";

const terraform = new EmulatedTerraform();
beforeAll(() => terraform.start());
afterAll(() => terraform.stop());

/** Returns the blocks of a page that begin like this, with the emulator's account. */
function blocks(page: string, start: string): string[] {
  return blocksOf(page)
    .map(({ code }) => code)
    .filter((code) => code.startsWith(start))
    .map((code) => code.replaceAll("111122223333", ACCOUNT));
}

interface Policy {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** Returns the trust policy of the page about existing roles, and the policy with every statement. */
function documentedRole() {
  const [trust, policy] = blocks(ROLE_PAGE, '{\n  "Version"');
  return { trust: trust!, policy: JSON.parse(policy!) as Policy };
}

async function logGroups() {
  const { logGroups = [] } = await new CloudWatchLogsClient(terraform.client).send(new DescribeLogGroupsCommand({}));
  return logGroups.map(({ logGroupName, creationTime, retentionInDays }) => ({
    logGroupName,
    creationTime,
    retentionInDays,
  }));
}

async function roleNames(): Promise<unknown[]> {
  const { Roles = [] } = await new IAMClient(terraform.client).send(new ListRolesCommand({}));
  return Roles.map(({ RoleName }) => RoleName);
}

async function functionNames(): Promise<unknown[]> {
  const { Functions = [] } = await new LambdaClient(terraform.client).send(new ListFunctionsCommand({}));
  return Functions.map(({ FunctionName }) => FunctionName);
}

describe("an existing role", () => {
  const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;

  it("must allow what the module gives to the role that it creates, as documented", async () => {
    const call = new ModuleCall(terraform);
    call.write({
      organization_ids: [organization],
      on_success_destination_arn: `arn:aws:events:eu-west-1:${ACCOUNT}:event-bus/emails`,
      deduplication: true,
      kms_key_arn: KEY,
      vpc_config: { subnet_ids: ["subnet-1"], security_group_ids: ["sg-1"] },
      message_content: "REPLACE",
      updated_content_bucket: "updated-content",
      email_flow_rules: { Tag: { run_synchronously: true, fallback_action: "Bounce" } },
      secret_arns: {
        WEBHOOK: `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:mail/webhook-AbCdEf`,
        TOKEN: `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/mail/token`,
      },
    });
    expect(await call.run("init", "-input=false")).toSucceed();
    await call.apply("-target=module.workmail.aws_iam_role_policy.role_policy");
    const names = { RoleName: "workmail-email-events-eu-west-1", PolicyName: "function" };
    const { PolicyDocument = "" } = await new IAMClient(terraform.client).send(new GetRolePolicyCommand(names));
    const created = JSON.parse(decodeURIComponent(PolicyDocument)) as Policy;
    const bySid = ({ Statement }: Policy): object => Object.fromEntries(Statement.map((it) => [String(it.Sid), it]));
    expect(bySid(created)).toEqual(bySid(documentedRole().policy));
    expect(await call.run("destroy", "-auto-approve")).toSucceed();
  });
});

describe("a role, a log group, and a package in S3 that exist", () => {
  const zip = zipSync({ "index.mjs": strToU8("export const handler = async () => undefined;\n") });
  const variables = {
    function_name: "platform",
    organization_ids: [organization],
    failure_queue: false,
    role_arn: `arn:aws:iam::${ACCOUNT}:role/platform/mail`,
    log_group_name: "/platform/mail",
    s3_bucket: "packages",
    s3_key: "mail/1.zip",
  };

  beforeAll(async () => {
    const { trust, policy } = documentedRole();
    const iam = new IAMClient(terraform.client);
    const role = { RoleName: "mail", Path: "/platform/", AssumeRolePolicyDocument: trust };
    await iam.send(new CreateRoleCommand(role));
    const document = { RoleName: "mail", PolicyName: "mail", PolicyDocument: JSON.stringify(policy) };
    await iam.send(new PutRolePolicyCommand(document));
    const logs = new CloudWatchLogsClient(terraform.client);
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/platform/mail" }));
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: "/platform/mail", retentionInDays: 3653 }));
    const s3 = new S3Client({ ...terraform.client, forcePathStyle: true });
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
    await s3.send(new CreateBucketCommand({ Bucket: "packages", CreateBucketConfiguration }));
    await s3.send(new PutObjectCommand({ Bucket: "packages", Key: "mail/1.zip", Body: zip }));
  });

  it("are what the function uses, and stay as they are, even after a destroy", async () => {
    const [groupsBefore, rolesBefore] = [await logGroups(), await roleNames()];
    const call = new ModuleCall(terraform);
    call.write(variables);
    await call.deploy();
    expect(actionsOf(await call.plan())).toEqual({});
    const found = await new LambdaClient(terraform.client).send(
      new GetFunctionConfigurationCommand({ FunctionName: "platform" }),
    );
    expect(found).toMatchObject({
      CodeSha256: codeSha256Of(Buffer.from(zip)),
      Role: variables.role_arn,
      LoggingConfig: { LogGroup: "/platform/mail" },
    });
    expect(await logGroups()).toEqual(groupsBefore);
    expect(await roleNames()).toEqual(rolesBefore);

    expect(await call.run("destroy", "-auto-approve")).toSucceed();
    expect(await functionNames()).not.toContain("platform");
    expect(await logGroups()).toEqual(groupsBefore);
    expect(await roleNames()).toEqual(rolesBefore);
    const s3 = new S3Client({ ...terraform.client, forcePathStyle: true });
    const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: "packages", Key: "mail/1.zip" }));
    expect(ContentLength).toBe(zip.length);
  });
});

describe("a call with count", () => {
  it("removes everything when it becomes 0, and creates everything again when it becomes 1", async () => {
    const call = new ModuleCall(terraform);
    const variables = {
      function_name: "counted",
      organization_ids: [organization],
      // The AWS provider waits for a queue, and for a bucket's rules, longer than for all others together.
      failure_queue: false,
      deduplication: true,
      dashboard: true,
      live_alias: true,
    };
    const root = terraform.in(call.folder);
    const write = (count: number) => call.write({ ...variables, count });
    write(1);
    await call.deploy();
    const created = await root.resources();
    expect(created).toContain("module.workmail[0].aws_lambda_function.function");

    write(0);
    await call.apply();
    expect(actionsOf(await call.plan())).toEqual({});
    expect(await root.resources()).toEqual([]);
    expect(await functionNames()).not.toContain("counted");
    expect(await roleNames()).not.toContain("counted-eu-west-1");
    expect((await logGroups()).map(({ logGroupName }) => logGroupName)).not.toContain("/aws/lambda/counted");

    write(1);
    await call.apply();
    expect(actionsOf(await call.plan())).toEqual({});
    expect((await root.resources()).sort()).toEqual(created.sort());
  });

  it("takes over what a call without count has deployed, with the moved block of the documentation", async () => {
    const call = new ModuleCall(terraform);
    const variables = { function_name: "moved", organization_ids: [organization], failure_queue: false };
    call.write(variables);
    await call.deploy();
    call.write({ ...variables, count: 1 });
    const [moved = ""] = blocks("docs/reference/module-compared.md", "moved {");
    writeFileSync(path.join(call.folder, "moved.tf"), moved);
    const changes = await call.plan();
    expect(actionsOf(changes)).toEqual({});
    expect(changes.map(({ address }) => address)).toContain("module.workmail[0].aws_lambda_function.function");
  });
});

describe("the import blocks of the documentation", () => {
  /** Returns the actions on what is imported, and the imports among them. */
  async function plannedImports(folder: string) {
    const changes = await planOf(terraform.in(folder), folder);
    const imported = changes.filter(({ change }) => "importing" in change);
    return { actions: actionsOf(changes), imported: imported.map(({ address }) => address).sort() };
  }

  async function permissions(FunctionName: string): Promise<string[]> {
    const { Policy = "" } = await new LambdaClient(terraform.client).send(new GetPolicyCommand({ FunctionName }));
    return statementsOf(Policy).map(({ sid }) => sid);
  }

  const [byHand = "", lost = ""] = blocks(IMPORT_PAGE, "import {");

  it("bring a function that was created by hand under the module, which replaces nothing", async () => {
    // Another state, which is not used again: for Terraform, nobody manages these.
    const unmanaged = folderWith({});
    const code = strToU8("export const handler = async () => undefined;\n");
    writeFileSync(path.join(unmanaged, "function.zip"), zipSync({ "app.mjs": code }));
    copyFileSync("test/fixtures/hand-written/main.tf", path.join(unmanaged, "main.tf"));
    await terraform.in(unmanaged).init();
    await terraform.in(unmanaged).apply();
    const before = (await logGroups()).find(({ logGroupName }) => logGroupName === "/aws/lambda/mail");

    const folder = folderWith({});
    copyFileSync(path.join(unmanaged, "function.zip"), path.join(folder, "function.zip"));
    const [call = ""] = readFileSync("examples/terraform-take-over/main.tf", "utf8").split("\nmoved {");
    const source = JSON.stringify(moduleCopy());
    writeFileSync(path.join(folder, "main.tf"), call.replace('"../../modules/terraform"', source) + byHand);
    await terraform.in(folder).init();
    const { actions, imported } = await plannedImports(folder);
    const permission = `module.workmail.aws_lambda_permission.permission["${organization}"]`;
    expect(imported).toEqual([
      "module.workmail.aws_cloudwatch_log_group.log_group[0]",
      "module.workmail.aws_lambda_function.function",
      permission,
    ]);
    expect(new Set(Object.values(actions))).toEqual(new Set(["create", "update"]));
    expect(actions).not.toHaveProperty([permission]);
    expect(actions).toMatchObject({ "module.workmail.aws_lambda_function.function": "update" });

    await terraform.in(folder).apply();
    expect((await plannedImports(folder)).actions).toEqual({});
    expect(await permissions("mail")).toEqual(["AllowWorkMail"]);
    const after = (await logGroups()).find(({ logGroupName }) => logGroupName === "/aws/lambda/mail");
    expect(after?.creationTime).toBe(before?.creationTime);
    await terraform.in(folder).destroy();
  });

  it("bring a deployment whose state is lost under the module again, which replaces and deletes nothing", async () => {
    const deployed = new ModuleCall(terraform);
    deployed.write({ organization_ids: [organization] });
    await deployed.deploy();

    const folder = folderWith({});
    const QueueName = "workmail-email-events-failures";
    const { QueueUrl = "" } = await new SQSClient(terraform.client).send(new GetQueueUrlCommand({ QueueName }));
    const blocks = lost.replace(`https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/${QueueName}`, QueueUrl);
    writeFileSync(path.join(folder, "import.tf"), blocks);
    copyFileSync(path.join(deployed.folder, "main.tf.json"), path.join(folder, "main.tf.json"));
    await terraform.in(folder).init();
    const { actions, imported } = await plannedImports(folder);
    expect(imported).toHaveLength(6);
    // Alarms and saved queries have no data: put again, an alarm is the same.
    const created = Object.entries(actions).filter(([, action]) => action === "create");
    const types = created.map(([address]) => address.split(".").at(-2));
    expect(new Set(types)).toEqual(
      new Set([
        "aws_cloudwatch_metric_alarm",
        "aws_cloudwatch_query_definition",
        "aws_lambda_function_event_invoke_config",
        "terraform_data",
      ]),
    );
    const others = Object.entries(actions).filter(([, action]) => action !== "create");
    // Terraform does not read the path of the zip.
    expect(Object.fromEntries(others)).toEqual({ "module.workmail.aws_lambda_function.function": "update" });
    await terraform.in(folder).apply();
    expect((await plannedImports(folder)).actions).toEqual({});
    await terraform.in(folder).destroy();
  });
});
