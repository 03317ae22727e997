import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { attributeOf, type Condition, countOf } from "../tokens/condition";
import { policyDocument, type Statement } from "./policy-document";

export interface AlarmTopicProps {
  /** Whether it is created, if only Terraform knows. */
  readonly when: Condition;
  /** Name of the function whose alarms it carries. */
  readonly functionName: string;
  /** Names of the alarms that may publish to it. */
  readonly alarmNames: readonly string[];
  readonly region: string;
  readonly accountId: string;
  /** Address that is notified, after its owner confirms AWS's first email. */
  readonly email: string;
  readonly tags?: { readonly [key: string]: string };
}

/**
 * An SNS topic that sends the function's alarms to an email address.
 *
 * It has its own key: alarms cannot publish to a topic that is encrypted with the key that AWS manages for SNS, whose
 * policy nobody can change.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export class AlarmTopic extends Construct {
  /** Whether the topic exists. */
  readonly when: Condition;
  /** ARN of the topic; null where Terraform does not create it. */
  readonly arn: string;

  /** @internal */
  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { functionName, region, accountId, tags } = props;
    this.when = props.when;
    const count = countOf(props.when);
    // Each by its name: a pattern would match another function whose name begins alike.
    const alarmArns = props.alarmNames.map((name) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`);
    const forAlarms = (Sid: string, Action: string | string[], Resource: string): Statement => ({
      Sid,
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action,
      Resource,
      Condition: {
        ArnEquals: { "aws:SourceArn": alarmArns },
        StringEquals: { "aws:SourceAccount": accountId },
      },
    });

    const key = new KmsKey(this, "key", {
      count,
      description: `Encrypts the alarms of ${functionName}`,
      enableKeyRotation: true,
      policy: policyDocument(
        {
          Sid: "AccountDecides",
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${accountId}:root` },
          Action: "kms:*",
          Resource: "*",
        },
        forAlarms("AlarmsEncrypt", ["kms:Decrypt", "kms:GenerateDataKey*"], "*"),
      ),
      tags,
    });
    const topic = new SnsTopic(this, "Default", {
      count,
      name: `${functionName}-alarms`,
      kmsMasterKeyId: attributeOf(key, "arn"),
      tags,
    });
    this.arn = attributeOf(topic, "arn");
    new SnsTopicPolicy(this, "policy", {
      count,
      arn: this.arn,
      policy: policyDocument(forAlarms("AlarmsPublish", "sns:Publish", this.arn), {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: this.arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    });
    new SnsTopicSubscription(this, "email", {
      count,
      topicArn: this.arn,
      protocol: "email",
      endpoint: props.email,
    });
  }
}
