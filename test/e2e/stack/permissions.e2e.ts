import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { deployedInSandbox } from "../../support/deployed-in-sandbox";
import { deployedResources } from "../../support/deployed-resources";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { moduleRoot } from "../../support/module-root";
import { ofType, type Resource } from "../../support/resources";
import { SECURITY_RULES } from "../../support/security-rules";
import { type AccessRequest, simulateAccess } from "../../support/simulate-access";

/**
 * Permissions once everything is deployed: the policies are read back through
 * AWS's API after Terraform has applied them, and a simulator of IAM decides.
 */

const account = "123456789012";
const stranger = "999999999999";
const one = "m-11111111111111111111111111111111";
const two = "m-22222222222222222222222222222222";
const other = "m-99999999999999999999999999999999";
const own = {
  queue: `arn:aws:sqs:eu-west-1:${account}:own-failures`,
  bus: `arn:aws:events:eu-west-1:${account}:event-bus/own`,
  key: `arn:aws:kms:eu-west-1:${account}:key/own`,
};

const SETTINGS = {
  functionName: "mail",
  regions: {
    "us-west-2": { organizationIds: [one] },
    "eu-west-1": {
      organizationIds: [one, two],
      sourceAccount: account,
      onFailureDestinationArn: own.queue,
      onSuccessDestinationArn: own.bus,
      alarmEmail: "ops@example.com",
      kmsKeyArn: own.key,
    },
    "us-east-1": { allowAnyOrganization: true },
  },
};

const deployment = deployedInSandbox(SETTINGS);
/** The deployed resources, by Region. */
const deployed: Record<string, readonly Resource[]> = {};

function outputsOf(region: string) {
  return deployment.byStack[`workmail-${region}`]!;
}

beforeAll(async () => {
  const { sandbox } = deployment;
  for (const region of ["us-west-2", "eu-west-1"]) {
    deployed[region] = await deployedResources(sandbox.terraformIn(sandbox.stackOf(region)));
  }
});

describe.each(["us-west-2", "eu-west-1"])("what is deployed in %s", (region) => {
  it.each(SECURITY_RULES)("$rule ($ids)", ({ breaches }) => {
    expect(breaches(deployed[region]!)).toEqual([]);
  });
});

describe.each([
  ["by default", { organization_ids: [one] }],
  [
    "with every option",
    {
      organization_ids: [one, two],
      source_account: account,
      email_log_detail: "full",
      reserved_concurrent_executions: 5,
      on_success_destination_arn: own.bus,
      alarm_action_arns: [`arn:aws:sns:eu-west-1:${account}:own`],
      alarm_email: "ops@example.com",
      dashboard: true,
      deduplication: true,
      deduplication_point_in_time_recovery: true,
      kms_key_arn: own.key,
      role_path: "/mail/",
    },
  ],
])("what the module deploys %s", (_, variables) => {
  let resources: readonly Resource[];

  beforeAll(async () => {
    const terraform = new EmulatedTerraform();
    await terraform.start();
    try {
      const folder = terraform.in(moduleRoot(variables));
      await folder.init();
      await folder.apply();
      resources = await deployedResources(folder);
    } finally {
      await terraform.stop();
    }
  });

  it.each(SECURITY_RULES)("$rule ($ids)", ({ breaches }) => {
    expect(ofType(resources, "aws_lambda_function")).toHaveLength(1);
    expect(breaches(resources)).toEqual([]);
  });
});

/** Whether somebody may invoke the function of a Region. */
async function invocation(region: string, request: Pick<AccessRequest, "principal" | "context">): Promise<string> {
  const { function_name: FunctionName, function_arn } = outputsOf(region);
  const lambda = new LambdaClient({ region });
  const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  return simulateAccess({
    action: "lambda:InvokeFunction",
    resource: function_arn,
    accountId: account,
    resourcePolicy: JSON.parse(Policy!),
    ...request,
  });
}

function organization(id: string, { region = "us-west-2", accountId = account } = {}) {
  return `arn:aws:workmail:${region}:${accountId}:organization/${id}`;
}

