import { answers, createSynchronousHandler } from "terraform-aws-workmail-lambda/function/synchronous";

/** Answers without reading the content. */
export const handler = createSynchronousHandler((email) =>
  email.externalRecipients.length > 100 ? answers.drop() : answers.letThrough(),
);
