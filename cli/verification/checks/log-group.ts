import { CloudWatchLogsClient, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { asked, type Check, comparedResource, type Context } from "../check";

/** The compared attributes, and the provider's values for missing ones. */
const LOG_GROUP_ATTRIBUTES = { kms_key_id: null, log_group_class: "STANDARD", retention_in_days: 0 };

/** Checks where the function logs, and for how long the lines are kept. */
export async function logGroupChecks({ aws, outputs, expected }: Context): Promise<Check[]> {
  const { log_group_name: name } = outputs;
  return asked("log group", async () => {
    const found = await aws.ask("logs:DescribeLogGroups", CloudWatchLogsClient, async (client) => {
      for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: name })) {
        const group = logGroups.find(({ logGroupName }) => logGroupName === name);
        if (group !== undefined) {
          return group;
        }
      }
      return undefined;
    });
    return [
      comparedResource(
        "log group",
        name,
        { name, ...expected.only("aws_cloudwatch_log_group", LOG_GROUP_ATTRIBUTES) },
        found && {
          name,
          kms_key_id: found.kmsKeyId,
          log_group_class: found.logGroupClass ?? "STANDARD",
          retention_in_days: found.retentionInDays ?? 0,
        },
      ),
    ];
  });
}
