import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createHandler } from "terraform-aws-workmail-lambda/function";
import { messageOf } from "terraform-aws-workmail-lambda/function/message";

const client = new S3Client();

/** Archives each email in a bucket. A repeated call writes the same object again. */
export const handler = createHandler(async (email) => {
  await client.send(
    new PutObjectCommand({
      Bucket: process.env.ARCHIVE_BUCKET,
      Key: `${email.messageId}.eml`,
      Body: await messageOf(email).getRawMessageContent(),
      ContentType: "message/rfc822",
    }),
  );
});
