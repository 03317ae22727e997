import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { type IResolvable, Token } from "cdktf";
import { Construct } from "constructs";
import { attributeOf, both, type Condition, countOf, isSet } from "../tokens/condition";
import { expression } from "../tokens/expression";
import type { Grant } from "./policy-document";

export interface DeduplicationTableProps {
  /** Whether it is created, if only Terraform knows. */
  readonly when: Condition;
  /** Name of the function whose events it remembers. */
  readonly functionName: string;
  readonly region: string;
  readonly accountId: string;
  /** Key that encrypts it. @default - a key that AWS owns */
  readonly kmsKeyArn?: string;
  /** How long it remembers an event in seconds. */
  readonly windowSeconds: number;
  readonly pointInTimeRecovery: boolean | IResolvable;
  readonly tags?: { readonly [key: string]: string };
}

/**
 * A DynamoDB table of the events that the function has processed, with the attributes that Powertools for AWS Lambda
 * expects.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 */
export class DeduplicationTable extends Construct {
  /** Name of the table; null where Terraform does not create it. */
  readonly tableName: string;
  /** Environment variables with the name of the table and the window in seconds. */
  readonly environment: { [name: string]: string };
  /** Permissions that the function needs to read and write the table. */
  readonly grants: readonly Grant[];

  /** @internal */
  constructor(scope: Construct, id: string, props: DeduplicationTableProps) {
    super(scope, id);
    const { kmsKeyArn } = props;
    const tableName = `${props.functionName}-deduplication`;
    const viaDynamoDb = { "kms:ViaService": `dynamodb.${props.region}.amazonaws.com` };
    const table = new DynamodbTable(this, "Default", {
      count: countOf(props.when),
      name: tableName,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attribute: [{ name: "id", type: "S" }],
      ttl: { enabled: true, attributeName: "expiration" },
      pointInTimeRecovery: { enabled: props.pointInTimeRecovery },
      serverSideEncryption:
        kmsKeyArn === undefined || Token.isUnresolved(kmsKeyArn) ? undefined : { enabled: true, kmsKeyArn },
      tags: props.tags,
    });
    if (Token.isUnresolved(kmsKeyArn)) {
      table.addOverride("dynamic.server_side_encryption", {
        for_each: expression`${isSet(kmsKeyArn)} ? [true] : []`,
        content: {
          enabled: true,
          kms_key_arn: kmsKeyArn,
        },
      });
    }
    this.tableName = attributeOf(table, "name");
    const environment = {
      DEDUPLICATION_TABLE: this.tableName,
      DEDUPLICATION_WINDOW_SECONDS: text(props.windowSeconds),
    };
    this.environment =
      props.when === true ? environment : Token.asStringMap(expression`${props.when} ? ${environment} : {}`);
    this.grants = [
      {
        when: props.when,
        statements: [
          {
            Sid: "RememberEvents",
            Effect: "Allow",
            Action: ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
            Resource: attributeOf(table, "arn"),
          },
        ],
      },
      // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
      {
        when: both(props.when, isSet(kmsKeyArn)),
        statements: [
          {
            Sid: "EncryptRememberedEvents",
            Effect: "Allow",
            Action: [
              "kms:Decrypt",
              "kms:Encrypt",
              "kms:GenerateDataKey",
              "kms:GenerateDataKeyWithoutPlaintext",
              "kms:ReEncryptFrom",
              "kms:ReEncryptTo",
            ],
            Resource: kmsKeyArn ?? "",
            Condition: {
              StringEquals: {
                ...viaDynamoDb,
                "kms:EncryptionContext:aws:dynamodb:tableName": tableName,
                "kms:EncryptionContext:aws:dynamodb:subscriberId": props.accountId,
              },
            },
          },
          // To describe a key takes no encryption context.
          {
            Sid: "DescribeTableKey",
            Effect: "Allow",
            Action: "kms:DescribeKey",
            Resource: kmsKeyArn ?? "",
            Condition: { StringEquals: viaDynamoDb },
          },
        ],
      },
    ];
  }
}

function text(value: number): string {
  return Token.isUnresolved(value) ? Token.asString(value) : String(value);
}
