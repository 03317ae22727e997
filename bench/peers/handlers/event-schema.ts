import * as z from "zod";

const address = z.looseObject({ address: z.string().nullish() });

/** The event as WorkMail sends it. Unknown fields stay. */
export const eventSchema = z.looseObject({
  summaryVersion: z.string().nullish(),
  envelope: z.looseObject({
    mailFrom: address.nullish(),
    recipients: z.array(z.looseObject({ address: z.string() })),
  }),
  sender: address.nullish(),
  subject: z.string().nullish(),
  messageId: z.string().nullish(),
  invocationId: z.string().nullish(),
  flowDirection: z.string().nullish(),
  truncated: z.boolean().nullish(),
});

export type WorkMailEvent = z.infer<typeof eventSchema>;
