import { createHandler, sesReceipt, sesSending, workMail } from "terraform-aws-workmail-lambda/function/sources";

/** Accepts the events of all sources, and counts the recipients, those outside the sender's domain too. */
export const handler = createHandler(
  (email) => ({ recipients: email.recipients.length, external: email.externalRecipients.length }),
  { sources: [workMail, sesReceipt, sesSending] },
);
