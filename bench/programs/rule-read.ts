import { messageOf } from "terraform-aws-workmail-lambda/function/message";
import { answers, createSynchronousHandler } from "terraform-aws-workmail-lambda/function/synchronous";

/** Reads the content, and answers by its size. */
export const handler = createSynchronousHandler(
  async (email, { signal }) => {
    const content = await messageOf(email, { signal }).getRawMessageContent();
    return content.length > 100_000_000 ? answers.drop() : answers.letThrough();
  },
  { deadlineMs: 14_500 },
);
