import { type Address, addressParser } from "postal-mime";
import type { WorkMailEvent } from "../event";
import { boolean, type Check, listOf, objectOf, optional, string, stringWith } from "./checks";

/**
 * The `mail` object of an event of Amazon SES.
 *
 * SES can add fields at any time: they are not in these types, but stay on the object.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html#receiving-email-notifications-contents-mail-object
 */
export interface SesMail {
  /**
   * The envelope's sender: personal data. For an inbound email, a forwarder or a mailing list can have rewritten it
   * (VERP, SRS); a sending event can have a display name with it.
   */
  readonly source?: string | null;
  /** ID that SES gave to the email. It is not the `Message-ID` header. */
  readonly messageId: string;
  /** The recipients, as the sender named them: personal data. */
  readonly destination?: readonly string[] | null;
  /** Whether SES cut `headers`, which it does at 10 KB. The lists of recipients stay whole. */
  readonly headersTruncated?: boolean | null;
  /** All headers. Missing where the configuration set leaves them out. */
  readonly headers?: readonly SesHeader[] | null;
  /** Some headers, parsed. Missing where the configuration set leaves them out. */
  readonly commonHeaders?: SesCommonHeaders | null;
  /** When SES took the email, in ISO 8601. */
  readonly timestamp?: string | null;
}

/** One header of an email. */
export interface SesHeader {
  /** Its name. */
  readonly name: string;
  /** Its value, which can be personal data. */
  readonly value: string;
}

/** Headers that SES parsed. The sender of the email can write anything into them. */
export interface SesCommonHeaders {
  /** The From header: mailboxes with their display names. */
  readonly from?: readonly string[] | string | null;
  /** The Sender header, if somebody else than the author sent the email. */
  readonly sender?: readonly string[] | string | null;
  /** The subject line. */
  readonly subject?: string | null;
  /** The To header. */
  readonly to?: readonly string[] | null;
  /** The CC header. */
  readonly cc?: readonly string[] | null;
  /** The `Message-ID` header. */
  readonly messageId?: string | null;
  /** The Date header. */
  readonly date?: string | null;
  /** The Return-Path header. */
  readonly returnPath?: string | null;
}

/** An address, and nothing else: the parser would take the quotation marks off a quoted local part. */
const ONLY_ADDRESS = /^("[^"\\]+"|[^\s"<>(),;:\\]+)@[^\s"<>(),;:\\@]+$/;

/** Returns the addresses in a header's value: `"Doe, John" <john@example.com>`, groups, comments. */
export const addressesIn = (text: string): string[] =>
  ONLY_ADDRESS.test(text) ? [text] : addressParser(text).flatMap(addressesOf);

const addressesOf = ({ address, group }: Address): string[] =>
  group ? group.flatMap(addressesOf) : address?.includes("@") ? [address] : [];

/** Accepts an address, as an SMTP envelope has it. */
export const address = stringWith("address", (text) => text.includes("@"));

/** Accepts what has at least one address in it. */
export const mailbox = stringWith("address", (text) => addressesIn(text).length > 0);

/** Accepts one string or several. */
const stringOrStrings: Check = (value, path) => (Array.isArray(value) ? listOf(string) : string)(value, path);

export const mail = {
  messageId: string,
  source: optional(string),
  headersTruncated: optional(boolean),
  commonHeaders: optional(
    objectOf({ from: optional(stringOrStrings), sender: optional(stringOrStrings), subject: optional(string) }),
  ),
};

/** Returns who sent an email, and who wrote it, where these are two. */
const senderOf = ({ source, commonHeaders }: SesMail): { sender?: { address: string }; mailFrom?: string } => {
  const from = firstAddress(commonHeaders?.from);
  const sender = firstAddress(commonHeaders?.sender);
  return sender && from && sender.toLowerCase() !== from.toLowerCase()
    ? { sender: { address: sender }, mailFrom: from }
    : { mailFrom: sender ?? from ?? firstAddress(source) };
};

const firstAddress = (header: readonly string[] | string | null | undefined): string | undefined =>
  [header ?? []].flat().flatMap(addressesIn)[0];

/** Returns an event of SES in the form in which `Email` reads every event. */
export const emailEventOf = (
  email: SesMail,
  recipients: readonly string[],
  rest: Pick<WorkMailEvent, "flowDirection" | "invocationId">,
): WorkMailEvent => {
  const { sender, mailFrom } = senderOf(email);
  return {
    ...rest,
    messageId: email.messageId,
    sender,
    subject: email.commonHeaders?.subject,
    envelope: { mailFrom: { address: mailFrom }, recipients: recipients.map((it) => ({ address: it })) },
    truncated: false,
  };
};
