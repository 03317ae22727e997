import PostalMime, { type Email } from "postal-mime";

/** A message that was taken apart: addresses, subject, text, HTML, and attachments, all decoded. */
export type ParsedMessage = Email;

/**
 * Parses a message in MIME. A message that is in no order is parsed as far as it goes: text in an unknown character
 * set is read as Windows-1252.
 *
 * Mind the memory: with attachments in it, a message of 40 MB needs about 370 MB.
 *
 * @param message The whole message.
 * @throws {Error} when its parts are nested in more than 256 levels, or its headers have more than 2 MiB
 * @see https://postal-mime.postalsys.com
 */
export const parseMessage = (message: Uint8Array): Promise<ParsedMessage> =>
  PostalMime.parse(Buffer.from(message.buffer, message.byteOffset, message.byteLength));
