import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { policyAttributes } from "../attributes";
import { asked, type Check, comparedResource, type Context, orMissing } from "../check";

/** The compared attributes, and the provider's values for missing ones. */
const QUEUE_ATTRIBUTES = {
  kms_master_key_id: null,
  message_retention_seconds: 345_600,
  policy: null,
  sqs_managed_sse_enabled: null,
};

/** As every deployment has it: the longest that SQS keeps a message. */
const RETENTION_SECONDS = 1_209_600;

/** Checks the queue of failed events. */
export async function failureQueueChecks({ aws, outputs, expected }: Context): Promise<Check[]> {
  const { failure_queue_url: QueueUrl, failure_queue_arn: arn } = outputs;
  const synthesized = expected.only("aws_sqs_queue", QUEUE_ATTRIBUTES);
  if (!QueueUrl && synthesized === undefined) {
    return [];
  }
  return asked("failure queue", async () => {
    const answer =
      QueueUrl === undefined
        ? undefined
        : await orMissing(
            aws.ask("sqs:GetQueueAttributes", SQSClient, (sqs) =>
              sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] })),
            ),
          );
    const found = answer?.Attributes;
    const { policy, ...wanted } = synthesized ?? { policy: undefined, message_retention_seconds: RETENTION_SECONDS };
    return [
      comparedResource(
        "failure queue",
        arn ?? "a queue of failed events",
        { arn, ...wanted, ...(policy !== undefined && { policy: policyAttributes(policy) }) },
        found && {
          arn: found.QueueArn,
          kms_master_key_id: found.KmsMasterKeyId,
          message_retention_seconds: Number(found.MessageRetentionPeriod),
          policy: policyAttributes(found.Policy),
          // Beside a key of your own, SQS reports its encryption as off.
          sqs_managed_sse_enabled: found.KmsMasterKeyId ? null : found.SqsManagedSseEnabled === "true",
        },
      ),
    ];
  });
}
