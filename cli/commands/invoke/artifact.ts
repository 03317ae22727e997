import { NEWEST_RUNTIME } from "../../../modules/runtime";
import { DEFAULTS } from "../../../modules/settings/function-settings";
import { synthesizedFunction } from "../../deployments/synthesized-function";
import type { LocalLambdaOptions } from "../../local-lambda/local-lambda";
import type { Stack } from "../../terraform/stacks";

/** A function's code, and how it runs. */
export interface Artifact {
  /** Where it comes from, for people. */
  readonly source: string;
  readonly options: LocalLambdaOptions;
  /** Differences from AWS. */
  readonly notes: readonly string[];
}

/**
 * Returns what was synthesized, with the configuration that it is to have.
 *
 * @param region the Region whose settings count @default - the first one
 * @throws UserError when there is no function
 */
export function synthesizedArtifact(stacks: readonly Stack[], region?: string): Artifact {
  const { options, unknownVariables } = synthesizedFunction(stacks, region);
  return {
    source: `The package that is built here, as it is to be deployed in ${options.region}`,
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
export function zipArtifact(zip: string): Artifact {
  const { functionName, handler, memorySizeMb, timeoutSeconds } = DEFAULTS;
  return {
    source: zip,
    options: {
      zip,
      functionName,
      handler,
      runtime: NEWEST_RUNTIME,
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
 * @throws UserError when there is no such function, or it is not for Node.js
 * @throws AwsRefusal
 */
export async function deployedArtifact(functionName: string, region: string): Promise<Artifact> {
  // An AWS client, which takes longer to load than a package takes to run here.
  const { deployedFunction, fetchCode } = await import("../../aws/deployed-function");
  const deployed = await deployedFunction(functionName, region);
  return {
    source: `${deployed.functionArn}, as it is deployed (CodeSha256 ${deployed.codeSha256})`,
    options: { ...deployed.options, zip: await fetchCode(deployed, region) },
    notes:
      deployed.layerArns.length > 0
        ? [`Without its layers, which cannot be run here: ${deployed.layerArns.join(", ")}.`]
        : [],
  };
}
