import { messageOf } from "terraform-aws-workmail-lambda/function/message";
import { parseMessage } from "terraform-aws-workmail-lambda/function/mime";
import { answers, createSynchronousHandler } from "terraform-aws-workmail-lambda/function/synchronous";

/** Parses the content, and answers by its attachments. */
export const handler = createSynchronousHandler(
  async (email, { signal }) => {
    const { attachments } = await parseMessage(await messageOf(email, { signal }).getRawMessageContent());
    return attachments.length > 100 ? answers.drop() : answers.letThrough();
  },
  { deadlineMs: 14_500 },
);