describe("the function of one organization", () => {
  const workmail = "workmail.us-west-2.amazonaws.com";

  it("is invoked by WorkMail of its Region, for that organization", async () => {
    const request = {
      principal: workmail,
      context: { "aws:SourceArn": organization(one) },
    };
    expect(await invocation("us-west-2", request)).toBe("Allowed");
  });

  it.each<[string, string, Record<string, string>]>([
    ["another organization", workmail, { "aws:SourceArn": organization(two) }],
    ["an organization of another account", workmail, { "aws:SourceArn": organization(one, { accountId: stranger }) }],
    ["an organization of another Region", workmail, { "aws:SourceArn": organization(one, { region: "eu-west-1" }) }],
    ["an organization whose id goes on", workmail, { "aws:SourceArn": `${organization(one)}0` }],
    ["a wildcard", workmail, { "aws:SourceArn": organization("*") }],
    ["no source", workmail, {}],
    ["no source, from the account", workmail, { "aws:SourceAccount": account }],
    ["WorkMail of another Region", "workmail.eu-west-1.amazonaws.com", { "aws:SourceArn": organization(one) }],
    ["WorkMail without a Region", "workmail.amazonaws.com", { "aws:SourceArn": organization(one) }],
    ["SES", "ses.amazonaws.com", { "aws:SourceArn": organization(one) }],
    ["a role of the account", `arn:aws:iam::${account}:role/any`, {}],
    ["a role of another account", `arn:aws:iam::${stranger}:role/any`, {}],
  ])("is not invoked by %s", async (_, principal, context) => {
    expect(await invocation("us-west-2", { principal, context })).toBe("ImplicitlyDenied");
  });
});

describe("the function of two organizations, with the account demanded as well", () => {
  const principal = "workmail.eu-west-1.amazonaws.com";
  const from = (id: string, accountId?: string) => ({
    "aws:SourceArn": organization(id, { region: "eu-west-1" }),
    ...(accountId === undefined ? {} : { "aws:SourceAccount": accountId }),
  });

  it.each([one, two])("is invoked for %s", async (id) => {
    const context = from(id, account);
    expect(await invocation("eu-west-1", { principal, context })).toBe("Allowed");
  });

  it.each([
    ["a third organization", from(other, account)],
    ["another account", from(one, stranger)],
    ["a missing account", from(one)],
  ])("is not invoked for %s", async (_, context) => {
    expect(await invocation("eu-west-1", { principal, context })).toBe("ImplicitlyDenied");
  });
});

describe("the function of any organization", () => {
  const principal = "workmail.us-east-1.amazonaws.com";
  const region = "us-east-1";

  it.each([one, other])("is invoked for %s of the account", async (id) => {
    const context = { "aws:SourceArn": organization(id, { region }) };
    expect(await invocation(region, { principal, context })).toBe("Allowed");
  });

  it.each([
    ["another account", organization(one, { region, accountId: stranger })],
    ["another Region", organization(one, { region: "us-west-2" })],
    ["something else of WorkMail's", organization("", { region }).slice(0, -1)],
  ])("is not invoked for %s", async (_, source) => {
    const context = { "aws:SourceArn": source };
    expect(await invocation(region, { principal, context })).toBe("ImplicitlyDenied");
  });
});

/** The policy of a key that leaves it to the account's roles. */
const KEY_POLICY = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  ],
};

/** All policies of a Region's role, as AWS's API returns them. */
async function rolePolicies(region: string): Promise<Record<string, unknown>> {
  const RoleName = outputsOf(region).role_arn.split("/").at(-1);
  const iam = new IAMClient({ region });
  const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(AttachedPolicies).toEqual([]);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const policies = PolicyNames.map(async (PolicyName) => {
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    const policy: unknown = JSON.parse(decodeURIComponent(PolicyDocument!));
    return [PolicyName, policy] as const;
  });
  return Object.fromEntries(await Promise.all(policies));
}

