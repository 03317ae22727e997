import * as os from "node:os";
import { UserError } from "../../modules/user-error";

/**
 * Variables that only Lambda can set.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
const RESERVED = [
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
];

/** The sources of a function's environment. */
export interface FunctionEnvironment {
  /** The function's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly handler: string;
  readonly logFormat: "JSON" | "Text";
  readonly logGroupName: string;
  readonly logLevel: string;
  readonly memorySizeMb: number;
  readonly region: string;
  readonly runtime: string;
  /** The folder that holds the function's code. */
  readonly taskRoot: string;
  /** Where calls to AWS go. */
  readonly awsEndpoint: string;
}

/** @throws UserError that names every variable which Lambda reserves for itself */
export function checkEnvironment(environment: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(environment).filter((name) => RESERVED.includes(name));
  if (reserved.length > 0) {
    throw new UserError(`The function's environment sets what Lambda reserves for itself: ${reserved.join(", ")}.`);
  }
}

/**
 * The environment of a function's process: its own variables and Lambda's,
 * nothing of the caller's, least of all credentials.
 */
export function functionEnvironment(settings: FunctionEnvironment, runtimeApi: string): NodeJS.ProcessEnv {
  const { environment, functionName, functionVersion, region } = settings;
  const today = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
  return {
    // The function may set these.
    LANG: "en_US.UTF-8",
    PATH: ["/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    TZ: ":UTC",
    AWS_ENDPOINT_URL: settings.awsEndpoint,
    ...environment,
    _HANDLER: settings.handler,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SESSION_TOKEN: "local",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memorySizeMb),
    AWS_LAMBDA_FUNCTION_VERSION: functionVersion,
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_FORMAT: settings.logFormat,
    ...(settings.logFormat === "JSON" && {
      AWS_LAMBDA_LOG_LEVEL: settings.logLevel,
    }),
    AWS_LAMBDA_LOG_GROUP_NAME: settings.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: `${today}/[${functionVersion}]local`,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: settings.taskRoot,
    LAMBDA_RUNTIME_DIR: __dirname,
    // An SDK would otherwise find the profiles of the user who runs this.
    AWS_CONFIG_FILE: os.devNull,
    AWS_SHARED_CREDENTIALS_FILE: os.devNull,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
