import { isDeepStrictEqual } from "node:util";
import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  type FunctionConfiguration,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  LambdaClient,
  paginateListAliases,
} from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { DescribeOrganizationCommand, WorkMailClient } from "@aws-sdk/client-workmail";
import { ANY_ORGANIZATION, consoleUrl, LIVE_ALIAS } from "../../modules/workmail";
import { askAws, AwsRefusal } from "../aws/ask-aws";
import { invokeFunction } from "../aws/invoke-function";
import { publishedVersions } from "../aws/live-versions";
import type { DeploymentOutputs } from "../deployments/deployment-outputs";
import { type SynthesizedAlias, synthesizedFunction } from "../deployments/synthesized-function";
import type { Stack } from "../terraform/stacks";
import { expectedStatements, policyFaults, type Statement, statementsOf } from "./resource-policy";

/** One thing that AWS was asked, and whether it is as it should be. */
export interface Check {
  readonly subject: string;
  /** `unknown`: AWS could not be asked. */
  readonly state: "passed" | "failed" | "unknown";
  readonly expected?: unknown;
  readonly found?: unknown;
  /** What to do, unless it passed. */
  readonly next?: string;
}

/** What a deployment is held against. */
export interface Expectation {
  /** Base64 of the SHA-256 of the zip that should be deployed. @default - the one that Terraform deployed */
  readonly codeSha256?: string;
  /** Ids of the organizations that should be let in, or *. @default - those that Terraform let in */
  readonly organizationIds?: readonly string[];
  /** What the alias should name. @default - the version that Terraform last saw there */
  readonly alias?: SynthesizedAlias;
  /** Path of the zip that should be deployed, for a command that puts it back. */
  readonly zip?: string;
  /** An event that the function is invoked with. @default - it is not */
  readonly event?: unknown;
}

const DEPLOY = "npm run deploy, or terraform apply where the module is";

/**
 * What was synthesized for a Region, as what should be deployed there.
 *
 * @throws UserError when nothing was
 */
export function expectationOf(stacks: readonly Stack[], region: string): Expectation {
  const { sourceCodeHash, options, organizationIds, alias } = synthesizedFunction(stacks, region);
  return {
    codeSha256: sourceCodeHash,
    zip: options.zip,
    organizationIds,
    alias,
  };
}

/** The check that no API can answer. */
export const RULE = "email flow rule";
/** The check of the alarms' states. */
export const RAISED_ALARMS = "alarms that are raised";

/**
 * Asks AWS, through the API and not through Terraform, whether what a Region
 * has is as it should be.
 *
 * @throws AwsRefusal when nothing can be asked
 */
export async function verifyDeployment(outputs: DeploymentOutputs, expectation: Expectation = {}): Promise<Check[]> {
  const { organizationIds, event } = expectation;
  const account = await accountCheck(outputs);
  if (account.state === "failed") {
    return [account, ruleCheck(outputs)];
  }
  const { region } = outputs;
  const lambda = new LambdaClient({ region });
  const cloudWatch = new CloudWatchClient({ region });
  try {
    const checks = [
      account,
      ...(await functionChecks(lambda, outputs, expectation)),
      ...(await aliasChecks(lambda, outputs, expectation.alias)),
      ...settingsChecks(outputs, organizationIds),
      await permissionCheck(lambda, outputs),
      ...(await organizationChecks(outputs)),
      await roleCheck(outputs),
      await logGroupCheck(outputs),
      ...(await queueChecks(lambda, outputs)),
      ...(await alarmChecks(cloudWatch, outputs)),
      ...(await dashboardChecks(cloudWatch, outputs)),
    ];
    return [
      ...checks,
      ...(event === undefined ? [] : [await invocationCheck(lambda, outputs, event)]),
      ruleCheck(outputs),
    ];
  } finally {
    lambda.destroy();
    cloudWatch.destroy();
  }
}

async function accountCheck({ region, function_arn: arn }: DeploymentOutputs): Promise<Check> {
  const sts = new STSClient({ region });
  try {
    const { Account } = await askAws("sts:GetCallerIdentity", region, () => sts.send(new GetCallerIdentityCommand({})));
    const expected = arn.split(":")[4];
    return compared("account", expected, Account, {
      next: `sign in to account ${expected}: nothing else could be asked`,
    });
  } finally {
    sts.destroy();
  }
}

