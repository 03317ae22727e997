import {
  GetAliasCommand,
  LambdaClient,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { commandLine } from "../../modules/command-line";
import { UserError } from "../../modules/user-error";
import { LIVE_ALIAS } from "../../modules/workmail";
import type { AwsClients } from "./clients";

/** The version that the alias of a function names, and all published versions. */
export interface LiveVersions {
  /** The version that the alias names. */
  readonly live: string;
  /** Whether another version has a share of the events. */
  readonly shared: boolean;
  /** The published versions, the oldest first. */
  readonly published: readonly string[];
}

/**
 * Returns which version the alias names, and which versions there are.
 *
 * @throws UserError when there is no such alias
 * @throws AwsRefusal
 */
export async function readLiveVersions(aws: AwsClients, functionName: string): Promise<LiveVersions> {
  const alias = await aws
    .ask("lambda:GetAlias", LambdaClient, (lambda) =>
      lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: LIVE_ALIAS })),
    )
    .catch((error: Error) => {
      throw error.name === "ResourceNotFoundException"
        ? new UserError(
            `There is no function ${functionName} with the alias ${LIVE_ALIAS} in ${aws.region} in the account of these credentials. Next: ${commandLine(["verify"])}`,
          )
        : error;
    });
  const weights = alias.RoutingConfig?.AdditionalVersionWeights ?? {};
  return {
    live: alias.FunctionVersion!,
    shared: Object.keys(weights).length > 0,
    published: await publishedVersions(aws, functionName),
  };
}

/**
 * Returns the published versions of a function, the oldest first.
 *
 * @throws AwsRefusal
 */
export function publishedVersions(aws: AwsClients, functionName: string): Promise<string[]> {
  return aws.ask("lambda:ListVersionsByFunction", LambdaClient, async (client) => {
    const published: string[] = [];
    for await (const { Versions = [] } of paginateListVersionsByFunction({ client }, { FunctionName: functionName })) {
      published.push(...Versions.flatMap(({ Version = "" }) => (/^\d+$/.test(Version) ? [Version] : [])));
    }
    return published.sort((one, other) => Number(one) - Number(other));
  });
}

/**
 * The version to go to.
 *
 * @param wanted a version, `latest`, or `before`: the one published before the
 * live one; while another version has a share of the events, the live one itself
 * @returns undefined when there is none such
 */
export function versionToGoTo({ live, shared, published }: LiveVersions, wanted: string): string | undefined {
  if (wanted === "before" && shared) {
    return live;
  }
  if (wanted === "latest") {
    return published.at(-1);
  }
  if (wanted !== "before") {
    return published.find((it) => it === wanted);
  }
  return published.filter((it) => Number(it) < Number(live)).at(-1);
}

/**
 * Gives all events to one version.
 *
 * @throws AwsRefusal
 */
export async function goLive(
  aws: AwsClients,
  functionName: string,
  version: string,
  { shared }: Pick<LiveVersions, "shared">,
): Promise<void> {
  await aws.ask("lambda:UpdateAlias", LambdaClient, (lambda) =>
    lambda.send(
      new UpdateAliasCommand({
        FunctionName: functionName,
        Name: LIVE_ALIAS,
        FunctionVersion: version,
        // Without weights: empty ones stay, and Terraform would delete them.
        ...(shared && { RoutingConfig: {} }),
      }),
    ),
  );
}
