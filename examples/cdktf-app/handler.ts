import { createHandler } from "terraform-aws-workmail-lambda/function";

/** Reports when an email leaves the sender's domain. */
export const handler = createHandler((email, { logger, metrics }) => {
  const external = email.externalRecipients.length;
  metrics.addMetric("ExternalRecipients", "Count", external);
  if (external > 100) {
    logger.warn("Many external recipients", {
      messageId: email.messageId,
      external,
    });
  }
  return { external };
});
