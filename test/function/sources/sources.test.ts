import { createHandler as createDefaultHandler } from "../../../function/src/index";
import { messageOf } from "../../../function/src/message";
import {
  type AnySource,
  createHandler,
  EmailEventError,
  type EmailFrom,
  parseSesReceiptEvent,
  parseSesSendingEvent,
  sesReceipt,
  type SesReceiptEvent,
  sesSending,
  type SesSendingEvent,
  workMail,
} from "../../../function/src/sources";
import { metricsOf } from "../support/emf";
import { sample, sampleOf } from "../support/events";
import { captureOutput, CONTEXT } from "../support/lambda";

const ALL = [workMail, sesReceipt, sesSending] as const;
type AnyEmail = EmailFrom<"workmail" | "ses-receipt" | "ses-sending">;

/** Returns the email that a handler of all sources reads from an event. */
async function emailOf(event: unknown): Promise<AnyEmail> {
  let email: AnyEmail | undefined;
  const { thrown } = await captureOutput(() =>
    createHandler((it) => void (email = it), { sources: ALL })(event, CONTEXT),
  );
  if (email === undefined) {
    throw thrown;
  }
  return email;
}

/** Returns what the email says, member by member. */
async function factsOf(event: unknown) {
  const email = await emailOf(event);
  const { source, sentBy, onBehalfOf, recipients, incomplete, subject, messageId, invocationId, flowDirection } = email;
  return { source, sentBy, onBehalfOf, recipients, incomplete, subject, messageId, invocationId, flowDirection };
}

function receiptWith(mail: object, receipt: object = {}): unknown {
  const event = sampleOf<SesReceiptEvent>("ses-receipt");
  const [{ ses, ...record }] = event.Records;
  return JSON.parse(
    JSON.stringify({
      Records: [{ ...record, ses: { mail: { ...ses.mail, ...mail }, receipt: { ...ses.receipt, ...receipt } } }],
    }),
  );
}

function sendingWith(mail: object, detail: object = {}): unknown {
  const event = sampleOf<SesSendingEvent>("ses-sending");
  return JSON.parse(
    JSON.stringify({ ...event, detail: { ...event.detail, ...detail, mail: { ...event.detail.mail, ...mail } } }),
  );
}

function errorOf(parse: (input: unknown) => unknown, input: unknown): string {
  try {
    parse(input);
  } catch (error) {
    if (error instanceof EmailEventError) {
      return error.message;
    }
    throw error;
  }
  throw new Error("It was accepted.");
}

describe("the email of an SES receipt record", () => {
  it("has the author of the From header, not the bounce address, and the envelope's recipients", async () => {
    expect(await factsOf(sample("ses-receipt"))).toEqual({
      source: "ses-receipt",
      sentBy: "from@elsewhere.test",
      onBehalfOf: undefined,
      recipients: ["recipient1@domain.test", "recipient2@domain.test"],
      incomplete: false,
      subject: "Hello From Amazon SES!",
      messageId: "o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1",
      invocationId: undefined,
      flowDirection: "INBOUND",
    });
  });

  it("has the envelope's sender where the headers are missing, and no subject", async () => {
    expect(await factsOf(sample("ses-receipt-no-headers"))).toMatchObject({
      sentBy: "SRS0=abc=de=elsewhere.test=from@forwarder.test",
      subject: undefined,
      recipients: ["recipient1@domain.test"],
      incomplete: false,
    });
  });

  it.each<[string, object, string | undefined, string | undefined]>([
    ["a Sender header", { from: ["a@b.test"], sender: "c@b.test" }, "c@b.test", "a@b.test"],
    ["a Sender header like From", { from: ["A <a@b.test>"], sender: "A@b.test" }, "A@b.test", undefined],
    ["a Sender header without From", { sender: ["c@b.test"] }, "c@b.test", undefined],
    ["an encoded word", { from: ["=?utf-8?B?ZXZpbEBlLnRlc3Q=?= <a@b.test>"] }, "a@b.test", undefined],
    ["an address as the display name", { from: ['"boss@b.test" <evil@e.test>'] }, "evil@e.test", undefined],
    ["an address as the name, unquoted", { from: ["boss@b.test <evil@e.test>"] }, "evil@e.test", undefined],
    ["a comma in the display name", { from: ["Doe, John <a@b.test>"] }, "a@b.test", undefined],
    ["a group", { from: ["Team: a@b.test, c@d.test;"] }, "a@b.test", undefined],
    ["a quoted local part", { from: ['"a, b"@c.test'] }, '"a, b"@c.test', undefined],
    ["no address in From", { from: ["MAILER-DAEMON"] }, "bounce@b.test", undefined],
  ])("with %s has the right sender", async (_case, commonHeaders, sentBy, onBehalfOf) => {
    expect(await factsOf(receiptWith({ source: "bounce@b.test", commonHeaders }))).toMatchObject({
      sentBy,
      onBehalfOf,
    });
  });

  it.each(["", "<>", null])("has no sender when the envelope has %j and there are no headers", async (source) => {
    expect(await factsOf(receiptWith({ source, commonHeaders: null }))).toMatchObject({ sentBy: undefined });
  });

  it("has a type that knows what the source cannot fill", async () => {
    const email = await emailOf(sample("ses-receipt"));
    if (email.source !== "ses-receipt") {
      throw new Error(email.source);
    }
    const without: undefined = email.invocationId;

    expect(without).toBeUndefined();
    // @ts-expect-error WorkMail does not know this message.
    expect(() => messageOf(email)).toThrow("WorkMail has no content of an email from ses-receipt");
  });
});

