import { type FunctionConfiguration, GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { commandLine, sameCommand } from "../../modules/command-line";
import { hasApp } from "../../modules/own-app";
import { UserError } from "../../modules/user-error";
import { askAws } from "./ask-aws";
import { withAws } from "./clients";
import { fetchThroughProxy } from "./proxy";

/** A function as AWS's API describes it. */
export interface DeployedFunction {
  /** How it runs, in the words of the local Lambda runtime, without its code. */
  readonly options: ReturnType<typeof runtimeOptions>;
  readonly functionArn: string;
  /** Base64 of the SHA-256 of its zip. */
  readonly codeSha256: string;
  /** Where its zip can be fetched, for ten minutes. */
  readonly codeUrl: string;
  /** The ARNs of the layers that it has in Lambda. */
  readonly layerArns: readonly string[];
}

/**
 * Asks AWS how a function runs.
 *
 * @param functionName its name or ARN, with a version or an alias or without
 * @throws UserError when there is none, or none that Node.js runs from a zip, or
 * AWS withholds its code or its environment variables
 * @throws AwsRefusal
 */
export async function deployedFunction(functionName: string, region: string): Promise<DeployedFunction> {
  try {
    const { Configuration: configuration = {}, Code } = await withAws(region, (aws) =>
      aws.ask("lambda:GetFunction", LambdaClient, (lambda) =>
        lambda.send(new GetFunctionCommand({ FunctionName: functionName })),
      ),
    );
    const { Environment, Layers = [], PackageType, Runtime = "no runtime" } = configuration;
    if (PackageType === "Image" || !Runtime.startsWith("nodejs")) {
      throw new UserError(
        `${functionName} in ${region} runs ${PackageType === "Image" ? "a container image" : Runtime}; allowed: a zip for Node.js.`,
      );
    }
    if (Environment?.Error) {
      throw new UserError(
        `AWS does not show the environment variables of ${functionName} in ${region}. Next: allow kms:Decrypt on the function's key in the policy of who runs this.${textOf(Environment.Error)}`,
      );
    }
    if (Code?.Location === undefined) {
      throw new UserError(
        `AWS does not hand out the code of ${functionName} in ${region}. Next: run its zip instead (--zip).${textOf(Code?.Error)}`,
      );
    }
    return {
      functionArn: configuration.FunctionArn!,
      codeSha256: configuration.CodeSha256!,
      codeUrl: Code.Location,
      layerArns: Layers.map(({ Arn }) => Arn!),
      options: runtimeOptions(configuration, region),
    };
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFoundException") {
      throw error;
    }
    throw new UserError(
      `There is no function ${functionName} in ${region} in the account of these credentials. Next: look at the name, the Region, and the credentials${hasApp() ? `; the deployed functions: ${commandLine(["outputs"])}` : ""}`,
    );
  }
}

function runtimeOptions(configuration: FunctionConfiguration, region: string) {
  const { Environment, LoggingConfig } = configuration;
  return {
    region,
    functionName: configuration.FunctionName,
    functionArn: configuration.FunctionArn,
    functionVersion: configuration.Version,
    handler: configuration.Handler,
    runtime: configuration.Runtime,
    memorySizeMb: configuration.MemorySize,
    timeoutSeconds: configuration.Timeout,
    environment: Environment?.Variables,
    logFormat: LoggingConfig?.LogFormat,
    logGroupName: LoggingConfig?.LogGroup,
    logLevel: LoggingConfig?.ApplicationLogLevel,
    systemLogLevel: LoggingConfig?.SystemLogLevel,
  };
}

function textOf(error: { readonly ErrorCode?: string; readonly Message?: string } = {}): string {
  const said = [error.ErrorCode, error.Message].filter(Boolean).join(": ");
  return said && ` AWS says: ${said}`;
}

/**
 * Fetches a function's zip.
 *
 * @throws UserError when it cannot be had
 */
export async function fetchCode({ codeUrl }: DeployedFunction, region: string): Promise<Uint8Array> {
  return askAws("fetching the code", region, async () => {
    const { status, body } = await fetchThroughProxy(codeUrl);
    if (status !== 200) {
      throw new UserError(
        `The function's code cannot be fetched: ${new URL(codeUrl).host} answers HTTP ${status}. Next: ${sameCommand()}`,
      );
    }
    return body;
  });
}
