import { GetAliasCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { LIVE_ALIAS } from "../../../modules/workmail";
import { publishedVersions } from "../../aws/live-versions";
import { asked, type Check, compared, type Context, orMissing } from "../check";

/** Checks which version the alias names, and which one has a share of the events beside it. */
export async function aliasChecks({ aws, outputs, expected }: Context): Promise<Check[]> {
  const { function_name: FunctionName, live_version } = outputs;
  const { alias: wanted } = expected.given;
  if (!live_version && wanted === undefined) {
    return [];
  }
  return asked("alias", async () => {
    const found = await orMissing(
      aws.ask("lambda:GetAlias", LambdaClient, (lambda) =>
        lambda.send(new GetAliasCommand({ FunctionName, Name: LIVE_ALIAS })),
      ),
    );
    const shares = found?.RoutingConfig?.AdditionalVersionWeights ?? {};
    if (wanted === undefined) {
      return [compared("alias", live_version, found?.FunctionVersion), ...unknownShares(shares)];
    }
    const newest = (await publishedVersions(aws, FunctionName)).at(-1);
    const version = wanted.version ?? newest;
    const isShared = wanted.newVersionWeight > 0 && newest !== undefined && newest !== version;
    return [
      compared("alias", version, found?.FunctionVersion),
      compared("alias, shares of other versions", isShared ? { [newest]: wanted.newVersionWeight } : {}, shares),
    ];
  });
}

function unknownShares(shares: object): Check[] {
  return Object.keys(shares).length === 0
    ? []
    : [
        {
          subject: "alias, shares of other versions",
          state: "unknown",
          found: shares,
          next: "the outputs do not say whether they should have any: check new_version_weight",
        },
      ];
}
