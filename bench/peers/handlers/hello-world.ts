interface WorkMailEvent {
  readonly envelope: { readonly mailFrom: { readonly address: string } };
  readonly subject: string;
  readonly flowDirection: string;
  readonly messageId: string;
}

/**
 * AWS's sample workmail-hello-world-python in TypeScript, as far as it speaks
 * of the event; the part that fetches and rewrites the message calls AWS.
 *
 * @see https://github.com/aws-samples/amazon-workmail-lambda-templates/tree/master/workmail-hello-world-python
 */
export const handler = async (event: WorkMailEvent) => {
  const from = event.envelope.mailFrom.address;
  const { subject, flowDirection, messageId } = event;
  console.log(
    `Received email with message ID ${messageId}, flowDirection ${flowDirection}, from ${from} with Subject ${subject}`,
  );
  return { actions: [{ allRecipients: true, action: { type: "DEFAULT" } }] };
};
