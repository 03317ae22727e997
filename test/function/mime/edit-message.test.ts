import fc from "fast-check";
import PostalMime, { type Email } from "postal-mime";
import { editMessage, type MessageEdits, parseMessage } from "../../../function/src/mime";
import { expectEqual } from "../../support/expect-equal";
import { PROPERTY_RUNS } from "../../support/property-runs";
import { message, MESSAGES } from "../support/messages";

const NOTE = "Vorsicht: von außerhalb.";
const EDITS: MessageEdits = {
  subject: (old) => `[External] ${old}`,
  text: { top: NOTE, bottom: "End" },
  html: { top: `<p>${NOTE}</p>`, bottom: "<p>End</p>" },
  headers: { "X-External": "yes" },
};

function edited(original: string | Buffer, edits: MessageEdits = EDITS): Buffer {
  const { content, reasons } = editMessage(Buffer.from(original as string), edits);
  expect(reasons).toEqual([]);
  return Buffer.from(content!);
}

function crlf(text: string) {
  return Buffer.from(text.replaceAll("\n", "\r\n"));
}
function linesOf(bytes: Buffer) {
  return bytes.toString("latin1").split("\r\n");
}

const REFUSED = new Map([
  ["signed", "The message is not edited: it is signed"],
  ["encrypted", "The message is not edited: it is encrypted"],
  ["smime", "The message is not edited: it is signed or encrypted with S/MIME"],
  ["pgp-inline", "The message is not edited: it is signed or encrypted with PGP"],
]);
const EDITABLE = MESSAGES.filter((name) => !REFUSED.has(name) && name !== "unknown-charset");

test.each(EDITABLE)("edits the body, subject, and headers of the sample message %s", async (name) => {
  const before = await PostalMime.parse(message(name));
  const after = await PostalMime.parse(edited(message(name)));

  expect(after.subject).toBe(`[External] ${before.subject ?? ""}`);
  expect(after.headers.find(({ key }) => key === "x-external")?.value).toBe("yes");
  expect(after.attachments).toEqual(before.attachments);
  if (before.text !== undefined && !isOnlyHtml(before)) {
    expect(after.text).toContain(NOTE);
    expect(after.text).toContain(before.text.trim().split("\n")[0]);
  }
  if (before.html !== undefined) {
    expect(after.html).toContain(`<p>${NOTE}</p>`);
    expect(after.html).toContain("<p>End</p>");
  }
});

function isOnlyHtml(email: Email) {
  return email.html !== undefined && email.headers.every(({ value }) => !/mixed|alternative/.test(value));
}

test.each(EDITABLE)("keeps every byte of the sample message %s that is not edited", (name) => {
  const before = message(name);
  const subject = edited(before, { subject: () => "new" });
  const withoutSubject = (bytes: Buffer) => linesOf(bytes).filter((line) => !/^Subject: /.test(line));

  expect(withoutSubject(subject)).toEqual(withoutSubject(before));
  expect(linesOf(subject)).toContain("Subject: new");
});