async function functionChecks(
  lambda: LambdaClient,
  outputs: DeploymentOutputs,
  { codeSha256 = outputs.code_sha256, zip }: Expectation,
): Promise<Check[]> {
  const { region, function_name: FunctionName } = outputs;
  const configurationOf = async (Qualifier?: string) => {
    const answer = await orMissing(
      askAws("lambda:GetFunction", region, () => lambda.send(new GetFunctionCommand({ FunctionName, Qualifier }))),
    );
    return answer?.Configuration;
  };
  const stateCheck = (configuration: FunctionConfiguration) =>
    compared("state", "Active", stateOf(configuration), {
      next: configuration.StateReason ?? configuration.LastUpdateStatusReason ?? "wait a minute, and run this again",
    });
  const qualifier = qualifierOf(outputs);
  const checks = await asked("function", async () => {
    const latest = await configurationOf();
    const next = DEPLOY;
    if (latest === undefined) {
      return [compared("function", outputs.function_arn, undefined, { next })];
    }
    return [
      compared("function", outputs.function_arn, latest.FunctionArn, { next }),
      ...(qualifier === undefined ? [stateCheck(latest)] : []),
      compared("artifact", codeSha256, latest.CodeSha256, {
        next:
          codeSha256 === outputs.code_sha256
            ? `it was changed without Terraform, which does not notice: aws lambda update-function-code --region ${region} --function-name ${FunctionName} --zip-file fileb://${zip ?? "ZIP"}`
            : `${DEPLOY}; or build what is deployed: it is another artifact`,
      }),
    ];
  });
  if (qualifier === undefined) {
    return checks;
  }
  // That of what the rule calls; whether it is there the check of the alias tells.
  const state = await asked("state", async () => {
    const called = await configurationOf(qualifier);
    return called === undefined ? [] : [stateCheck(called)];
  });
  return [...checks, ...state];
}

function stateOf({ State, LastUpdateStatus }: FunctionConfiguration): string | undefined {
  return LastUpdateStatus === "Failed" ? `${State}, and its last update failed` : State;
}

/** Which version the alias names, and which one has a share of the events beside it. */
async function aliasChecks(
  lambda: LambdaClient,
  { region, function_name: FunctionName, live_version }: DeploymentOutputs,
  expected: SynthesizedAlias | undefined,
): Promise<Check[]> {
  if (!live_version) {
    return [];
  }
  return asked("alias", async () => {
    const found = await orMissing(
      askAws("lambda:GetAlias", region, () => lambda.send(new GetAliasCommand({ FunctionName, Name: LIVE_ALIAS }))),
    );
    const shares = found?.RoutingConfig?.AdditionalVersionWeights ?? {};
    const next = DEPLOY;
    if (expected === undefined) {
      return [
        compared("alias", live_version, found?.FunctionVersion, { next }),
        ...(Object.keys(shares).length > 0
          ? [
              {
                subject: "alias, shares of other versions",
                state: "unknown" as const,
                found: shares,
                next: "the outputs do not tell whether they should be: look at new_version_weight",
              },
            ]
          : []),
      ];
    }
    const newest = (await publishedVersions(lambda, region, FunctionName)).at(-1);
    const version = expected.version ?? newest;
    const { newVersionWeight } = expected;
    const isShared = newVersionWeight > 0 && newest !== version;
    return [
      compared("alias", version, found?.FunctionVersion, { next }),
      compared(
        "alias, shares of other versions",
        isShared && newest !== undefined ? { [newest]: newVersionWeight } : {},
        shares,
        { next },
      ),
    ];
  });
}

/** Whether what is deployed is for the organizations that it should be for. */
function settingsChecks(outputs: DeploymentOutputs, organizationIds: readonly string[] | undefined): Check[] {
  if (organizationIds === undefined) {
    return [];
  }
  return [
    compared("organizations of the settings", [...organizationIds].sort(), organizationsOf(outputs).sort(), {
      next: `${DEPLOY}: the settings have others than what is deployed`,
    }),
  ];
}

function organizationsOf({ organization_arns }: DeploymentOutputs): string[] {
  return organization_arns.map((arn) => arn.split("/").at(-1)!);
}

/** Who may call what the rule names, and whether anybody may call the function in another way. */
async function permissionCheck(lambda: LambdaClient, outputs: DeploymentOutputs): Promise<Check> {
  const { region, function_name: FunctionName } = outputs;
  const qualifier = qualifierOf(outputs);
  const statements = async (Qualifier?: string): Promise<Statement[]> => {
    const answer = await orMissing(
      askAws("lambda:GetPolicy", region, () => lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }))),
    );
    return statementsOf(answer?.Policy ?? "{}");
  };
  const [check] = await asked("permission", async () => {
    const aliases = await orMissing(
      askAws("lambda:ListAliases", region, async () => {
        const names: (string | undefined)[] = [];
        const pages = paginateListAliases({ client: lambda }, { FunctionName });
        for await (const { Aliases = [] } of pages) {
          names.push(...Aliases.map(({ Name }) => Name));
        }
        return names;
      }),
    );
    const versions = await orMissing(publishedVersions(lambda, region, FunctionName));
    const others = [undefined, ...(aliases ?? []), ...(versions ?? [])].filter((it) => it !== qualifier);
    const found = await statements(qualifier);
    const elsewhere: Statement[] = [];
    // One after the other: there may be hundreds of versions, and few questions a second are answered.
    for (const other of others) {
      elsewhere.push(...(await statements(other)));
    }
    const faults = policyFaults(outputs, found, elsewhere);
    return [
      {
        subject: "permission",
        state: faults.length === 0 ? "passed" : "failed",
        expected: expectedStatements(outputs),
        found: [...found, ...elsewhere],
        ...(faults.length > 0 && {
          next: faults.map(({ what, remedy = DEPLOY }) => `${what}: ${remedy}`).join("; "),
        }),
      },
    ];
  });
  return check!;
}

