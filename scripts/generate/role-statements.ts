import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App } from "cdktf";
import { WorkMailLambda } from "../../modules/constructs/workmail-lambda";
import type { WorkMailLambdaProps } from "../../modules/constructs/workmail-lambda-props";
import { DEFAULTS } from "../../modules/settings/function-settings";
import { ReadableStack } from "../../modules/stacks/base-stack";
import { codeBlock, table } from "./markdown";

/** The statements that a role needs, as the constructs give them to the role that they create. */

const REGION = "eu-west-1";
const ACCOUNT = "111122223333";
const ORGANIZATION = "m-33333333333333333333333333333333";
const { functionName } = DEFAULTS;

interface Case {
  /** The inputs of the module that need the statements. */
  readonly neededFor: string;
  /** The props with which the constructs create them. */
  readonly props: Partial<WorkMailLambdaProps>;
}

const KEY = { kmsKeyArn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555` };

/** In this order: each case also has statements of earlier ones. */
const CASES: readonly Case[] = [
  { neededFor: "every function", props: {} },
  { neededFor: "`failure_queue`, which is on by default", props: { failureQueue: true } },
  {
    neededFor: "`on_success_destination_arn`",
    props: { onSuccessDestinationArn: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/emails` },
  },
  { neededFor: "`deduplication`", props: { deduplication: true } },
  { neededFor: "`kms_key_arn`", props: KEY },
  { neededFor: "`kms_key_arn` and `failure_queue`", props: { ...KEY, failureQueue: true } },
  { neededFor: "`kms_key_arn` and `deduplication`", props: { ...KEY, deduplication: true } },
  { neededFor: "`vpc_config`", props: { vpcConfig: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] } } },
  { neededFor: '`message_content` `"READ"` or `"REPLACE"`', props: { messageContent: "READ" } },
  {
    neededFor: '`message_content` `"REPLACE"`',
    props: {
      messageContent: "REPLACE",
      updatedContentBucket: "updated-content",
      emailFlowRules: { Tag: { runSynchronously: true, fallbackAction: "Bounce" } },
    },
  },
  {
    neededFor: "`secret_arns` with secrets",
    props: { secretArns: { WEBHOOK: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:mail/webhook-AbCdEf` } },
  },
  {
    neededFor: "`secret_arns` with parameters",
    props: { secretArns: { TOKEN: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/mail/token` } },
  },
];

/** A statement with its values where AWS has them, and the first case that has it. */
interface Needed {
  readonly neededFor: string;
  readonly statement: Readonly<Record<string, unknown>>;
}

/** Returns the sections of the page about existing roles. */
export function roleSections(): Record<string, string> {
  const needed = neededStatements();
  const { statements: toBucket } = roleOf({ onFailureDestinationArn: "arn:aws:s3:::failed-emails" });
  return {
    trust: codeBlock("json policy", JSON.stringify(roleOf({}).trust, null, 2)),
    statements: table(
      ["Statement", "Needed for"],
      needed.map(({ neededFor, statement }) => [`\`${String(statement.Sid)}\``, neededFor]),
    ),
    policy: codeBlock("json policy", policyOf(needed.map(({ statement }) => statement))),
    bucket: codeBlock("json policy", policyOf(toBucket.filter(({ Sid }) => Sid === "SendFailures"))),
  };
}

function neededStatements(): Needed[] {
  const needed: Needed[] = [];
  for (const { neededFor, props } of CASES) {
    const known = needed.map(({ statement }) => JSON.stringify(statement));
    const added = roleOf(props).statements.filter((statement) => !known.includes(JSON.stringify(statement)));
    needed.push(...added.map((statement) => ({ neededFor, statement })));
  }
  return needed;
}

function policyOf(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);
}

/** Returns the trust policy and the statements of the role that the constructs create. */
function roleOf(props: Partial<WorkMailLambdaProps>) {
  const stack = new ReadableStack(new App({ outdir: "cdktf.out" }), "role");
  new AwsProvider(stack, "aws", { region: REGION });
  new WorkMailLambda(stack, "Default", {
    filename: "function.zip",
    organizationIds: [ORGANIZATION],
    region: REGION,
    failureQueue: false,
    ...props,
  });
  stack.prepareStack();
  const { resource } = stack.toTerraform() as { resource: { aws_iam_role: Named; aws_iam_role_policy: Named } };
  const trust = JSON.parse(resource.aws_iam_role.role!.assume_role_policy!) as object;
  const { Statement } = JSON.parse(known(resource.aws_iam_role_policy.role_policy!.policy!)) as {
    Statement: Record<string, unknown>[];
  };
  return { trust, statements: Statement };
}

type Named = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The values that Terraform knows at apply. */
const KNOWN_AT_APPLY: Readonly<Record<string, string>> = {
  "terraform_data.location.input.account_id": ACCOUNT,
  "aws_cloudwatch_log_group.log_group.arn": `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/${functionName}`,
  "aws_dynamodb_table.deduplication_table.arn": `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${functionName}-deduplication`,
};

/** Returns a policy with the values of an account in place of references. */
function known(policy: string): string {
  return policy.replace(/\$\{([^}]+)\}/g, (reference, name: string) => {
    const value = KNOWN_AT_APPLY[name];
    if (value === undefined) {
      throw new Error(`no value for ${reference} in the role's policy`);
    }
    return value;
  });
}
