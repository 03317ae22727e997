import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DEFAULTS } from "../../modules/function-settings";
import { UserError } from "../../modules/user-error";
import type { LocalLambdaOptions } from "../local-lambda/local-lambda";
import { synthesisedFunction } from "../synthesised-function";
import { askAws } from "./aws-error";
import { synthesise } from "./synthesise";

/** A function's code, and how it runs. */
export interface Artefact {
  /** Where it comes from, for people. */
  readonly source: string;
  readonly options: LocalLambdaOptions;
  /** What is not as on AWS. */
  readonly notes: readonly string[];
}

/**
 * Builds what is to be deployed, and takes the configuration it is to have.
 *
 * @param region the Region whose settings count @default - the first one
 * @throws UserError when it cannot be built
 */
export async function builtArtefact(region?: string): Promise<Artefact> {
  const { options, unknownVariables } = synthesisedFunction(
    await synthesise(),
    region,
  );
  return {
    source: `${options.zip}, as it is to be deployed in ${options.region}`,
    options,
    notes:
      unknownVariables.length > 0
        ? [
            `Without the environment variables that only a deployment knows: ${unknownVariables.join(", ")}. Set them with --env.`,
          ]
        : [],
  };
}

/** A zip file, with the module's defaults. */
export function zipArtefact(zip: string): Artefact {
  const { functionName, handler, runtime, memorySizeMb, timeoutSeconds } =
    DEFAULTS;
  return {
    source: zip,
    options: {
      zip,
      functionName,
      handler,
      runtime,
      memorySizeMb,
      timeoutSeconds,
      logFormat: "JSON",
    },
    notes: [],
  };
}

/**
 * Fetches what is deployed, with its configuration, through AWS's API.
 *
 * @param functionName its name or ARN, with a version or an alias or without
 * @throws UserError when there is no such function
 * @throws AwsRefusal
 */
export async function deployedArtefact(
  functionName: string,
  region: string,
): Promise<Artefact> {
  const lambda = new LambdaClient({ region });
  try {
    const { Configuration, Code } = await askAws(
      "lambda:GetFunction",
      region,
      () => lambda.send(new GetFunctionCommand({ FunctionName: functionName })),
    );
    const { Handler, Runtime, PackageType, Environment } = Configuration!;
    if (PackageType === "Image" || !Runtime?.startsWith("nodejs")) {
      throw new UserError(
        `${functionName} in ${region} is a function of ${PackageType === "Image" ? "a container image" : Runtime}; allowed: a zip for Node.js.`,
      );
    }
    return {
      source: `${Configuration!.FunctionArn}, as it is deployed (CodeSha256 ${Configuration!.CodeSha256})`,
      options: {
        region,
        zip: await download(Code!.Location!, region),
        functionName: Configuration!.FunctionName,
        functionArn: Configuration!.FunctionArn,
        handler: Handler,
        runtime: Runtime,
        memorySizeMb: Configuration!.MemorySize,
        timeoutSeconds: Configuration!.Timeout,
        environment: Environment?.Variables,
        logFormat: Configuration!.LoggingConfig?.LogFormat,
        logLevel: Configuration!.LoggingConfig?.ApplicationLogLevel,
      },
      notes: [],
    };
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") {
      throw new UserError(
        `There is no function ${functionName} in ${region} in the account of these credentials. Next: workmail-lambda outputs tells what is deployed.`,
      );
    }
    throw error;
  } finally {
    lambda.destroy();
  }
}

/** Lambda gives an address that is good for ten minutes. */
async function download(address: string, region: string): Promise<Uint8Array> {
  const response = await askAws("the download of the code", region, () =>
    fetch(address),
  );
  if (!response.ok) {
    throw new UserError(
      `The function's code cannot be fetched: ${new URL(address).host} answers HTTP ${response.status}. Next: run it again.`,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}
