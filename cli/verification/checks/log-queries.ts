import {
  CloudWatchLogsClient,
  DescribeQueryDefinitionsCommand,
  type QueryDefinition,
} from "@aws-sdk/client-cloudwatch-logs";
import type { AwsClients } from "../../aws/clients";
import type { Attributes } from "../attributes";
import { asked, type Check, comparedResource, type Context } from "../check";

/** The compared attributes, and the provider's values for missing ones. */
const LOG_QUERY_ATTRIBUTES = { log_group_names: [], name: null, query_string: null };

/** Checks the saved queries; the outputs do not name them. */
export async function logQueryChecks({ aws, outputs, expected }: Context): Promise<Check[]> {
  const wanted = expected.ofType("aws_cloudwatch_query_definition", LOG_QUERY_ATTRIBUTES);
  if (wanted.length === 0) {
    return [];
  }
  return asked("log queries", async () => {
    const found = await queriesOf(aws, `${outputs.function_name}/`);
    return [comparedResource("log queries", outputs.function_name, byName(wanted), byName(found.map(attributesOf)))];
  });
}

/** The SDK has no paginator for it. */
async function queriesOf(aws: AwsClients, queryDefinitionNamePrefix: string): Promise<QueryDefinition[]> {
  const found: QueryDefinition[] = [];
  let nextToken: string | undefined;
  do {
    const page = await aws.ask("logs:DescribeQueryDefinitions", CloudWatchLogsClient, (logs) =>
      logs.send(new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix, nextToken })),
    );
    found.push(...(page.queryDefinitions ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

function attributesOf({ logGroupNames, name, queryString }: QueryDefinition): Attributes {
  return { log_group_names: logGroupNames ?? [], name, query_string: queryString };
}

function byName(queries: readonly Attributes[]): Attributes {
  return Object.fromEntries(queries.map((query) => [String(query.name), query]));
}
