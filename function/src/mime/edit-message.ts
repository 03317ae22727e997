import { decodeWords } from "postal-mime";
import { headerField } from "./header-field";
import { type Field, LINE_FEED, type Part, partsOf, valueOf } from "./parts";
import { editHtml, editText, type TextEdit } from "./text-edit";
import { decodeBody, encodeBase64, encodeQuotedPrintable } from "./transfer-encoding";

/** The changes of a message. */
export interface MessageEdits {
  /** Gets the subject, decoded and `""` when there is none, and returns the new one. */
  readonly subject?: (old: string) => string;
  /** Changes the plain text of the body. An attachment stays as it is. */
  readonly text?: TextEdit;
  /** Changes the HTML of the body. The inserted strings are markup: escape text that comes from elsewhere. */
  readonly html?: TextEdit;
  /**
   * Header fields to set, by name. A string replaces all fields of that name or adds one; null deletes them. A name has
   * visible ASCII characters, and a value has no line break.
   */
  readonly headers?: { readonly [name: string]: string | null };
}

/** The result of editing a message. */
export interface EditedMessage {
  /** The new message. Undefined when nothing changed: then there is nothing to replace. */
  readonly content?: Uint8Array<ArrayBuffer>;
  /** Why something was left as it was, in words for a log: nothing of the message is in them. */
  readonly reasons: readonly string[];
}

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

/** A signature would no longer hold, and nobody but the recipient reads what is encrypted. */
const SEALED = new Map([
  ["multipart/signed", "it is signed"],
  ["multipart/encrypted", "it is encrypted"],
  ["application/pkcs7-mime", "it is signed or encrypted with S/MIME"],
  ["application/x-pkcs7-mime", "it is signed or encrypted with S/MIME"],
]);

/** Fields that say how the body is written, and the subject, which has an edit of its own. */
const NOT_TO_SET = /^(subject|mime-version|content-.*)$/i;

/**
 * Changes subject, body, and headers of a message in MIME. Each byte that no edit concerns stays as it is.
 *
 * Text that gets characters beyond its character set becomes UTF-8. Signed and encrypted messages are not edited at
 * all; neither is text whose character set or encoding is unknown. `reasons` says so. A DKIM signature of the sender
 * no longer holds for a message that was edited.
 *
 * @param message The whole message.
 * @throws {RangeError} when a header's name or value is none that can be sent, with all errors at once
 * @example
 * const { content } = editMessage(await message.getRawMessageContent(), {
 *   subject: (old) => `[External] ${old}`,
 *   text: { top: "This email is from outside." },
 *   html: { top: "<p>This email is from outside.</p>" },
 * });
 */
export const editMessage = (message: Uint8Array, edits: MessageEdits): EditedMessage => {
  checkHeaders(edits.headers ?? {});
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const root = partsOf(bytes);
  const reasons: string[] = [];
  const bodies = bodiesOf(root, reasons);
  if (reasons.length > 0) {
    return { reasons };
  }
  const editor = new Editor(bytes, root);
  if (edits.subject) {
    editor.editSubject(edits.subject);
  }
  for (const [name, value] of Object.entries(edits.headers ?? {})) {
    editor.setHeader(name, value);
  }
  for (const [type, edit] of [
    ["text/plain", edits.text],
    ["text/html", edits.html],
  ] as const) {
    for (const part of edit ? bodies.filter((body) => body.type === type) : []) {
      const reason = editor.editBody(part, edit!);
      if (reason === SIGNED_TEXT) {
        return { reasons: [reason] };
      }
      reasons.push(...(reason ? [reason] : []));
    }
  }
  if ((edits.text ?? edits.html) && bodies.length === 0) {
    reasons.push("The message has no text to edit");
  }
  return { content: editor.result(), reasons };
};

/** To edit more would not fit into 512 MB of memory beside a message of 40 MB. No person writes as much. */
const MOST_TEXT_BYTES = 8_000_000;

const SIGNED_TEXT = "The message is not edited: it is signed or encrypted with PGP";

