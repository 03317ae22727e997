// @ts-expect-error: The package has no types of its own.
import { simpleParser } from "mailparser";
import { contentOf, type Event, LET_THROUGH } from "./sdk-message";

/**
 * Parses the content with mailparser, and answers.
 *
 * @see https://nodemailer.com/extras/mailparser
 */
export const handler = async (event: Event) => {
  const { attachments } = await simpleParser(await contentOf(event));
  return attachments.length > 100 ? undefined : LET_THROUGH;
};
