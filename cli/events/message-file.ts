import { readFileSync } from "node:fs";
import { fileReason, UserError } from "../../modules/user-error";
import type { EmailEventValues } from "./email-event";

/** A message in MIME, and what its headers say of the email. */
export interface MessageFile {
  readonly content: Buffer;
  /** The sender, the recipients in To, Cc, and Bcc, and the subject: only what the headers name. */
  readonly values: Pick<EmailEventValues, "from" | "to" | "subject">;
}

/** WorkMail's limit. */
const MOST_BYTES = 40 * 1024 * 1024;

/**
 * Reads a message, such as a mail program saves it.
 *
 * @throws UserError when there is no such file, or it is too large
 */
export async function readMessageFile(file: string): Promise<MessageFile> {
  const content = bytesOf(file);
  if (content.length > MOST_BYTES) {
    throw new UserError(`${file}: has ${content.length} bytes. Allowed: at most ${MOST_BYTES}, as in WorkMail.`);
  }
  // Large, and only for messages.
  const { default: PostalMime, addressParser } = await import("postal-mime");
  const { headers, subject } = await PostalMime.parse(content);
  const addressesIn = (...names: string[]) =>
    headers
      .filter(({ key }) => names.includes(key))
      .flatMap(({ value }) => addressParser(value, { flatten: true }))
      .flatMap(({ address }) => (address ? [address] : []));
  const [from] = addressesIn("from");
  const to = addressesIn("to", "cc", "bcc");
  return { content, values: { ...(from && { from }), ...(to.length > 0 && { to }), subject: subject ?? "" } };
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError(`${file}: ${fileReason(error)}. Allowed: a message in MIME (.eml).`);
  }
}
