import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { attributeOf, both, type Condition, countOf, isSet } from "../tokens/condition";
import { expression } from "../tokens/expression";
import { type Grant, policyDocument } from "./policy-document";

/** The longest that SQS keeps a message: 14 days, in seconds. */
const LONGEST_RETENTION = 1_209_600;

export interface FailureQueueProps {
  /** Whether it is created, if only Terraform knows. */
  readonly when: Condition;
  /** Name of the function whose failed events it keeps. */
  readonly functionName: string;
  readonly region: string;
  readonly accountId: string;
  /** Key that encrypts the events. @default - a key that SQS manages */
  readonly kmsKeyArn?: string;
  readonly tags?: { readonly [key: string]: string };
}

/**
 * An SQS queue that keeps events that failed every attempt, with the reason, for 14 days.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export class FailureQueue extends Construct {
  /** Whether the queue exists. */
  readonly when: Condition;
  /** Name of the queue. */
  readonly queueName: string;
  /** ARN of the queue; null where Terraform does not create it. */
  readonly arn: string;
  /** URL of the queue; null where Terraform does not create it. */
  readonly url: string;
  /** Permissions that the role needs, because Lambda sends the events as this role. */
  readonly grants: readonly Grant[];

  /** @internal */
  constructor(scope: Construct, id: string, props: FailureQueueProps) {
    super(scope, id);
    const { kmsKeyArn } = props;
    this.when = props.when;
    this.queueName = `${props.functionName}-failures`;
    // Said here, so that role and function need not wait for the queue, which takes the provider half a minute.
    const arn = `arn:aws:sqs:${props.region}:${props.accountId}:${this.queueName}`;
    const queue = new SqsQueue(this, "Default", {
      count: countOf(props.when),
      name: this.queueName,
      messageRetentionSeconds: LONGEST_RETENTION,
      kmsMasterKeyId: kmsKeyArn,
      sqsManagedSseEnabled: managedEncryption(kmsKeyArn),
      // Not a resource of its own: the provider would wait for it as long as for the queue.
      policy: policyDocument({
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
      tags: props.tags,
    });
    this.arn = attributeOf(queue, "arn");
    this.url = attributeOf(queue, "url");
    this.grants = [
      {
        when: props.when,
        statements: [
          {
            Sid: "SendFailures",
            Effect: "Allow",
            Action: "sqs:SendMessage",
            Resource: arn,
          },
        ],
      },
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
      {
        when: both(props.when, isSet(kmsKeyArn)),
        statements: [
          {
            Sid: "EncryptFailures",
            Effect: "Allow",
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Resource: kmsKeyArn ?? "",
            Condition: {
              StringEquals: {
                "kms:ViaService": `sqs.${props.region}.amazonaws.com`,
                "kms:EncryptionContext:aws:sqs:arn": arn,
              },
            },
          },
        ],
      },
    ];
  }
}

/** SQS's own encryption and a key exclude each other. */
function managedEncryption(kmsKeyArn: string | undefined) {
  return Token.isUnresolved(kmsKeyArn)
    ? expression`${kmsKeyArn} == null ? true : null`
    : kmsKeyArn === undefined || undefined;
}