describe("the email of an SES sending event", () => {
  it("has who sent it on behalf of whom, the recipients without their display names, and EventBridge's ID", async () => {
    expect(await factsOf(sample("ses-sending"))).toEqual({
      source: "ses-sending",
      sentBy: "sender@domain.test",
      onBehalfOf: "from@domain.test",
      recipients: ["recipient1@domain.test", "recipient2@elsewhere.test"],
      incomplete: false,
      subject: "Hello From Amazon SES!",
      messageId: "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000",
      invocationId: "12345678-1234-1234-1234-123456789012",
      flowDirection: "OUTBOUND",
    });
  });

  it("of a delivery has only the recipients of this delivery", async () => {
    expect((await emailOf(sample("ses-sending-delivery"))).recipients).toEqual(["recipient1@domain.test"]);
  });

  it("takes the sender from mail.source where SES leaves the headers out", async () => {
    expect(await factsOf(sendingWith({ commonHeaders: undefined, headers: undefined }))).toMatchObject({
      sentBy: "from@domain.test",
      onBehalfOf: undefined,
      subject: undefined,
    });
  });
});

describe("a parser", () => {
  it("of SES receipt records reports all errors at once, without a value of the event", () => {
    const event = receiptWith(
      { messageId: 5, commonHeaders: { from: [7], subject: {} }, headersTruncated: "no" },
      { recipients: ["a@b.test", "nobody", null] },
    );

    expect(errorOf(parseSesReceiptEvent, event)).toBe(
      "Not an SES receipt event (errors: 6): " +
        "$.Records[0].ses.mail.messageId: expected string, found number; " +
        "$.Records[0].ses.mail.headersTruncated: expected boolean, found string; " +
        "$.Records[0].ses.mail.commonHeaders.from[0]: expected string, found number; " +
        "$.Records[0].ses.mail.commonHeaders.subject: expected string, found object; " +
        "$.Records[0].ses.receipt.recipients[1]: expected address, found another string; " +
        "$.Records[0].ses.receipt.recipients[2]: expected address, found null",
    );
  });

  it("of SES receipt records refuses several records, of which all but one would be lost", () => {
    const { Records: records } = sampleOf<SesReceiptEvent>("ses-receipt");

    expect(errorOf(parseSesReceiptEvent, { Records: [...records, ...records] })).toBe(
      "Not an SES receipt event (errors: 1): $.Records: expected array of 1 item, found array of 2 items",
    );
  });

  it("of SES receipt records refuses those of another service", () => {
    expect(errorOf(parseSesReceiptEvent, { Records: [{ eventSource: "aws:s3", s3: {} }] })).toBe(
      "Not an SES receipt event (errors: 2): " +
        "$.Records[0].eventSource: expected aws:ses, found another string; " +
        "$.Records[0].ses: expected object, found undefined",
    );
  });

  it("of SES sending events reports all errors at once, without a value of the event", () => {
    const event = sendingWith({ destination: ["Nobody", "a@b.test"] }, { eventType: "Bounce", delivery: [] });

    expect(errorOf(parseSesSendingEvent, event)).toBe(
      "Not an SES sending event (errors: 3): " +
        "$.detail.eventType: expected Send or Delivery, found another string; " +
        "$.detail.mail.destination[0]: expected address, found another string; " +
        "$.detail.delivery: expected object, found array",
    );
  });

  it.each([sesReceipt, sesSending] as AnySource[])("returns the very event: $name", ({ name, parse }) => {
    const event = sample(name);

    expect(parse(event)).toBe(event);
  });
});

