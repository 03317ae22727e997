import { messageOf } from "terraform-aws-workmail-lambda/function/message";
import { answers, createSynchronousHandler } from "terraform-aws-workmail-lambda/function/synchronous";

/** Moves email to the junk folder, or skips the spam check, as a header of the gateway in front of WorkMail says. */
export const handler = createSynchronousHandler(
  async (email, { signal }) => {
    const headers = await messageOf(email, { signal }).getHeaders();
    switch (headers.get("X-Gateway-Spam")?.toLowerCase()) {
      case "yes":
        return answers.moveToJunk();
      case "no":
        return answers.bypassSpamCheck();
    }
    return answers.letThrough();
  },
  { direction: "INBOUND" },
);