describe("the role", () => {
  const west = {
    group: `arn:aws:logs:us-west-2:${account}:log-group:/aws/lambda/mail`,
    queue: `arn:aws:sqs:us-west-2:${account}:mail-failures`,
    function: `arn:aws:lambda:us-west-2:${account}:function:mail`,
  };

  async function access(region: string, action: string, resource: string, context: Record<string, string> = {}) {
    return simulateAccess({
      principal: outputsOf(region).role_arn,
      action,
      resource,
      accountId: account,
      context,
      identityPolicies: await rolePolicies(region),
      resourcePolicy: action.startsWith("kms:") ? KEY_POLICY : undefined,
    });
  }

  it.each([
    ["us-west-2", "logs:CreateLogStream", `${west.group}:log-stream:2026`],
    ["us-west-2", "logs:PutLogEvents", `${west.group}:log-stream:2026`],
    ["us-west-2", "xray:PutTraceSegments", "*"],
    ["us-west-2", "xray:PutTelemetryRecords", "*"],
    ["us-west-2", "sqs:SendMessage", west.queue],
    ["eu-west-1", "sqs:SendMessage", own.queue],
    ["eu-west-1", "events:PutEvents", own.bus],
  ])("in %s may %s on %s", async (region, action, resource) => {
    expect(await access(region, action, resource)).toBe("Allowed");
  });

  // The simulator knows no encryption contexts of services: region-stack.test.ts compares the whole condition.
  it.each<[string, Record<string, string>]>([
    ["by itself", {}],
    ["through another service", { "kms:ViaService": "s3.eu-west-1.amazonaws.com" }],
  ])("in eu-west-1 decrypts nothing %s", async (_, context) => {
    expect(await access("eu-west-1", "kms:Decrypt", own.key, context)).toBe("ImplicitlyDenied");
  });

  it.each([
    ["us-west-2", "logs:CreateLogGroup", west.group],
    ["us-west-2", "logs:DeleteLogGroup", west.group],
    ["us-west-2", "logs:PutRetentionPolicy", west.group],
    ["us-west-2", "logs:PutLogEvents", `${west.group}-2:log-stream:2026`],
    ["us-west-2", "logs:GetLogEvents", `${west.group}:log-stream:2026`],
    ["us-west-2", "xray:GetTraceSummaries", "*"],
    ["us-west-2", "sqs:SendMessage", `${west.queue}-2`],
    ["us-west-2", "sqs:SendMessage", own.queue],
    ["us-west-2", "sqs:ReceiveMessage", west.queue],
    ["us-west-2", "sqs:DeleteMessage", west.queue],
    ["us-west-2", "sqs:PurgeQueue", west.queue],
    ["us-west-2", "lambda:InvokeFunction", west.function],
    ["us-west-2", "lambda:UpdateFunctionCode", west.function],
    ["us-west-2", "lambda:AddPermission", west.function],
    ["us-west-2", "iam:PassRole", `arn:aws:iam::${account}:role/any`],
    ["us-west-2", "sts:AssumeRole", `arn:aws:iam::${account}:role/any`],
    ["us-west-2", "s3:GetObject", "arn:aws:s3:::any/key"],
    [
      "us-west-2",
      "workmailmessageflow:GetRawMessageContent",
      `arn:aws:workmailmessageflow:us-west-2:${account}:message/${one}/outgoing/1`,
    ],
    ["us-west-2", "kms:Decrypt", own.key],
    ["eu-west-1", "kms:Encrypt", own.key],
    ["eu-west-1", "kms:Decrypt", `${own.key}-2`],
    ["eu-west-1", "events:PutEvents", `${own.bus}-2`],
    ["eu-west-1", "sqs:SendMessage", `arn:aws:sqs:eu-west-1:${account}:mail-failures`],
  ])("in %s may not %s on %s", async (region, action, resource) => {
    expect(await access(region, action, resource)).toBe("ImplicitlyDenied");
  });

  it("has no action but these", async () => {
    const actions = async (region: string) =>
      Object.values(await rolePolicies(region))
        .flatMap((policy) => (policy as { Statement: unknown[] }).Statement)
        .flatMap((statement) => (statement as { Action: string }).Action)
        .sort();
    const always = [
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "sqs:SendMessage",
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
    ];
    expect(await actions("us-west-2")).toEqual(always);
    expect(await actions("eu-west-1")).toEqual([...always, "events:PutEvents", "kms:Decrypt"].sort());
  });

  it.each([
    ["lambda.amazonaws.com", "Allowed"],
    ["ec2.amazonaws.com", "ImplicitlyDenied"],
    ["workmail.us-west-2.amazonaws.com", "ImplicitlyDenied"],
    [`arn:aws:iam::${account}:role/any`, "ImplicitlyDenied"],
    [`arn:aws:iam::${stranger}:role/any`, "ImplicitlyDenied"],
  ])("taken by %s: %s", async (principal, decision) => {
    const { role_arn } = outputsOf("us-west-2");
    const { Role } = await new IAMClient({ region: "us-west-2" }).send(
      new GetRoleCommand({ RoleName: role_arn.split("/").at(-1) }),
    );
    expect(
      await simulateAccess({
        principal,
        action: "sts:AssumeRole",
        resource: role_arn,
        accountId: account,
        resourcePolicy: JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!)),
      }),
    ).toBe(decision);
  });
});

