/** Returns the bytes of a body, or undefined when its encoding is unknown. */
export const decodeBody = (body: Buffer, encoding: string): Buffer | undefined => {
  switch (encoding) {
    case "":
    case "7bit":
    case "8bit":
    case "binary":
      return body;
    case "base64":
      return Buffer.from(body.toString("latin1"), "base64");
    case "quoted-printable":
      return Buffer.from(
        body
          .toString("latin1")
          .replace(/(?<![ \t])[ \t]+(?=\r?\n|$)/g, "")
          .replace(/=\r?\n/g, "")
          .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        "latin1",
      );
  }
  return undefined;
};

/** Returns Base64 in lines of 76 characters. */
export const encodeBase64 = (bytes: Buffer, lineBreak: string): string =>
  bytes.toString("base64").replace(/.{76}(?=.)/g, `$&${lineBreak}`);

/**
 * Returns bytes as quoted-printable, in lines of at most 76 characters. The line breaks in them are line breaks.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2045#section-6.7
 */
export const encodeQuotedPrintable = (bytes: Buffer, lineBreak: string): string =>
  bytes
    .toString("latin1")
    .split("\n")
    .map((line) => softLines(line.replace(/[^\t -<>-~]|[ \t]$/g, hexOf)).join(`=${lineBreak}`))
    .join(lineBreak);

const hexOf = (character: string): string => `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

const LONGEST = 75;

/** Splits a line where no escape is torn. */
const softLines = (line: string): string[] => {
  const lines: string[] = [];
  let start = 0;
  while (line.length - start > LONGEST + 1) {
    const end = start + LONGEST;
    // An escape has three characters, of which "=" is the first.
    const cut = line[end - 1] === "=" ? end - 1 : line[end - 2] === "=" ? end - 2 : end;
    lines.push(line.slice(start, cut));
    start = cut;
  }
  return [...lines, line.slice(start)];
};