describe("a handler", () => {
  const refusal = (event: unknown, sources?: readonly AnySource[]) =>
    captureOutput(() => createHandler((email) => email.source, sources && { sources })(event, CONTEXT));

  it.each(["ses-receipt", "ses-sending"])("that names no source refuses %s by its name", async (name) => {
    const { thrown, lines } = await refusal(sample(name));
    const message = `Not an accepted email event (errors: 1): $: expected an event of workmail, found an event of ${name}`;

    expect(thrown).toMatchObject({ name: "EmailEventError", message });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: "ERROR", message: "Email failed", error: `EmailEventError: ${message}` });
    expect(metricsOf(lines[0])).toEqual({ ColdStarts: ["Count", 1], FailedEmails: ["Count", 1] });
  });

  it.each([["outbound-2019"], ["inbound"], ["on-behalf-of"]])(
    "reports %s as the default handler does",
    async (name) => {
      const { lines } = await captureOutput(() => createHandler(() => 1)(sample(name), CONTEXT));
      const { lines: expected } = await captureOutput(() => createDefaultHandler(() => 1)(sample(name), CONTEXT));
      const { email, ...line } = expected[0]!;

      expect(lines[0]).toEqual({
        ...line,
        timestamp: expect.any(String) as string,
        _aws: { ...(line._aws as object), Timestamp: expect.any(Number) as number },
        email: { source: "workmail", ...(email as object) },
      });
      expect(metricsOf(lines[0])).toEqual(metricsOf(expected[0]));
    },
  );

  it("refuses what no source of several sends", async () => {
    const { thrown } = await refusal({}, ALL);

    expect(thrown).toMatchObject({
      message:
        "Not an accepted email event (errors: 1): $: expected an event of workmail or ses-receipt or ses-sending, found object",
    });
  });

  it("reports the errors of its only source, whatever the event is", async () => {
    expect((await refusal(null, [sesReceipt])).thrown).toMatchObject({
      message: "Not an SES receipt event (errors: 1): $: expected object, found null",
    });
    expect((await refusal({}, [workMail])).thrown).toMatchObject({ name: "WorkMailEventError" });
  });

  it("hands the logic the very event, and returns what it returns", async () => {
    const event = sampleOf<SesReceiptEvent>("ses-receipt");
    let result: unknown;
    const { lines } = await captureOutput(async () => {
      const handler = createHandler((_, tools) => tools.event, { sources: [sesReceipt] });
      result = await handler(event, CONTEXT);
    });

    expect(result).toBe(event);
    expect(lines[0]).toMatchObject({ level: "INFO", email: { source: "ses-receipt", recipients: 2 } });
    expect(metricsOf(lines[0])).toEqual({
      ColdStarts: ["Count", 1],
      Emails: ["Count", 1],
      Recipients: ["Count", 2],
      TruncatedEmails: ["Count", 0],
    });
  });

  it("has the whole event in its line only where EMAIL_LOG_DETAIL is full", async () => {
    const call = (EMAIL_LOG_DETAIL?: string) =>
      captureOutput(() => createHandler(() => undefined, { sources: [sesReceipt] })(sample("ses-receipt"), CONTEXT), {
        EMAIL_LOG_DETAIL,
      });

    expect((await call("full")).lines[0]?.event).toEqual(sample("ses-receipt"));
    expect((await call()).text).not.toContain("@");
  });
});
