import { messageOf } from "terraform-aws-workmail-lambda/function/message";
import { editMessage } from "terraform-aws-workmail-lambda/function/mime";
import { answers, createSynchronousHandler } from "terraform-aws-workmail-lambda/function/synchronous";

const NOTE = "This email is from outside the organization.";

/** Edits the subject and the text, and replaces the content. */
export const handler = createSynchronousHandler(
  async (email, { signal }) => {
    const message = messageOf(email, { signal });
    const { content } = editMessage(await message.getRawMessageContent(), {
      subject: (old) => `[External] ${old}`,
      text: { top: NOTE },
      html: { top: `<p>${NOTE}</p>` },
    });
    await message.putRawMessageContent(content!);
    return answers.letThrough();
  },
  { deadlineMs: 14_500 },
);