test.each(MESSAGES)("has no line over 998 characters and no bare line feed in the edited message %s", (name) => {
  const { content } = editMessage(message(name), { ...EDITS, text: (old) => `${"ä".repeat(5000)}\n${old}` });
  const text = Buffer.from(content ?? message(name)).toString("latin1");

  expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  expect(Math.max(...text.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
});

test.each([...REFUSED])("refuses the sample message %s with a reason", (name, reason) => {
  expect(editMessage(message(name), EDITS)).toEqual({ content: undefined, reasons: [reason] });
});

test("refuses a signed part within a list's message", () => {
  const list = crlf(
    `Content-Type: multipart/mixed; boundary=list\n\n--list\n${message("signed").toString().replaceAll("\r\n", "\n")}\n` +
      "--list\nContent-Type: text/plain\n\nfooter\n--list--\n",
  );

  expect(editMessage(list, EDITS)).toEqual({ reasons: ["The message is not edited: it is signed"] });
});

test("does not change text in an unknown character set, and says so", () => {
  const { content, reasons } = editMessage(message("unknown-charset"), EDITS);

  expect(reasons).toEqual([
    "A text/plain part is not edited: its character set is unknown, or its bytes are not in it",
  ]);
  expect(Buffer.from(content!).toString("latin1").split("\r\n\r\n")[1]).toBe(
    message("unknown-charset").toString("latin1").split("\r\n\r\n")[1],
  );
});

test.each([
  [
    "an unknown transfer encoding",
    "Content-Transfer-Encoding: x-uuencode\n\nbody\n",
    "its transfer encoding is unknown",
  ],
  [
    "bytes that are not in its character set",
    "Content-Type: text/plain; charset=shift_jis\nContent-Transfer-Encoding: quoted-printable\n\n=FF=FF\n",
    "its character set is unknown, or its bytes are not in it",
  ],
])("does not change text with %s", (_title, text, reason) => {
  expect(editMessage(crlf(text), { text: { top: NOTE } })).toEqual({
    content: undefined,
    reasons: [`A text/plain part is not edited: ${reason}`],
  });
});

test("does not change text of more than 8 MB", () => {
  const before = (length: number) => Buffer.from(`\r\n${"x".repeat(length)}`);

  expect(editMessage(before(8_000_001), { text: { top: NOTE } })).toEqual({
    content: undefined,
    reasons: ["A text/plain part is not edited: it has more than 8000000 bytes"],
  });
  expect(editMessage(before(8_000_000), { text: { top: NOTE } }).reasons).toEqual([]);
});

test("says that there is no text to edit", () => {
  const image = crlf("Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n");

  expect(editMessage(image, { text: { top: NOTE } })).toEqual({
    content: undefined,
    reasons: ["The message has no text to edit"],
  });
});

test("returns no content when nothing changes", () => {
  expect(editMessage(message("plain"), { subject: (old) => old, text: (old) => old })).toEqual({
    content: undefined,
    reasons: [],
  });
});

test("edits the first text, not an attachment or a forwarded email", () => {
  const result = edited(message("forwarded")).toString();

  expect(result.split(NOTE.slice(0, 9))).toHaveLength(2);
  expect(result).toContain("\r\n\r\nThe forwarded email stays as it is.\r\n");
});

test("inserts HTML within the body that is shown, not within a comment or an attribute", async () => {
  const { html } = await PostalMime.parse(edited(message("html-only")));

  expect(html).toContain(`title="a > b"><p>${NOTE}</p><p>Grüße`);
  expect(html).toContain("Zeilenumbruch.</p><p>End</p></body>");
});

test.each<[string, string, string]>([
  ["HTML without a body", "<p>x</p>", "TOP<p>x</p>END"],
  ["an html element only", "<html><p>x</p></html>", "TOP<html><p>x</p>END</html>"],
  ["a body tag that is not closed", '<body a=">', 'TOP<body a=">END'],
  ["an end tag within a comment", "<body>x<!-- </body> --></body>", "<body>TOPx<!-- </body> -->END</body>"],
  ["a comment that is not closed", "<body>x<!-- y", "<body>TOPx<!-- yEND"],
  ["a body in upper case", "<BODY>x</BODY>", "<BODY>TOPx</BODY>".replace("x", "xEND")],
  ["another element", "<bodyguard>x", "TOP<bodyguard>xEND"],
])("inserts markup into %s", (_title, before, after) => {
  const email = crlf(`Content-Type: text/html\n\n${before}`);

  expect(
    edited(email, { html: { top: "TOP", bottom: "END" } })
      .toString()
      .split("\r\n\r\n")[1],
  ).toBe(after);
});

describe("the character set and the encoding", () => {
  const HEAD = "Content-Type: text/plain; charset=ISO-8859-1; format=flowed";

  test("stay when the new text has ASCII only", () => {
    const before = crlf(`${HEAD}\nContent-Transfer-Encoding: 7bit\n\nold\n`);

    expect(edited(before, { text: () => "new\n" }).toString()).toBe(before.toString().replace("old", "new"));
  });

  test("become UTF-8 and quoted-printable when it has more, in one field each", async () => {
    const after = edited(crlf(`${HEAD}\n\nalt: \u00e4\n`).toString("latin1"), { text: () => "neu: ä €\n" });

    expect(after.toString("latin1")).toBe(
      crlf(
        'Content-Type: text/plain;\n\tcharset="utf-8";\n\tformat="flowed"\n' +
          "Content-Transfer-Encoding: quoted-printable\nMIME-Version: 1.0\n\nneu: =C3=A4 =E2=82=AC\n",
      ).toString("latin1"),
    );
    expect((await PostalMime.parse(after)).text?.trim()).toBe("neu: ä €");
  });

  test("stay Base64", async () => {
    const after = edited(message("alternative"), { text: (old) => old.replace("Second", "2nd") });

    expect((await PostalMime.parse(after)).text?.replaceAll("\r", "")).toContain("Zażółć gęślą jaźń.\n2nd line.");
  });

  test("read text without any as UTF-8, otherwise as Windows-1252", () => {
    const texts: string[] = [];
    const text = (old: string) => {
      texts.push(old);
      return old;
    };
    editMessage(Buffer.from("\r\né"), { text });
    editMessage(Buffer.from("\r\n\xe9", "latin1"), { text });

    expect(texts).toEqual(["é", "é"]);
  });
});

test("keeps the line breaks of a message that has line feeds only", () => {
  const before = Buffer.from("Subject: x\n\nold\n");

  expect(edited(before, { subject: () => "y", text: { bottom: "end" } }).toString()).toBe("Subject: y\n\nold\n\n\nend");
});

test.each<[string, string, string]>([
  ["no body", "Subject: x\r\n", "Subject: x\r\n\r\nTOP\r\n\r\n"],
  ["no body and no line break", "Subject: x", "Subject: x\r\n\r\nTOP\r\n\r\n"],
  ["no headers", "\r\nbody", "\r\nTOP\r\n\r\nbody"],
  ["nothing in it", "", "\r\nTOP\r\n\r\n"],
])("edits a message with %s", (_title, before, after) => {
  expect(edited(before, { text: { top: "TOP" } }).toString()).toBe(after);
});

describe("headers", () => {
  const BEFORE = crlf("X-A: 1\nFrom: a@example.com\nx-a: 2\n folded\n\nbody\n");

  test("replace all fields of their name by one", () => {
    expect(edited(BEFORE, { headers: { "X-A": "3" } })).toEqual(crlf("X-A: 3\nFrom: a@example.com\n\nbody\n"));
  });

  test("are deleted by null", () => {
    expect(edited(BEFORE, { headers: { "x-a": null } })).toEqual(crlf("From: a@example.com\n\nbody\n"));
  });

  test("are added below the others", () => {
    expect(edited(BEFORE, { headers: { "X-B": "é" } }).toString()).toContain(
      " folded\r\nX-B: =?UTF-8?B?w6k=?=\r\n\r\nbody",
    );
  });

  test("that cannot be sent are rejected, all at once", () => {
    const headers = { "X A": "1", "Content-Type": "text/html", subject: "x", "X-B": "a\r\nBcc: x@example.com" };

    expect(() => editMessage(BEFORE, { headers })).toThrow(
      new RangeError(
        ["X A", "Content-Type", "subject"]
          .map(
            (name) =>
              "headers: a name must be 1 to 70 visible ASCII characters without a colon, and not Subject, " +
              `MIME-Version, or Content-*, got: '${name}'`,
          )
          .concat("headers: the value of X-B must be a string without a line break, or null")
          .join("; "),
      ),
    );
  });
});

describe("any message", () => {
  const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 80 }).map((text) => text.replace(/\s+/g, " "));
  const body = fc.array(word, { maxLength: 8 }).map((lines) => lines.join("\n"));
  const leaf = fc.record({
    type: fc.constantFrom("text/plain", "text/html", "application/octet-stream", "text/calendar"),
    encoding: fc.constantFrom("base64", "8bit"),
    body,
  });
  const { part } = fc.letrec<{ part: string }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 3 },
      leaf.map(({ type, encoding, body }) => {
        const bytes = Buffer.from(body.replaceAll("\n", "\r\n"));
        const written = encoding === "base64" ? bytes.toString("base64").replace(/.{76}(?=.)/g, "$&\n") : body;
        return `Content-Type: ${type}; charset=utf-8\nContent-Transfer-Encoding: ${encoding}\n\n${written}`;
      }),
      fc
        .tuple(
          fc.constantFrom("mixed", "alternative", "related"),
          fc.uuid(),
          fc.array(tie("part"), { minLength: 1, maxLength: 3 }),
        )
        .map(
          ([type, boundary, parts]) =>
            `Content-Type: multipart/${type}; boundary="${boundary}"\n\n` +
            `${parts.map((part) => `--${boundary}\n${part}\n`).join("")}--${boundary}--\n`,
        ),
    ),
  }));
  const anyMessage = fc
    .tuple(word, part)
    .map(([subject, rest]) =>
      crlf(
        `From: a@example.com\nSubject: =?UTF-8?B?${Buffer.from(subject.slice(0, 20)).toString("base64")}?=\nMIME-Version: 1.0\n${rest}`,
      ),
    );

  test("is the same, except for what is inserted", () => {
    fc.assert(
      fc.property(anyMessage, (before) => {
        const marks = { text: { top: "<<TOP>>", bottom: "<<END>>" }, html: { top: "<<TOP>>", bottom: "<<END>>" } };
        const { content } = editMessage(before, marks);
        const restored = editMessage(Buffer.from(content ?? before), {
          text: (old) => old.replace("<<TOP>>\n\n", "").replace("\n\n<<END>>", ""),
          html: (old) => old.replace("<<TOP>>", "").replace("<<END>>", ""),
        }).content;

        expectEqual(Buffer.from(restored ?? before).toString(), before.toString());
      }),
      { numRuns: PROPERTY_RUNS },
    );
  });

  test("keeps its attachments and gets the new subject, as a parser reads it", async () => {
    await fc.assert(
      fc.asyncProperty(anyMessage, word, async (before, subject) => {
        const { content } = editMessage(before, { subject: () => subject, text: { top: NOTE }, html: { top: NOTE } });
        const [old, now] = await Promise.all([parseMessage(before), parseMessage(content ?? before)]);

        expectEqual(now.subject?.trim().replace(/\s+/g, " "), subject.trim().replace(/\s+/g, " "));
        expectEqual(
          now.attachments.map(({ content }) => content),
          old.attachments.map(({ content }) => content),
        );
      }),
      { numRuns: PROPERTY_RUNS },
    );
  });

  test("or any bytes end in a result, not in an exception", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      anyMessage.chain((valid) =>
        fc
          .tuple(fc.nat(valid.length), fc.nat(valid.length))
          .map(([from, to]) => Buffer.concat([valid.subarray(0, from), valid.subarray(to)])),
      ),
    );
    fc.assert(
      fc.property(bytes, (given) => Array.isArray(editMessage(given, EDITS).reasons)),
      { numRuns: PROPERTY_RUNS },
    );
  });
});

test.each<[string, string]>([
  ["boundaries", "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n".repeat(40_000)],
  ["nested multiparts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".repeat(5_000)],
  ["body tags", `Content-Type: text/html\r\n\r\n${"<body ".repeat(40_000)}`],
  ["comments", `Content-Type: text/html\r\n\r\n${"<!--".repeat(50_000)}`],
  ["header fields", "X: y\r\n".repeat(30_000)],
  ["spaces", `Content-Transfer-Encoding: quoted-printable\r\n\r\n${" ".repeat(200_000)}x`],
  ["parameters", `Content-Type: text/plain${';a="'.repeat(30_000)}\r\n\r\nx`],
])("ends on many %s", (_title, hostile) => {
  expect(editMessage(Buffer.from(hostile), EDITS).reasons.length).toBeLessThan(3);
});
