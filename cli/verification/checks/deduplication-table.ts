import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";
import { type Attributes, UNKNOWN } from "../attributes";
import { asked, type Check, comparedResource, type Context, orMissing } from "../check";

/** The compared attributes, and the provider's values for missing ones. */
const TABLE_ATTRIBUTES = {
  attribute: null,
  billing_mode: "PROVISIONED",
  hash_key: null,
  point_in_time_recovery: UNKNOWN,
  server_side_encryption: { enabled: false },
  ttl: UNKNOWN,
};

/** As every deployment has it. */
const IMPLIED = {
  attribute: [{ name: "id", type: "S" }],
  hash_key: "id",
  ttl: { enabled: true, attribute_name: "expiration" },
};

/** Checks the table by which the function recognizes events. */
export async function deduplicationTableChecks(context: Context): Promise<Check[]> {
  const { aws, outputs, expected } = context;
  const synthesized = expected.only("aws_dynamodb_table", { name: null, ...TABLE_ATTRIBUTES });
  const { name = outputs.deduplication_table_name, ...wanted } = synthesized ?? IMPLIED_BY_NAME;
  const TableName = typeof name === "string" ? name : outputs.deduplication_table_name;
  if (TableName === undefined) {
    return [];
  }
  return asked("deduplication table", async () => {
    const answer = await orMissing(
      aws.ask("dynamodb:DescribeTable", DynamoDBClient, (dynamoDb) =>
        dynamoDb.send(new DescribeTableCommand({ TableName })),
      ),
    );
    const table = answer?.Table;
    return [
      comparedResource(
        "deduplication table",
        TableName,
        { status: "ACTIVE", ...wanted },
        table && {
          ...attributesOf(table),
          ttl: await timeToLive(context, TableName),
          point_in_time_recovery:
            wanted.point_in_time_recovery === undefined ? undefined : await recoveryOf(context, TableName),
        },
      ),
    ];
  });
}

const IMPLIED_BY_NAME: Attributes = IMPLIED;

function attributesOf({ AttributeDefinitions = [], SSEDescription, ...table }: TableDescription) {
  return {
    status: table.TableStatus,
    attribute: AttributeDefinitions.map(({ AttributeName, AttributeType }) => ({
      name: AttributeName,
      type: AttributeType,
    })),
    billing_mode: table.BillingModeSummary?.BillingMode ?? "PROVISIONED",
    hash_key: table.KeySchema?.find(({ KeyType }) => KeyType === "HASH")?.AttributeName,
    server_side_encryption:
      SSEDescription?.Status === "ENABLED"
        ? { enabled: true, kms_key_arn: SSEDescription.KMSMasterKeyArn }
        : { enabled: false },
  };
}

async function timeToLive({ aws }: Context, TableName: string): Promise<Attributes> {
  const { TimeToLiveDescription } = await aws.ask("dynamodb:DescribeTimeToLive", DynamoDBClient, (dynamoDb) =>
    dynamoDb.send(new DescribeTimeToLiveCommand({ TableName })),
  );
  const { TimeToLiveStatus: status = "", AttributeName: attribute_name } = TimeToLiveDescription ?? {};
  return { enabled: ["ENABLED", "ENABLING"].includes(status), attribute_name };
}

async function recoveryOf({ aws }: Context, TableName: string): Promise<Attributes> {
  const { ContinuousBackupsDescription: backups } = await aws.ask(
    "dynamodb:DescribeContinuousBackups",
    DynamoDBClient,
    (dynamoDb) => dynamoDb.send(new DescribeContinuousBackupsCommand({ TableName })),
  );
  return { enabled: backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === "ENABLED" };
}
