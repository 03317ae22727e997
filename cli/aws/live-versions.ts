import {
  GetAliasCommand,
  type LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { LIVE_ALIAS } from "../../modules/workmail";
import { askAws } from "./ask-aws";

/** Which version the alias of a function names, and which ones there are. */
export interface LiveVersions {
  /** The version that the alias names. */
  readonly live: string;
  /** Whether another version has a share of the events. */
  readonly shared: boolean;
  /** The published versions, the oldest first. */
  readonly published: readonly string[];
}

/** @throws AwsRefusal */
export async function readLiveVersions(
  lambda: LambdaClient,
  region: string,
  functionName: string,
): Promise<LiveVersions> {
  const alias = await askAws("lambda:GetAlias", region, () =>
    lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: LIVE_ALIAS })),
  );
  const weights = alias.RoutingConfig?.AdditionalVersionWeights ?? {};
  return {
    live: alias.FunctionVersion!,
    shared: Object.keys(weights).length > 0,
    published: await publishedVersions(lambda, region, functionName),
  };
}

/**
 * The published versions of a function, the oldest first.
 *
 * @throws AwsRefusal
 */
export async function publishedVersions(lambda: LambdaClient, region: string, functionName: string): Promise<string[]> {
  const published: string[] = [];
  let Marker: string | undefined;
  do {
    const page = await askAws("lambda:ListVersionsByFunction", region, () =>
      lambda.send(
        new ListVersionsByFunctionCommand({
          FunctionName: functionName,
          Marker,
        }),
      ),
    );
    for (const { Version = "" } of page.Versions ?? []) {
      if (/^\d+$/.test(Version)) {
        published.push(Version);
      }
    }
    Marker = page.NextMarker;
  } while (Marker);
  return published.sort((one, other) => Number(one) - Number(other));
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
  lambda: LambdaClient,
  region: string,
  functionName: string,
  version: string,
  { shared }: Pick<LiveVersions, "shared">,
): Promise<void> {
  await askAws("lambda:UpdateAlias", region, () =>
    lambda.send(
      new UpdateAliasCommand({
        FunctionName: functionName,
        Name: LIVE_ALIAS,
        FunctionVersion: version,
        // Without weights: empty ones stay, and Terraform would take them away.
        ...(shared && { RoutingConfig: {} }),
      }),
    ),
  );
}
