import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  GetRawMessageContentCommand,
  PutRawMessageContentCommand,
  WorkMailMessageFlowClient,
} from "@aws-sdk/client-workmailmessageflow";

export interface Event {
  readonly messageId: string;
}

export const LET_THROUGH = { actions: [{ allRecipients: true, action: { type: "DEFAULT" } }] };

const messageFlow = new WorkMailMessageFlowClient();

/** Reads the content with the SDK's client. */
export async function contentOf({ messageId }: Event): Promise<Buffer> {
  const { messageContent } = await messageFlow.send(new GetRawMessageContentCommand({ messageId }));
  return Buffer.from(await messageContent!.transformToByteArray());
}

/** Replaces the content with the SDK's clients: an object in the bucket, and its name for WorkMail. */
export async function replaceContent(s3: S3Client, { messageId }: Event, content: Buffer): Promise<void> {
  const bucket = process.env.UPDATED_CONTENT_BUCKET;
  const key = crypto.randomUUID();
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
  await messageFlow.send(new PutRawMessageContentCommand({ messageId, content: { s3Reference: { bucket, key } } }));
}
