import { messageOf } from "terraform-aws-workmail-lambda/function/message";
import { editMessage } from "terraform-aws-workmail-lambda/function/mime";
import { answers, createSynchronousHandler } from "terraform-aws-workmail-lambda/function/synchronous";

const NOTE = "This email is from outside the organization.";

/** Tags the subject of an email from outside, and adds a disclaimer. If that fails, the email passes. */
export const handler = createSynchronousHandler(
  async (email, { signal }) => {
    if (email.isFromOutside) {
      const message = messageOf(email, { signal });
      const { content } = editMessage(await message.getRawMessageContent(), {
        subject: (old) => (old.startsWith("[External]") ? old : `[External] ${old}`),
        text: { top: NOTE },
        html: { top: `<p>${NOTE}</p>` },
      });
      await (content && message.putRawMessageContent(content));
    }
    return answers.letThrough();
  },
  { onFailure: answers.letThrough() },
);