describe("the failure queue", () => {
  it.each([
    ["over TLS", "Allowed", "true"],
    ["without TLS", "ExplicitlyDenied", "false"],
  ])("takes what the role sends %s: %s", async (_, decision, secure) => {
    const { role_arn } = outputsOf("us-west-2");
    const QueueUrl = outputsOf("us-west-2").failure_queue_url;
    const { Attributes } = await new SQSClient({ region: "us-west-2" }).send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    expect(
      await simulateAccess({
        principal: role_arn,
        action: "sqs:SendMessage",
        resource: Attributes!.QueueArn!,
        accountId: account,
        context: { "aws:SecureTransport": secure },
        identityPolicies: await rolePolicies("us-west-2"),
        resourcePolicy: JSON.parse(Attributes!.Policy!),
      }),
    ).toBe(decision);
  });
});

describe("the alarm topic and its key", () => {
  const alarm = (name: string, accountId = account) => ({
    "aws:SourceArn": `arn:aws:cloudwatch:eu-west-1:${accountId}:alarm:${name}`,
    "aws:SourceAccount": accountId,
  });

  /** The decisions of the policies of topic and key, which alarms need both of. */
  async function decisions(request: { principal: string; context: Record<string, string> }) {
    const [key] = ofType(deployed["eu-west-1"]!, "aws_kms_key");
    const [policy] = ofType(deployed["eu-west-1"]!, "aws_sns_topic_policy");
    const common = { ...request, accountId: account };
    return Promise.all([
      simulateAccess({
        ...common,
        action: "sns:Publish",
        resource: String(policy!.values.arn),
        resourcePolicy: JSON.parse(String(policy!.values.policy)),
      }),
      simulateAccess({
        ...common,
        action: "kms:GenerateDataKey",
        resource: String(key!.values.arn),
        resourcePolicy: JSON.parse(String(key!.values.policy)),
      }),
    ]);
  }

  it("are there for the function's alarms", async () => {
    const principal = "cloudwatch.amazonaws.com";
    expect(await decisions({ principal, context: alarm("mail-errors") })).toEqual(["Allowed", "Allowed"]);
  });

  it.each([
    ["other alarms", "cloudwatch.amazonaws.com", alarm("others-errors")],
    ["another account's alarms", "cloudwatch.amazonaws.com", alarm("mail-errors", stranger)],
    ["another service", "events.amazonaws.com", alarm("mail-errors")],
    ["another account", `arn:aws:iam::${stranger}:role/any`, {}],
  ])("are not there for %s", async (_, principal, context) => {
    expect(await decisions({ principal, context })).toEqual(["ImplicitlyDenied", "ImplicitlyDenied"]);
  });
});
