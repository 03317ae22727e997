import { GetRoleCommand, GetRolePolicyCommand, IAMClient, type Role } from "@aws-sdk/client-iam";
import { messageDirection } from "../../../modules/email-flow-rule";
import { type Attributes, isObject, policyAttributes } from "../attributes";
import { asked, type Check, comparedResource, type Context, orMissing } from "../check";

/** The compared attributes, and the provider's values for missing ones. */
const ROLE_ATTRIBUTES = {
  assume_role_policy: null,
  description: null,
  path: "/",
  permissions_boundary: null,
};
const ROLE_POLICY_ATTRIBUTES = { name: null, policy: null };

const LAMBDA = "lambda.amazonaws.com";

/** As every role that is created has it. */
const TRUST = JSON.stringify({
  Statement: [{ Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: LAMBDA } }],
});
const POLICY_NAME = "function";

/** Checks who may take the role, and what it allows. */
export async function roleChecks(context: Context): Promise<Check[]> {
  const { outputs, expected } = context;
  const RoleName = outputs.role_arn.split("/").at(-1)!;
  const isCreated = expected.isSynthesized
    ? expected.only("aws_iam_role", {}) !== undefined
    : RoleName === `${outputs.function_name}-${outputs.region}`;
  return isCreated ? createdRoleChecks(context, RoleName) : asked("role", () => existingRoleChecks(context, RoleName));
}

/** Checks that a role that was not created here exists and that Lambda may take it; what it allows is its owner's. */
async function existingRoleChecks(context: Context, RoleName: string): Promise<Check[]> {
  const arn = context.outputs.role_arn;
  const role = await roleOf(context, RoleName);
  const trust = documentOf(role?.AssumeRolePolicyDocument);
  const isTrusting = Object.values(isObject(trust) ? trust : {}).some(letsLambdaIn);
  return [
    comparedResource(
      "role",
      arn,
      { arn, trusts: LAMBDA },
      role && { arn: role.Arn, trusts: isTrusting ? LAMBDA : null },
      role === undefined
        ? `create the role ${RoleName}, or set the ARN of another one`
        : `allow ${LAMBDA} sts:AssumeRole in the trust policy of ${RoleName}`,
    ),
  ];
}

function letsLambdaIn(statement: unknown): boolean {
  const { Effect, Action, Principal } = statement as Attributes;
  return (
    Effect === "Allow" &&
    [Action].flat().includes("sts:AssumeRole") &&
    isObject(Principal) &&
    [Principal.Service].flat().includes(LAMBDA)
  );
}

async function roleOf({ aws }: Context, RoleName: string): Promise<Role | undefined> {
  const answer = await orMissing(
    aws.ask("iam:GetRole", IAMClient, (iam) => iam.send(new GetRoleCommand({ RoleName }))),
  );
  return answer?.Role;
}

async function createdRoleChecks(context: Context, RoleName: string): Promise<Check[]> {
  const { aws, outputs, expected } = context;
  const wantedRole = expected.only("aws_iam_role", ROLE_ATTRIBUTES) ?? { assume_role_policy: TRUST };
  const wantedPolicy = expected.only("aws_iam_role_policy", ROLE_POLICY_ATTRIBUTES) ?? { name: POLICY_NAME };
  const PolicyName = typeof wantedPolicy.name === "string" ? wantedPolicy.name : POLICY_NAME;
  return [
    ...(await asked("role", async () => {
      const role = await roleOf(context, RoleName);
      return [
        comparedResource(
          "role",
          outputs.role_arn,
          { arn: outputs.role_arn, ...wantedRole, assume_role_policy: policyAttributes(wantedRole.assume_role_policy) },
          role && {
            arn: role.Arn,
            assume_role_policy: documentOf(role.AssumeRolePolicyDocument),
            description: role.Description,
            path: role.Path,
            permissions_boundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
          },
        ),
      ];
    })),
    ...(await asked("role policy", async () => {
      const answer = await orMissing(
        aws.ask("iam:GetRolePolicy", IAMClient, (iam) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
      );
      const policy = documentOf(answer?.PolicyDocument);
      return [
        comparedResource(
          "role policy",
          PolicyName,
          {
            ...wantedPolicy,
            policy: "policy" in wantedPolicy ? policyAttributes(wantedPolicy.policy) : impliedPolicy(context, policy),
          },
          answer && { name: answer.PolicyName, policy },
        ),
      ];
    })),
  ];
}

/** The minimum that the policy must allow if only the outputs are known; the rest is as it was found. */
function impliedPolicy({ outputs }: Context, found: unknown): unknown {
  const queue = outputs.failure_queue_arn;
  return {
    ...(found as object),
    WriteOwnLogStreams: {
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Effect: "Allow",
      Resource: `${logGroupArn(outputs)}:log-stream:*`,
    },
    ...contentStatements(outputs),
    ...(queue !== undefined && { SendFailures: { Action: "sqs:SendMessage", Effect: "Allow", Resource: queue } }),
  };
}

/** Returns the statements of a function with a bucket for replaced content, which it has if it may replace any. */
function contentStatements({
  function_arn: functionArn,
  message_arns: messages = [],
  updated_content_bucket_name: bucket,
  email_flow_rules: rules = [],
}: Context["outputs"]): Attributes {
  if (bucket === undefined) {
    return {};
  }
  const synchronous = rules.filter((it) => it.run_synchronously).map((it) => messageDirection(it.direction));
  const replaced = messages.filter((arn) => synchronous.some((direction) => arn.endsWith(`/${direction}/*`)));
  const Condition = { StringEquals: { "s3:ResourceAccount": functionArn.split(":")[4] } };
  const allowed = [
    { Sid: "ReadMessageContent", Action: "workmailmessageflow:GetRawMessageContent", Resource: messages },
    { Sid: "ReplaceMessageContent", Action: "workmailmessageflow:PutRawMessageContent", Resource: replaced },
    { Sid: "PutUpdatedContent", Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucket}/*`, Condition },
  ];
  const Statement = allowed.map((statement) => ({ ...statement, Effect: "Allow" }));
  return policyAttributes(JSON.stringify({ Statement })) as Attributes;
}

function logGroupArn({ function_arn, log_group_name }: Context["outputs"]): string {
  const [, , , region, account] = function_arn.split(":");
  return `arn:aws:logs:${region}:${account}:log-group:${log_group_name}`;
}

/** IAM encodes a document as a URL does. */
function documentOf(document: string | undefined): unknown {
  return policyAttributes(document && decodeURIComponent(document));
}