/** What the rule calls of the function; undefined when it is the function itself. */
function qualifierOf(outputs: DeploymentOutputs): string | undefined {
  const rest = outputs.email_flow_rule_function_arn.slice(outputs.function_arn.length + 1);
  return rest === "" ? undefined : rest;
}

async function organizationChecks(outputs: DeploymentOutputs): Promise<Check[]> {
  const { region } = outputs;
  const workMail = new WorkMailClient({ region, maxAttempts: 2 });
  const ids = organizationsOf(outputs).filter((id) => id !== ANY_ORGANIZATION);
  try {
    const checks = ids.map((OrganizationId) =>
      asked(`organization ${OrganizationId}`, async () => {
        const organization = await orMissing(
          askAws("workmail:DescribeOrganization", region, () =>
            workMail.send(new DescribeOrganizationCommand({ OrganizationId })),
          ),
        );
        return [
          compared(`organization ${OrganizationId}`, "Active", organization?.State, {
            next: `name an organization that is active in this account in ${region}: workmail-lambda init lists them`,
          }),
        ];
      }),
    );
    return (await Promise.all(checks)).flat();
  } finally {
    workMail.destroy();
  }
}

async function roleCheck({ region, role_arn }: DeploymentOutputs): Promise<Check> {
  const iam = new IAMClient({ region });
  const [check] = await asked("role", async () => {
    const answer = await orMissing(
      askAws("iam:GetRole", region, () => iam.send(new GetRoleCommand({ RoleName: role_arn.split("/").at(-1) }))),
    );
    return [compared("role", role_arn, answer?.Role?.Arn, { next: DEPLOY })];
  });
  iam.destroy();
  return check!;
}

async function logGroupCheck({ region, log_group_name }: DeploymentOutputs): Promise<Check> {
  const logs = new CloudWatchLogsClient({ region });
  const [check] = await asked("log group", async () => {
    const { logGroups = [] } = await askAws("logs:DescribeLogGroups", region, () =>
      logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: log_group_name })),
    );
    const found = logGroups.find((it) => it.logGroupName === log_group_name);
    return [
      compared("log group", log_group_name, found?.logGroupName, {
        next: DEPLOY,
      }),
    ];
  });
  logs.destroy();
  return check!;
}

/** The queue, and that failed events go there. */
async function queueChecks(lambda: LambdaClient, outputs: DeploymentOutputs): Promise<Check[]> {
  const { region, failure_queue_url, failure_queue_arn } = outputs;
  if (!failure_queue_url) {
    return [];
  }
  // The endpoint is where the environment says, and not where the queue's URL leads.
  const sqs = new SQSClient({ region, useQueueUrlAsEndpoint: false });
  const next = DEPLOY;
  const queue = await asked("failure queue", async () => {
    const answer = await orMissing(
      askAws("sqs:GetQueueAttributes", region, () =>
        sqs.send(
          new GetQueueAttributesCommand({
            QueueUrl: failure_queue_url,
            AttributeNames: ["QueueArn"],
          }),
        ),
      ),
    );
    return [compared("failure queue", failure_queue_arn, answer?.Attributes?.QueueArn, { next })];
  });
  sqs.destroy();
  const destination = await asked("failure destination", async () => {
    const answer = await orMissing(
      askAws("lambda:GetFunctionEventInvokeConfig", region, () =>
        lambda.send(
          new GetFunctionEventInvokeConfigCommand({
            FunctionName: outputs.function_name,
            Qualifier: qualifierOf(outputs),
          }),
        ),
      ),
    );
    return [
      compared("failure destination", failure_queue_arn, answer?.DestinationConfig?.OnFailure?.Destination, { next }),
    ];
  });
  return [...queue, ...destination];
}

