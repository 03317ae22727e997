import {
  type FunctionConfiguration,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { awsCommandLine, sameCommand } from "../../../modules/command-line";
import { LONGEST_SYNCHRONOUS_TIMEOUT_SECONDS } from "../../../modules/email-flow-rule";
import { LONGEST_RECEIPT_TIMEOUT_SECONDS } from "../../../modules/ses";
import { qualifierOf } from "../../deployments/deployment-outputs";
import { deploymentStep } from "../../deployments/deployment-step";
import { type Attributes, inAnyOrder, isObject, UNKNOWN } from "../attributes";
import { asked, type Check, compared, comparedResource, type Context, orMissing } from "../check";
import { invocationTypeIn } from "./ses";

/** The compared attributes, and the provider's values for missing ones. */
const FUNCTION_ATTRIBUTES = {
  architectures: ["x86_64"],
  code_signing_config_arn: null,
  description: "",
  environment: {},
  ephemeral_storage: { size: 512 },
  handler: null,
  kms_key_arn: null,
  layers: [],
  logging_config: UNKNOWN,
  memory_size: 128,
  reserved_concurrent_executions: -1,
  role: null,
  runtime: null,
  timeout: 3,
  tracing_config: { mode: "PassThrough" },
  vpc_config: null,
};

/** Checks the function itself: its code, its settings, and whether it can run. */
export async function functionChecks(context: Context): Promise<Check[]> {
  const { outputs, expected } = context;
  const qualifier = qualifierOf(outputs);
  const settingsOf = (subject: string, configuration: FunctionConfiguration) =>
    asked(subject, () => settingsChecks(context, subject, configuration));
  const checks = await asked("function", async () => {
    const configuration = await functionAs(context);
    if (configuration === undefined) {
      return [compared("function", outputs.function_arn, undefined)];
    }
    const state = qualifier === undefined ? calledChecks(context, configuration) : [];
    return [
      compared("function", outputs.function_arn, configuration.FunctionArn),
      ...state,
      artifactCheck(context, configuration),
      ...(await settingsOf("function settings", configuration)),
      ...(await asked("reserved concurrency", () => concurrencyChecks(context))),
    ];
  });
  if (qualifier === undefined) {
    return checks;
  }
  // The target of the rule. The check of the alias reports a missing one.
  const called = await asked("state", async () => {
    const configuration = await functionAs(context, qualifier);
    if (configuration === undefined) {
      return [];
    }
    const { alias } = expected.given;
    const isNewest = alias !== undefined && alias.version === undefined;
    return [
      ...calledChecks(context, configuration),
      ...(isNewest ? await settingsOf(`function settings, ${qualifier}`, configuration) : []),
    ];
  });
  return [...checks, ...called];
}

/** Returns the checks of the configuration that the rules call: whether it can run, and answers in time. */
function calledChecks(context: Context, configuration: FunctionConfiguration): Check[] {
  const { Timeout = 0 } = configuration;
  return [
    stateCheck(configuration),
    ...answerLimits(context).map(({ longest, reason }) => ({
      ...compared("time to answer", true, Timeout <= longest, `${deploymentStep()}: ${reason}`),
      expected: `a timeout of at most ${longest} seconds`,
      found: `${Timeout} seconds`,
    })),
  ];
}

/** Returns how long the function may run for each that waits for its answer. */
function answerLimits({ outputs, expected }: Context): { readonly longest: number; readonly reason: string }[] {
  const rules = (outputs.email_flow_rules ?? []).filter(({ run_synchronously }) => run_synchronously);
  return [
    ...(rules.length === 0
      ? []
      : [
          {
            longest: LONGEST_SYNCHRONOUS_TIMEOUT_SECONDS,
            reason: `WorkMail waits 15 seconds for the answer to ${rules.map(({ name }) => name).join(", ")}`,
          },
        ]),
    ...(invocationTypeIn(expected) === "RequestResponse"
      ? [
          {
            longest: LONGEST_RECEIPT_TIMEOUT_SECONDS,
            reason: "SES waits 30 seconds for the answer to its receipt rule",
          },
        ]
      : []),
  ];
}

async function functionAs({ aws, outputs }: Context, Qualifier?: string): Promise<FunctionConfiguration | undefined> {
  const { function_name: FunctionName } = outputs;
  const answer = await orMissing(
    aws.ask("lambda:GetFunction", LambdaClient, (lambda) =>
      lambda.send(new GetFunctionCommand({ FunctionName, Qualifier })),
    ),
  );
  return answer?.Configuration;
}

/** Checks how many executions are kept for the function; with 0 it is never invoked. */
async function concurrencyChecks({ aws, outputs, expected }: Context): Promise<Check[]> {
  const { region, function_name: FunctionName } = outputs;
  const { ReservedConcurrentExecutions: found = -1 } = await aws.ask(
    "lambda:GetFunctionConcurrency",
    LambdaClient,
    (lambda) => lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
  );
  const synthesized = expected.only("aws_lambda_function", FUNCTION_ATTRIBUTES)?.reserved_concurrent_executions;
  const wanted = typeof synthesized === "number" ? synthesized : found === 0 ? -1 : found;
  const target = ["--function-name", FunctionName];
  return [
    compared(
      "reserved concurrency",
      textOf(wanted),
      textOf(found),
      wanted === -1
        ? awsCommandLine(["lambda", "delete-function-concurrency", ...target], region)
        : awsCommandLine(
            ["lambda", "put-function-concurrency", ...target, "--reserved-concurrent-executions", String(wanted)],
            region,
          ),
    ),
  ];
}

function textOf(reserved: number): string {
  return reserved === -1 ? "none reserved" : String(reserved);
}

function stateCheck(configuration: FunctionConfiguration): Check {
  const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = configuration;
  const state = LastUpdateStatus === "Failed" ? `${State}, and its last update failed` : State;
  return compared(
    "state",
    "Active",
    state,
    StateReason ?? LastUpdateStatusReason ?? `wait a minute, then ${sameCommand()}`,
  );
}

function artifactCheck({ outputs, expected }: Context, { CodeSha256 }: FunctionConfiguration): Check {
  const { region, function_name } = outputs;
  const { codeSha256, given } = expected;
  return compared(
    "artifact",
    codeSha256,
    CodeSha256,
    codeSha256 === outputs.code_sha256
      ? `it was changed without Terraform, which does not notice: ${awsCommandLine(["lambda", "update-function-code", "--function-name", function_name, "--zip-file", `fileb://${given.zip ?? "ZIP"}`], region)}`
      : `${deploymentStep()}; or build what is deployed: it is another artifact`,
  );
}

async function settingsChecks(
  context: Context,
  subject: string,
  Configuration: FunctionConfiguration,
): Promise<Check[]> {
  const { outputs, expected } = context;
  const synthesized = expected.only("aws_lambda_function", FUNCTION_ATTRIBUTES);
  // It has a check of its own.
  const given: Attributes = {
    ...withSortedVpcConfig(withRuntime(synthesized ?? impliedBy(context), outputs.runtime)),
    reserved_concurrent_executions: UNKNOWN,
  };
  const code_signing_config_arn = given.code_signing_config_arn
    ? await codeSigningConfigOf(context)
    : given.code_signing_config_arn;
  const found: Attributes = { ...withSortedVpcConfig(attributesOf(Configuration)), code_signing_config_arn };
  const isHidden = Configuration.Environment?.Error !== undefined;
  const environment = isHidden
    ? { expected: UNKNOWN, found: UNKNOWN }
    : withoutValues(variablesIn(given.environment), variablesIn(found.environment));
  return [
    comparedResource(
      subject,
      outputs.function_name,
      { ...given, environment: environment.expected },
      { ...found, environment: environment.found },
    ),
    ...(isHidden ? [hiddenEnvironment(subject)] : []),
  ];
}

/** Returns the attributes with the sets in vpc_config sorted: AWS has an order of its own. */
function withSortedVpcConfig(attributes: Attributes): Attributes {
  const { vpc_config } = attributes;
  return isObject(vpc_config)
    ? {
        ...attributes,
        vpc_config: Object.fromEntries(Object.entries(vpc_config).map(([name, ids]) => [name, inAnyOrder(ids)])),
      }
    : attributes;
}

/** Returns the attributes with the runtime that Terraform chose, if the settings name none. */
function withRuntime(attributes: Attributes, chosen: string | undefined): Attributes {
  const { runtime = UNKNOWN } = attributes;
  return { ...attributes, runtime: runtime === UNKNOWN ? (chosen ?? UNKNOWN) : runtime };
}

/** The requirement if only the outputs are known. */
function impliedBy({ outputs }: Context): Attributes {
  const table = outputs.deduplication_table_name;
  return {
    role: outputs.role_arn,
    logging_config: { log_group: outputs.log_group_name, log_format: UNKNOWN, ...UNKNOWN_LEVELS },
    environment: table === undefined ? UNKNOWN : { variables: { DEDUPLICATION_TABLE: table, [OTHERS]: UNKNOWN } },
  };
}

const UNKNOWN_LEVELS = { application_log_level: UNKNOWN, system_log_level: UNKNOWN };
/** Marks that further variables may be there. */
const OTHERS = "*";

function attributesOf(configuration: FunctionConfiguration) {
  const { Environment, LoggingConfig = {}, VpcConfig } = configuration;
  return {
    architectures: configuration.Architectures,
    description: configuration.Description ?? "",
    environment: Environment?.Variables && { variables: Environment.Variables },
    ephemeral_storage: { size: configuration.EphemeralStorage?.Size ?? 512 },
    handler: configuration.Handler,
    kms_key_arn: configuration.KMSKeyArn,
    layers: (configuration.Layers ?? []).map(({ Arn }) => Arn),
    logging_config: {
      application_log_level: LoggingConfig.ApplicationLogLevel,
      log_format: LoggingConfig.LogFormat,
      log_group: LoggingConfig.LogGroup,
      system_log_level: LoggingConfig.SystemLogLevel,
    },
    memory_size: configuration.MemorySize,
    role: configuration.Role,
    runtime: configuration.Runtime,
    timeout: configuration.Timeout,
    tracing_config: { mode: configuration.TracingConfig?.Mode ?? "PassThrough" },
    vpc_config: VpcConfig?.SubnetIds?.length
      ? { subnet_ids: VpcConfig.SubnetIds, security_group_ids: VpcConfig.SecurityGroupIds }
      : null,
  };
}

async function codeSigningConfigOf({ aws, outputs }: Context): Promise<string | undefined> {
  const { CodeSigningConfigArn } = await aws.ask("lambda:GetFunctionCodeSigningConfig", LambdaClient, (lambda) =>
    lambda.send(new GetFunctionCodeSigningConfigCommand({ FunctionName: outputs.function_name })),
  );
  return CodeSigningConfigArn || undefined;
}

type Variables = Readonly<Record<string, unknown>>;

function variablesIn(environment: unknown): Variables {
  if (typeof environment !== "object") {
    return { [OTHERS]: UNKNOWN };
  }
  const { variables }: { readonly variables?: Variables } = environment ?? {};
  return variables ?? {};
}

/** Compares variables and returns no value of them: they may be secrets. */
function withoutValues(expected: Variables, found: Variables) {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].filter((name) => name !== OTHERS);
  const compare = names.filter((name) => name in expected || !(OTHERS in expected));
  const sides = compare.map((name) => {
    const isSame = expected[name] === UNKNOWN ? name in found : expected[name] === found[name];
    const wanted = name in expected ? "the value that was synthesized" : null;
    return [name, wanted, isSame ? wanted : name in found ? "another value" : null] as const;
  });
  return {
    expected: Object.fromEntries(sides.map(([name, wanted]) => [name, wanted])),
    found: Object.fromEntries(sides.map(([name, , there]) => [name, there])),
  };
}

function hiddenEnvironment(subject: string): Check {
  return {
    subject: `${subject}, environment`,
    state: "unknown",
    next: "allow kms:Decrypt on the function's key in the policy of who runs this",
  };
}
