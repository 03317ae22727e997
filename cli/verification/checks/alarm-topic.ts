import { DescribeKeyCommand, GetKeyPolicyCommand, GetKeyRotationStatusCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  GetTopicAttributesCommand,
  paginateListSubscriptionsByTopic,
  SNSClient,
  type Subscription,
} from "@aws-sdk/client-sns";
import { awsCommandLine } from "../../../modules/command-line";
import { deploymentStep } from "../../deployments/deployment-step";
import { type Attributes, policyAttributes, UNKNOWN } from "../attributes";
import { asked, type Check, compared, comparedResource, type Context, orMissing } from "../check";

/** The compared attributes, and the provider's values for missing ones. */
const TOPIC_POLICY_ATTRIBUTES = { policy: null };
const SUBSCRIPTION_ATTRIBUTES = { endpoint: null, protocol: null };
const KEY_ATTRIBUTES = { enable_key_rotation: false, policy: UNKNOWN };

/** The check of the address, which a person confirms at any time after the deployment. */
export const SUBSCRIPTION = "alarm topic subscription";

/** Checks the topic that emails the alarms: its policy, its key, and that the address is confirmed. */
export async function alarmTopicChecks(context: Context): Promise<Check[]> {
  const { aws, outputs, expected } = context;
  const { alarm_topic_arn: TopicArn } = outputs;
  if (!TopicArn) {
    return expected.only("aws_sns_topic", {}) === undefined
      ? []
      : [compared("alarm topic", "a topic for alarmEmail", undefined)];
  }
  let keyId: string | undefined;
  const topic = await asked("alarm topic", async () => {
    const answer = await orMissing(
      aws.ask("sns:GetTopicAttributes", SNSClient, (sns) => sns.send(new GetTopicAttributesCommand({ TopicArn }))),
    );
    const found = answer?.Attributes;
    keyId = found?.KmsMasterKeyId || undefined;
    const { policy } = expected.only("aws_sns_topic_policy", TOPIC_POLICY_ATTRIBUTES) ?? { policy: UNKNOWN };
    return [
      comparedResource(
        "alarm topic",
        TopicArn,
        { kms_master_key_id: keyId ?? "a key", policy: policy === UNKNOWN ? UNKNOWN : policyAttributes(policy) },
        found && { kms_master_key_id: keyId, policy: policyAttributes(found.Policy) },
      ),
    ];
  });
  return [...topic, ...(await keyChecks(context, keyId)), ...(await subscriptionChecks(context, TopicArn))];
}

async function keyChecks({ aws, expected }: Context, KeyId: string | undefined): Promise<Check[]> {
  if (KeyId === undefined) {
    return [];
  }
  const wanted: Attributes = expected.only("aws_kms_key", KEY_ATTRIBUTES) ?? {};
  return asked("alarm topic key", async () => {
    const key = await orMissing(
      aws.ask("kms:DescribeKey", KMSClient, (kms) => kms.send(new DescribeKeyCommand({ KeyId }))),
    );
    const policy =
      typeof wanted.policy === "string"
        ? await aws.ask("kms:GetKeyPolicy", KMSClient, (kms) =>
            kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" })),
          )
        : undefined;
    const rotation =
      "enable_key_rotation" in wanted
        ? await aws.ask("kms:GetKeyRotationStatus", KMSClient, (kms) =>
            kms.send(new GetKeyRotationStatusCommand({ KeyId })),
          )
        : undefined;
    return [
      comparedResource(
        "alarm topic key",
        KeyId,
        { state: "Enabled", ...wanted, ...(policy && { policy: policyAttributes(wanted.policy) }) },
        key && {
          state: key.KeyMetadata?.KeyState,
          enable_key_rotation: rotation?.KeyRotationEnabled,
          policy: policyAttributes(policy?.Policy),
        },
        `${deploymentStep()}; a key that waits for its deletion: ${awsCommandLine(["kms", "cancel-key-deletion", "--key-id", KeyId], aws.region)}, then ${awsCommandLine(["kms", "enable-key", "--key-id", KeyId], aws.region)}`,
      ),
    ];
  });
}

/** The address is personal data, and not in any text. */
async function subscriptionChecks({ aws, expected }: Context, TopicArn: string): Promise<Check[]> {
  const wanted = expected.only("aws_sns_topic_subscription", SUBSCRIPTION_ATTRIBUTES);
  const isWanted = ({ Endpoint, Protocol }: Subscription) =>
    Protocol === (wanted?.protocol ?? "email") &&
    (typeof wanted?.endpoint === "string" ? Endpoint === wanted.endpoint : true);
  return asked(SUBSCRIPTION, async () => {
    const found = await orMissing(
      aws.ask("sns:ListSubscriptionsByTopic", SNSClient, async (client) => {
        const all: Subscription[] = [];
        for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
          all.push(...(page.Subscriptions ?? []));
        }
        return all;
      }),
    );
    const subscription = found?.find(isWanted);
    const state = subscription?.SubscriptionArn?.startsWith("arn:") ? "confirmed" : subscription?.SubscriptionArn;
    return [
      compared(
        SUBSCRIPTION,
        "confirmed",
        state,
        subscription === undefined
          ? `${deploymentStep()}; then confirm the subscription in the email that AWS sends`
          : `confirm it in the email that AWS has sent to the address; to get another one: ${awsCommandLine(["sns", "subscribe", "--topic-arn", TopicArn, "--protocol", "email", "--notification-endpoint", "ADDRESS"], aws.region)}`,
      ),
    ];
  });
}