async function alarmChecks(cloudWatch: CloudWatchClient, { region, alarm_names }: DeploymentOutputs): Promise<Check[]> {
  if (alarm_names.length === 0) {
    return [];
  }
  return asked("alarms", async () => {
    const alarms = await alarmStates(cloudWatch, region, alarm_names);
    const raised = [...alarms].flatMap(([name, state]) => (state === "ALARM" ? [name] : []));
    return [
      compared("alarms", [...alarm_names].sort(), [...alarms.keys()].sort(), {
        next: DEPLOY,
      }),
      compared(RAISED_ALARMS, [], raised, {
        next: `look at the log group and the failure queue: ${raised.join(", ")}`,
      }),
    ];
  });
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export async function alarmStates(
  cloudWatch: CloudWatchClient,
  region: string,
  names: readonly string[],
): Promise<Map<string, string>> {
  const { MetricAlarms = [] } = await askAws("cloudwatch:DescribeAlarms", region, () =>
    cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [...names] })),
  );
  return new Map(MetricAlarms.map(({ AlarmName, StateValue }) => [AlarmName!, StateValue!]));
}

async function dashboardChecks(
  cloudWatch: CloudWatchClient,
  { region, dashboard_name }: DeploymentOutputs,
): Promise<Check[]> {
  if (!dashboard_name) {
    return [];
  }
  return asked("dashboard", async () => {
    const answer = await orMissing(
      askAws("cloudwatch:GetDashboard", region, () =>
        cloudWatch.send(new GetDashboardCommand({ DashboardName: dashboard_name })),
      ),
    );
    return [
      compared("dashboard", dashboard_name, answer?.DashboardName, {
        next: DEPLOY,
      }),
    ];
  });
}

async function invocationCheck(
  lambda: LambdaClient,
  { region, email_flow_rule_function_arn: arn }: DeploymentOutputs,
  event: unknown,
): Promise<Check> {
  const [check] = await asked("invocation", async () => {
    const failure = await askAws("lambda:InvokeFunction", region, async () => {
      try {
        return await invokeFunction(lambda, arn)(event);
      } catch (error) {
        const { name, message } = error as Error;
        if (!isCannotRun(error)) {
          throw error;
        }
        return { errorType: name, next: message };
      }
    });
    return [
      compared("invocation", "no error", failure?.errorType ?? "no error", {
        next:
          failure !== undefined && "next" in failure
            ? failure.next
            : `look at request ${failure?.requestId} in the log group`,
      }),
    ];
  });
  return check!;
}

/**
 * Whether Lambda says that it cannot run the function, whoever asks: not who may
 * not ask, or asks too often.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
 */
function isCannotRun(error: unknown): boolean {
  if (!isServiceError(error)) {
    return false;
  }
  const { name, $metadata, Reason } = error;
  if (name === "TooManyRequestsException") {
    return Reason === "ReservedFunctionConcurrentInvocationLimitExceeded";
  }
  const status = $metadata.httpStatusCode ?? 0;
  // 401, 403: who asks. 400 is for credentials and signatures, too.
  return status >= 404;
}

interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
  readonly Reason?: string;
}

/** Whether the service has answered so. */
function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "$metadata" in error && !(error instanceof SyntaxError);
}

/** No API tells whether a rule names the function. */
function ruleCheck(outputs: DeploymentOutputs): Check {
  const urls = Object.values(outputs.email_flow_rule_console_urls ?? {});
  const places = urls.length > 0 ? urls : [consoleUrl(outputs.region, "").slice(0, -1)];
  return {
    subject: RULE,
    state: "unknown",
    expected: outputs.email_flow_rule_function_arn,
    next: `no API tells. Open ${places.join(" and ")}, Organization settings, Outbound rules: a rule with the action Run Lambda must name this function. The steps: workmail-lambda instructions`,
  };
}

function compared(subject: string, expected: unknown, found: unknown, { next }: { readonly next: string }): Check {
  return isDeepStrictEqual(expected, found)
    ? { subject, state: "passed", expected, found }
    : { subject, state: "failed", expected, found: found ?? null, next };
}

/** What one question alone cannot tell is unknown; without credentials there is nothing to ask. */
async function asked(subject: string, ask: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AwsRefusal ? !error.ofThisAction : !isAnswer(error)) {
      throw error;
    }
    // What answers is not AWS's API, be it a proxy or an emulator that does not know the service.
    const next =
      error instanceof SyntaxError
        ? "what answers does not speak AWS's API: look at AWS_ENDPOINT_URL"
        : (error as Error).message;
    return [{ subject, state: "unknown", next }];
  }
}

/** Whether something has answered; a fault of this program is none. */
function isAnswer(error: unknown): boolean {
  return isServiceError(error) || error instanceof SyntaxError;
}

const MISSING = [
  "ResourceNotFoundException",
  "ResourceNotFound",
  "NoSuchEntity",
  "NoSuchEntityException",
  "QueueDoesNotExist",
  "OrganizationNotFoundException",
  "DashboardNotFoundError",
];

/** @returns undefined when AWS says that there is no such thing */
async function orMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (MISSING.includes((error as Error).name)) {
      return undefined;
    }
    throw error;
  }
}
