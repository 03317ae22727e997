import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { UserError } from "../../modules/user-error";
import { askAws } from "./ask-aws";
import type { LocalLambdaOptions } from "../local-lambda/local-lambda";

/** A function as AWS's API tells it. */
export interface DeployedFunction {
  /** How it runs, in the words of the local Lambda runtime, without its code. */
  readonly options: Omit<LocalLambdaOptions, "zip">;
  readonly functionArn: string;
  /** Base64 of the SHA-256 of its zip. */
  readonly codeSha256: string;
  /** Where its zip can be fetched, for ten minutes. */
  readonly codeUrl: string;
}

/**
 * Asks AWS how a function runs.
 *
 * @param functionName its name or ARN, with a version or an alias or without
 * @throws UserError when there is none, or none that Node.js runs from a zip
 * @throws AwsRefusal
 */
export async function deployedFunction(
  functionName: string,
  region: string,
): Promise<DeployedFunction> {
  const lambda = new LambdaClient({ region });
  try {
    const { Configuration: configuration = {}, Code } = await askAws(
      "lambda:GetFunction",
      region,
      () => lambda.send(new GetFunctionCommand({ FunctionName: functionName })),
    );
    const {
      PackageType,
      Runtime = "no runtime",
      LoggingConfig,
    } = configuration;
    if (PackageType === "Image" || !Runtime.startsWith("nodejs")) {
      throw new UserError(
        `${functionName} in ${region} runs ${PackageType === "Image" ? "a container image" : Runtime}; allowed: a zip for Node.js.`,
      );
    }
    return {
      functionArn: configuration.FunctionArn!,
      codeSha256: configuration.CodeSha256!,
      codeUrl: Code!.Location!,
      options: {
        region,
        functionName: configuration.FunctionName,
        functionArn: configuration.FunctionArn,
        handler: configuration.Handler,
        runtime: Runtime,
        memorySizeMb: configuration.MemorySize,
        timeoutSeconds: configuration.Timeout,
        environment: configuration.Environment?.Variables,
        logFormat: LoggingConfig?.LogFormat,
        logLevel: LoggingConfig?.ApplicationLogLevel,
        systemLogLevel: LoggingConfig?.SystemLogLevel,
      },
    };
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFoundException") throw error;
    throw new UserError(
      `There is no function ${functionName} in ${region} in the account of these credentials. Next: npx workmail-lambda outputs tells what is deployed.`,
    );
  } finally {
    lambda.destroy();
  }
}

/**
 * Fetches a function's zip.
 *
 * @throws UserError when it cannot be had
 */
export async function fetchCode(
  { codeUrl }: DeployedFunction,
  region: string,
): Promise<Uint8Array> {
  return askAws("fetching the code", region, async () => {
    const response = await fetch(codeUrl);
    if (!response.ok) {
      throw new UserError(
        `The function's code cannot be fetched: ${new URL(codeUrl).host} answers HTTP ${response.status}. Next: run it again.`,
      );
    }
    return new Uint8Array(await response.arrayBuffer());
  });
}
