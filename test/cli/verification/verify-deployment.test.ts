import type { Check } from "../../../cli/verification/check";
import { verifyDeployment } from "../../../cli/verification/verify-deployment";
import { type AwsAnswer, type AwsApi, startAwsApi } from "../../support/aws-api";
import { deploymentIn } from "../../support/deployment";

/**
 * States that the emulator cannot hold: answers of Lambda that say it cannot run a
 * function, and lists of several pages. A stand-in answers in AWS's place; a call
 * without an answer is not allowed.
 */

const region = "eu-west-1";
const deployment = deploymentIn(region);
const environment = { ...process.env };
let api: AwsApi;
/** The answers, by the operation. */
let answers: Record<string, AwsAnswer>;

const CALLER = `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;

beforeAll(async () => {
  api = await startAwsApi(({ operation }) =>
    operation === "GetCallerIdentity" ? { body: CALLER } : answers[operation],
  );
  Object.assign(process.env, api.environment);
});

afterAll(async () => {
  await api.stop();
  process.env = environment;
});

beforeEach(() => {
  answers = {};
});

async function checkOf(subject: string, event?: unknown, outputs = deployment): Promise<Check | undefined> {
  const checks = await verifyDeployment(outputs, { event });
  return checks.find((check) => check.subject === subject);
}

describe("an invocation that Lambda answers with", () => {
  const path = `POST /2015-03-31/functions/${encodeURIComponent(deployment.function_arn)}/invocations`;
  it.each([
    [404, "ResourceNotFoundException", undefined, "failed"],
    [409, "ResourceConflictException", undefined, "failed"],
    [502, "KMSDisabledException", undefined, "failed"],
    [429, "TooManyRequestsException", "ReservedFunctionConcurrentInvocationLimitExceeded", "failed"],
    [429, "TooManyRequestsException", "ConcurrentInvocationLimitExceeded", "unknown"],
    [403, "AccessDeniedException", undefined, "unknown"],
  ])("%i %s (%s) is %s", async (status, type, Reason, state) => {
    answers[path] = { status, error: type, body: { Message: "why", Reason } };
    expect(await checkOf("invocation", {})).toMatchObject({
      state,
      next: expect.stringContaining("why") as string,
    });
  });
});

it("a permission for everybody on an alias that is on the second page is wrong", async () => {
  const functions = "GET /2015-03-31/functions/mail";
  const statement = {
    Sid: "Everybody",
    Effect: "Allow",
    Principal: "*",
    Action: "lambda:InvokeFunction",
    Resource: `${deployment.function_arn}:second`,
  };
  answers = {
    [`${functions}/aliases`]: {
      body: { Aliases: [{ Name: "first" }], NextMarker: "more" },
    },
    [`${functions}/aliases?Marker=more`]: {
      body: { Aliases: [{ Name: "second" }] },
    },
    [`${functions}/versions`]: { body: { Versions: [] } },
    [`${functions}/policy`]: { body: { Policy: "{}" } },
    [`${functions}/policy?Qualifier=first`]: { body: { Policy: "{}" } },
    [`${functions}/policy?Qualifier=second`]: {
      body: { Policy: JSON.stringify({ Statement: [statement] }) },
    },
  };
  expect(await checkOf("permission")).toMatchObject({
    state: "failed",
    next: `Everybody is on ${deployment.function_arn}:second, and the rule is to name ${deployment.function_arn}: aws lambda remove-permission --region eu-west-1 --function-name mail --qualifier second --statement-id Everybody`,
  });
});

it("a function whose last update failed is wrong", async () => {
  answers["GET /2015-03-31/functions/mail"] = {
    body: {
      Configuration: {
        FunctionArn: deployment.function_arn,
        State: "Active",
        LastUpdateStatus: "Failed",
        LastUpdateStatusReason: "no such subnet",
      },
    },
  };
  expect(await checkOf("state")).toEqual({
    subject: "state",
    state: "failed",
    expected: "Active",
    found: "Active, and its last update failed",
    next: "no such subnet",
  });
});

it("an address for alarms that nobody has confirmed is wrong, and is not printed", async () => {
  const TopicArn = `arn:aws:sns:${region}:123456789012:mail-alarms`;
  answers.ListSubscriptionsByTopic = {
    body: `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions><member>
      <SubscriptionArn>PendingConfirmation</SubscriptionArn><Protocol>email</Protocol><Endpoint>a@b.test</Endpoint>
      </member></Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`,
  };
  expect(await checkOf("alarm topic subscription", undefined, { ...deployment, alarm_topic_arn: TopicArn })).toEqual({
    subject: "alarm topic subscription",
    state: "failed",
    expected: "confirmed",
    found: "PendingConfirmation",
    next: `confirm it in the email that AWS has sent to the address; to get another one: aws sns subscribe --region eu-west-1 --topic-arn ${TopicArn} --protocol email --notification-endpoint ADDRESS`,
  });
});

it("an invocation whose answer is lost is unknown, and is not repeated", async () => {
  const path = `POST /2015-03-31/functions/${encodeURIComponent(deployment.function_arn)}/invocations`;
  answers[path] = { isLost: true };
  const before = api.calls.length;
  expect(await checkOf("invocation", {})).toMatchObject({
    state: "unknown",
    next: expect.stringContaining("the function may have handled the event") as string,
  });
  expect(api.calls.slice(before).filter(({ operation }) => operation === path)).toHaveLength(1);
});

describe("an existing role", () => {
  const { role_arn: Arn } = deployment;
  const trusting = (Service: unknown) => ({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service } });
  const roleWith = (statement: object) => ({
    body: `<GetRoleResponse><GetRoleResult><Role><Arn>${Arn}</Arn><AssumeRolePolicyDocument>${encodeURIComponent(
      JSON.stringify({ Statement: [statement] }),
    )}</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>`,
  });

  it.each([
    ["that Lambda may take is right", roleWith(trusting(["ec2.amazonaws.com", "lambda.amazonaws.com"])), "passed"],
    ["that only EC2 may take is wrong", roleWith(trusting("ec2.amazonaws.com")), "failed"],
    ["that does not exist is wrong", { status: 404, error: "NoSuchEntity" }, "failed"],
  ])("%s", async (_, answer, state) => {
    answers.GetRole = answer;
    expect(await checkOf("role")).toMatchObject({ state });
    expect(await checkOf("role policy")).toBeUndefined();
  });

  it("is an existing one if none was synthesized, whatever its name", async () => {
    answers.GetRole = roleWith(trusting("lambda.amazonaws.com"));
    const outputs = { ...deployment, role_arn: `arn:aws:iam::123456789012:role/mail-${region}` };
    const checks = await verifyDeployment(outputs, { resources: [] });
    expect(checks.map(({ subject }) => subject)).not.toContain("role policy");
  });
});

it("a layer that is missing is wrong, and so is the order of layers", async () => {
  const layer = (name: string) => `arn:aws:lambda:${region}:123456789012:layer:${name}:1`;
  const foundLayers = async (...names: string[]) => {
    answers[`GET /2015-03-31/functions/${deployment.function_name}`] = {
      body: {
        Configuration: {
          FunctionArn: deployment.function_arn,
          Layers: names.map((name) => ({ Arn: layer(name) })),
        },
      },
    };
    const attributes = { layers: [layer("a"), layer("b")] };
    const checks = await verifyDeployment(deployment, {
      resources: [{ type: "aws_lambda_function", id: "function", attributes }],
    });
    const check = checks.find(({ subject }) => subject === "function settings");
    return (check!.found as { layers?: string[] }).layers;
  };
  expect(await foundLayers("a", "b")).toBeUndefined();
  expect(await foundLayers("b", "a")).toEqual([layer("b"), layer("a")]);
  expect(await foundLayers("a")).toEqual([layer("a")]);
});

describe("the subnets and security groups of the function", () => {
  const attributes = { vpc_config: { subnet_ids: ["subnet-1", "subnet-2"], security_group_ids: ["sg-1", "sg-2"] } };

  it.each([
    ["in another order are as synthesized", ["subnet-2", "subnet-1"], ["sg-2", "sg-1"], undefined],
    [
      "that are others are not",
      ["subnet-2", "subnet-3"],
      ["sg-2", "sg-1"],
      { vpc_config: { subnet_ids: ["subnet-2", "subnet-3"] } },
    ],
  ])("%s", async (_, SubnetIds, SecurityGroupIds, found) => {
    answers[`GET /2015-03-31/functions/${deployment.function_name}`] = {
      body: { Configuration: { FunctionArn: deployment.function_arn, VpcConfig: { SubnetIds, SecurityGroupIds } } },
    };
    const resources = [{ type: "aws_lambda_function", id: "function", attributes }];
    const checks = await verifyDeployment(deployment, { resources });
    const check = checks.find(({ subject }) => subject === "function settings");
    const { vpc_config } = (check?.found ?? {}) as { readonly vpc_config?: object };
    expect(check?.state).toBe("failed");
    expect(vpc_config).toEqual(found?.vpc_config);
  });
});
