import { S3Client } from "@aws-sdk/client-s3";
// @ts-expect-error: The package has no types of its own.
import { simpleParser } from "mailparser";
// @ts-expect-error: The package has no types of its own.
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import { contentOf, type Event, LET_THROUGH, replaceContent } from "./sdk-message";

const NOTE = "This email is from outside the organization.";
const s3 = new S3Client();

/**
 * Edits the subject and the text: parses with mailparser, and composes a new message with nodemailer. It loses the
 * header fields and the structure of the original, which editing in place keeps.
 *
 * @see https://nodemailer.com/extras/mailcomposer
 */
export const handler = async (event: Event) => {
  const { from, to, subject = "", text, html, attachments } = await simpleParser(await contentOf(event));
  const composed = new MailComposer({
    from: from?.text,
    to: to?.text,
    subject: `[External] ${subject}`,
    text: text && `${NOTE}\n\n${text}`,
    html: html && `<p>${NOTE}</p>${html}`,
    attachments,
  });
  await replaceContent(s3, event, await composed.compile().build());
  return LET_THROUGH;
};
