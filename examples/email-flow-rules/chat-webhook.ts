import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { createHandler } from "terraform-aws-workmail-lambda/function";
import { messageOf } from "terraform-aws-workmail-lambda/function/message";
import { parseMessage } from "terraform-aws-workmail-lambda/function/mime";

const client = new SecretsManagerClient();

/** Posts an email to a chat. The URL of the webhook is a secret in Secrets Manager. */
export const handler = createHandler(async (email) => {
  const { subject = "(no subject)", text = "" } = await parseMessage(await messageOf(email).getRawMessageContent());
  const secret = await client.send(new GetSecretValueCommand({ SecretId: process.env.WEBHOOK_SECRET_ARN }));
  const response = await fetch(secret.SecretString!, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: `*${subject}*\n${text.slice(0, 1000)}` }),
  });
  if (!response.ok) {
    throw new Error(`The webhook answered ${response.status}`);
  }
});