/** Returns the texts that a reader sees as the body: one, or one for each alternative. */
const bodiesOf = (part: Part, reasons: string[]): readonly Part[] => {
  const { type, fields, children } = part;
  const sealed = SEALED.get(type);
  if (sealed) {
    reasons.push(`The message is not edited: ${sealed}`);
    return [];
  }
  if (/^\s*attachment/i.test(valueOf(fields, "content-disposition") ?? "")) {
    return [];
  }
  if (type === "multipart/alternative") {
    return children.flatMap((child) => bodiesOf(child, reasons));
  }
  for (const child of children) {
    const found = bodiesOf(child, reasons);
    if (found.length > 0 || reasons.length > 0 || type === "multipart/related") {
      return found;
    }
  }
  return type === "text/plain" || type === "text/html" ? [part] : [];
};

/** Collects what is to be replaced in a message. */
class Editor {
  readonly #message: Buffer;
  readonly #root: Part;
  readonly #lineBreak: string;
  readonly #replacements: Replacement[] = [];

  constructor(message: Buffer, root: Part) {
    this.#message = message;
    this.#root = root;
    const first = message.indexOf("\n");
    this.#lineBreak = first > 0 && message[first - 1] !== 13 ? "\n" : "\r\n";
  }

  editSubject(edit: (old: string) => string): void {
    const old = decodeWords(valueOf(this.#root.fields, "subject") ?? "");
    const subject = edit(old).replace(/[\r\n]+\s*/g, " ");
    if (subject !== old) {
      this.#setField(this.#root, "Subject", subject);
    }
  }

  setHeader(name: string, value: string | null): void {
    const fields = this.#root.fields.filter((field) => field.name === name.toLowerCase());
    if (value === null) {
      fields.forEach(({ start, end }) => this.#replace(start, end, ""));
    } else if (fields.length !== 1 || fields[0]!.value !== value) {
      fields.slice(1).forEach(({ start, end }) => this.#replace(start, end, ""));
      this.#setField(this.#root, name, value);
    }
  }

  /** Edits text, or returns why it cannot. */
  editBody(part: Part, edit: TextEdit): string | undefined {
    const body = this.#message.subarray(part.bodyStart, part.bodyEnd);
    if (body.length > MOST_TEXT_BYTES) {
      return `A ${part.type} part is not edited: it has more than ${MOST_TEXT_BYTES} bytes`;
    }
    const encoding = (valueOf(part.fields, "content-transfer-encoding") ?? "").trim().toLowerCase();
    const bytes = decodeBody(body, encoding);
    if (bytes === undefined) {
      return `A ${part.type} part is not edited: its transfer encoding is unknown`;
    }
    const decoded = decodeText(bytes, part.parameters.get("charset"));
    if (decoded === undefined) {
      return `A ${part.type} part is not edited: its character set is unknown, or its bytes are not in it`;
    }
    if (/^-----BEGIN PGP (?:SIGNED )?MESSAGE-----/m.test(decoded.text)) {
      return SIGNED_TEXT;
    }
    const old = decoded.text.replaceAll("\r\n", "\n");
    const text = (part.type === "text/html" ? editHtml : editText)(old, edit);
    if (text !== old) {
      this.#setBody(part, text.replace(/\r\n?/g, "\n"), encoding, decoded.isAsciiCompatible);
    }
    return undefined;
  }

  result(): Uint8Array<ArrayBuffer> | undefined {
    if (this.#replacements.length === 0) {
      return undefined;
    }
    const pieces: Buffer[] = [];
    let position = 0;
    for (const { start, end, content } of this.#replacements.sort((a, b) => a.start - b.start)) {
      pieces.push(this.#message.subarray(position, start), Buffer.from(content));
      position = end;
    }
    return Buffer.concat([...pieces, this.#message.subarray(position)]);
  }

  #setBody(part: Part, text: string, encoding: string, isAsciiCompatible: boolean): void {
    const isAscii = !/[^\0-\x7f]/.test(text);
    const isUtf8 = !(isAscii && isAsciiCompatible) && part.parameters.get("charset")?.toLowerCase() !== "utf-8";
    const { content, newEncoding } = this.#written(part, text, encoding, isAscii);
    if (isUtf8) {
      const parameters = new Map([...part.parameters, ["charset", "utf-8"]]);
      this.#setField(part, "Content-Type", mediaType(part.type, parameters, this.#lineBreak), true);
    }
    if (newEncoding !== encoding) {
      this.#setField(part, "Content-Transfer-Encoding", newEncoding, true);
    }
    if (part === this.#root && !valueOf(part.fields, "mime-version") && (isUtf8 || newEncoding !== encoding)) {
      this.#setField(part, "MIME-Version", "1.0");
    }
    // Without an empty line there is no body yet, and perhaps not even an end of the last header field.
    const isComplete = [undefined, LINE_FEED].includes(this.#message[part.fieldsEnd - 1]);
    const gap = part.bodyStart > part.fieldsEnd ? "" : this.#lineBreak.repeat(isComplete ? 1 : 2);
    this.#replace(part.bodyStart, part.bodyEnd, gap + content);
  }

  /** Returns text as the body of a part: in its encoding if that can hold it, otherwise as quoted-printable. */
  #written(part: Part, text: string, encoding: string, isAscii: boolean) {
    const lineBreak = this.#lineBreak;
    if (encoding === "base64") {
      // The line break after the last line is none of the text's own.
      const hasEnd = part.bodyEnd > part.bodyStart && this.#message[part.bodyEnd - 1] === LINE_FEED;
      const base64 = encodeBase64(Buffer.from(text.replaceAll("\n", lineBreak)), lineBreak);
      return { content: base64 + (hasEnd ? lineBreak : ""), newEncoding: encoding };
    }
    const bytes = Buffer.from(text);
    const fitsAsIs = encoding !== "quoted-printable" && fits(bytes, isAscii || /^(8bit|binary)$/.test(encoding));
    return fitsAsIs
      ? { content: text.replaceAll("\n", lineBreak), newEncoding: encoding }
      : { content: encodeQuotedPrintable(bytes, lineBreak), newEncoding: "quoted-printable" };
  }

  /** Replaces the first field of a name, or adds one below the others. */
  #setField(part: Part, name: string, value: string, isWritten = false): void {
    const old: Field | undefined = part.fields.find((field) => field.name === name.toLowerCase());
    const written = old ? this.#message.toString("latin1", old.start, old.start + name.length) : name;
    const field = isWritten ? `${written}: ${value}${this.#lineBreak}` : headerField(written, value, this.#lineBreak);
    // The last line of a message may have no line break.
    const before = this.#message[part.fieldsEnd - 1];
    const gap = old || before === undefined || before === LINE_FEED ? "" : this.#lineBreak;
    this.#replace(old?.start ?? part.fieldsEnd, old?.end ?? part.fieldsEnd, gap + field);
  }

  #replace(start: number, end: number, content: string): void {
    this.#replacements.push({ start, end, content });
  }
}

/** Returns whether bytes can be sent as they are: SMTP's lines have at most 998. */
const fits = (bytes: Buffer, mayBeEightBit: boolean): boolean => {
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    if (end - start > 998) {
      return false;
    }
    start = end + 1;
  }
  return mayBeEightBit && bytes.length - start <= 998;
};

const mediaType = (type: string, parameters: ReadonlyMap<string, string>, lineBreak: string): string =>
  [type, ...[...parameters].map(([name, value]) => `${name}="${value.replace(/["\\]/g, "\\$&")}"`)].join(
    `;${lineBreak}\t`,
  );

/** Returns the text and whether ASCII is the same in its character set; undefined when it cannot be decoded. */
const decodeText = (bytes: Buffer, charset = "us-ascii") => {
  // Programs that declare nothing, or ASCII, mostly write UTF-8.
  for (const label of /^(us-)?ascii$/i.test(charset) ? ["utf-8", "windows-1252"] : [charset]) {
    try {
      const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
      return { text: decoder.decode(bytes), isAsciiCompatible: !/^(utf-16|iso-2022)/.test(decoder.encoding) };
    } catch {
      // Another character set, or none of those that are known.
    }
  }
  return undefined;
};

const checkHeaders = (headers: NonNullable<MessageEdits["headers"]>): void => {
  const errors = Object.entries(headers).flatMap(([name, value]) => [
    ...(/^[!-9;-~]{1,70}$/.test(name) && !NOT_TO_SET.test(name)
      ? []
      : [
          `headers: a name must be 1 to 70 visible ASCII characters without a colon, and not Subject, MIME-Version, or ` +
            `Content-*, got: '${name}'`,
        ]),
    ...(value === null || (typeof value === "string" && !/[\r\n\0]/.test(value))
      ? []
      : [`headers: the value of ${name} must be a string without a line break, or null`]),
  ]);
  if (errors.length > 0) {
    throw new RangeError(errors.join("; "));
  }
};
