import { once } from "node:events";
import { messageOf } from "../../../function/src/message";
import {
  createSynchronousHandler,
  sesReceipt,
  type SesReceiptEvent,
  sesSending,
  workMail,
} from "../../../function/src/sources";
import { answers, NotYet } from "../../../function/src/synchronous";
import { metricsOf } from "../support/emf";
import { sample, sampleOf } from "../support/events";
import { captureOutput, CONTEXT, type Line } from "../support/lambda";

const receipt = sampleOf<SesReceiptEvent>("ses-receipt-synchronous");
const BOTH = [workMail, sesReceipt] as const;

/** Calls a handler with an event, and returns its answer and its only log line. */
async function call(handler: (event: unknown, context: typeof CONTEXT) => Promise<unknown>, event: unknown) {
  let answer: unknown;
  const { text, lines, thrown } = await captureOutput(async () => (answer = await handler(event, CONTEXT)));
  expect(lines).toHaveLength(1);
  return { answer, line: lines[0]!, thrown, text };
}

/** Returns the metrics of a line that are not 0. */
function counts(line: Line) {
  const metrics = Object.entries(metricsOf(line)).map(([name, [, value]]) => [name, value] as const);
  return Object.fromEntries(metrics.filter(([, value]) => value !== 0));
}

describe("a receipt rule of SES that waits for an answer", () => {
  it("continues with an email that is let through", async () => {
    const handler = createSynchronousHandler(() => answers.letThrough(), { sources: [sesReceipt] });
    const { answer, line } = await call(handler, receipt);

    expect(answer).toEqual({ disposition: "CONTINUE" });
    expect(line).toMatchObject({ level: "INFO", message: "Email decided", email: { source: "ses-receipt" } });
    expect(counts(line)).toEqual({ ColdStarts: 1, Emails: 1, Recipients: 2, DEFAULT: 2 });
  });

  it("stops the rule set for an email that is dropped", async () => {
    const handler = createSynchronousHandler(() => answers.otherwise("DROP"), { sources: [sesReceipt] });
    const { answer, line } = await call(handler, receipt);

    expect(answer).toEqual({ disposition: "STOP_RULE_SET" });
    expect(counts(line)).toMatchObject({ Emails: 1, DROP: 2 });
  });

  it("gets the email of the receipt, and the event as SES sent it", async () => {
    const seen: unknown[] = [];
    const handler = createSynchronousHandler(
      (email, { event }) => {
        seen.push(email.source, email.invocationId, email.recipients.length, event.Records[0].ses.mail.messageId);
        return answers.letThrough();
      },
      { sources: [sesReceipt] },
    );
    await call(handler, receipt);

    expect(seen).toEqual(["ses-receipt", undefined, 2, receipt.Records[0].ses.mail.messageId]);
  });
});

describe("a rule of WorkMail beside it", () => {
  it("gets the answer in its own form", async () => {
    const handler = createSynchronousHandler(() => answers.drop(), { sources: BOTH });
    const { answer } = await call(handler, sample("inbound"));

    expect(answer).toEqual({ actions: [{ action: { type: "DROP" }, allRecipients: true }] });
  });

  it("is the only source unless others are named, and may bounce and replace content", async () => {
    const handler = createSynchronousHandler((email) => {
      messageOf(email);
      return answers.bounce();
    });

    expect((await call(handler, sample("inbound"))).answer).toMatchObject({
      actions: [{ action: { type: "BOUNCE" } }],
    });
    expect((await call(handler, receipt)).thrown).toMatchObject({
      message: expect.stringContaining("expected an event of workmail, found an event of ses-receipt") as string,
    });
  });
});

/** Answers that SES has no disposition for, as JavaScript would give them. */
const MEANINGLESS: [string, object, string][] = [
  ["BOUNCE", answers.bounce(), "$.actions[0].action.type: expected DEFAULT or DROP for Amazon SES, found BOUNCE"],
  [
    "MOVE_TO_JUNK",
    answers.moveToJunk(),
    "$.actions[0].action.type: expected DEFAULT or DROP for Amazon SES, found MOVE_TO_JUNK",
  ],
  [
    "BYPASS_SPAM_CHECK",
    answers.bypassSpamCheck(),
    "$.actions[0].action.type: expected DEFAULT or DROP for Amazon SES, found BYPASS_SPAM_CHECK",
  ],
  [
    "an answer for some recipients",
    answers.drop(["a@domain.test"]).otherwise("DEFAULT"),
    "$.actions[0].recipients: expected one action for all recipients for Amazon SES, found 1 recipients",
  ],
];

describe("an answer without a meaning for SES", () => {
  it.each(MEANINGLESS)("fails with its place: %s", async (_, wrong, error) => {
    const handler = createSynchronousHandler(() => wrong as never, { sources: BOTH });
    const { thrown, line, text } = await call(handler, receipt);

    expect(thrown).toMatchObject({ name: "AnswerError", message: `Not an answer: ${error}` });
    expect(line).toMatchObject({ level: "ERROR", message: "Email failed", error: "AnswerError" });
    expect(counts(line)).toMatchObject({ FailedEmails: 1 });
    expect(text).not.toContain("@");
  });

  it.each([
    ["open", answers.letThrough(), "CONTINUE"],
    ["closed", answers.drop(), "STOP_RULE_SET"],
  ] as const)("fails %s, as onFailure says", async (_, onFailure, disposition) => {
    const handler = createSynchronousHandler(() => answers.bounce() as never, { sources: BOTH, onFailure });
    const { answer, line } = await call(handler, receipt);

    expect(answer).toEqual({ disposition });
    expect(line).toMatchObject({ level: "ERROR", message: "Decision failed", error: "AnswerError" });
    expect(counts(line)).toMatchObject({ Emails: 1, FailedDecisions: 1 });
  });

  it.each(MEANINGLESS)("is refused as onFailure when the function starts: %s", (_, wrong, error) => {
    expect(() =>
      createSynchronousHandler(() => answers.letThrough(), { sources: BOTH, onFailure: wrong as never }),
    ).toThrow(`Not an answer: ${error}`);
  });

  it("is an error of the compiler", () => {
    const sources = [workMail, sesReceipt] as const;

    // @ts-expect-error SES does not bounce.
    createSynchronousHandler(() => answers.bounce(), { sources });
    // @ts-expect-error SES has no junk folder.
    createSynchronousHandler(() => answers.moveToJunk(), { sources });
    // @ts-expect-error SES has one answer for all recipients.
    createSynchronousHandler((email) => answers.drop(email.externalRecipients), { sources });
    // @ts-expect-error The same with another action for the others.
    createSynchronousHandler((email) => answers.drop(email.externalRecipients).otherwise("DEFAULT"), { sources });
    // @ts-expect-error The same for the answer to a failure.
    expect(() => createSynchronousHandler(() => answers.drop(), { sources, onFailure: answers.bounce() })).toThrow();
    // @ts-expect-error Nobody waits for an answer to a sending event.
    expect(() => createSynchronousHandler(() => answers.drop(), { sources: [sesSending] })).toThrow(
      "sources must be workMail or sesReceipt, got: ses-sending, which waits for no answer",
    );
    createSynchronousHandler(
      (email) => {
        // @ts-expect-error SES does not hand out content, and does not replace it.
        expect(() => messageOf(email)).toThrow();
        return answers.letThrough();
      },
      { sources: [sesReceipt] },
    );
  });
});

describe("a failure", () => {
  it("of the logic is answered as onFailure says, also for an event that is none", async () => {
    const handler = createSynchronousHandler(() => Promise.reject<never>(new TypeError("a@domain.test")), {
      sources: [sesReceipt],
      onFailure: answers.drop(),
    });
    const failed = await call(handler, receipt);
    const refused = await call(handler, { Records: [] });

    expect(failed.answer).toEqual({ disposition: "STOP_RULE_SET" });
    expect(failed.line).toMatchObject({ message: "Decision failed", error: "TypeError" });
    expect(refused.answer).toEqual({ disposition: "STOP_RULE_SET" });
    expect(refused.line).toMatchObject({ message: "Decision failed", error: "EmailEventError" });
  });

  it("ends the function where nobody knows who asks, whatever onFailure says", async () => {
    const handler = createSynchronousHandler(() => answers.drop(), { sources: BOTH, onFailure: answers.drop() });
    const { thrown, line } = await call(handler, sampleOf("ses-sending"));

    expect(thrown).toMatchObject({ name: "EmailEventError" });
    expect(line).toMatchObject({ level: "ERROR", message: "Email failed" });
  });

  it("ends the function, where there is no decision yet", async () => {
    const handler = createSynchronousHandler(() => Promise.reject<never>(new NotYet()), {
      sources: [sesReceipt],
      onFailure: answers.drop(),
    });
    const { thrown, line } = await call(handler, receipt);

    expect(thrown).toMatchObject({ name: "NotYet" });
    expect(line).toMatchObject({ message: "Decision deferred" });
  });

  it("at the deadline aborts the logic, and is answered", async () => {
    const handler = createSynchronousHandler(
      async (_, { signal }) => {
        await once(signal, "abort");
        throw signal.reason;
      },
      { sources: [sesReceipt], onFailure: answers.letThrough(), deadlineMs: 100 },
    );
    const { answer, line } = await call(handler, receipt);

    expect(answer).toEqual({ disposition: "CONTINUE" });
    expect(line).toMatchObject({ message: "Decision failed", error: "DeadlineError" });
  });
});

it("fails for a receipt rule that does not wait for the answer", async () => {
  const [record] = sampleOf<SesReceiptEvent>("ses-receipt").Records;
  const { ses } = record;
  const action = { type: "Lambda", invocationType: "Event" };
  const event = { Records: [{ ...record, ses: { ...ses, receipt: { ...ses.receipt, action } } }] };
  const handler = createSynchronousHandler(() => answers.drop(), { sources: [sesReceipt] });
  const { thrown, line } = await call(handler, event);

  expect(thrown).toMatchObject({
    message:
      "Not an SES receipt event (errors: 1): $.Records[0].ses.receipt.action.invocationType: expected RequestResponse, found Event",
  });
  expect(counts(line)).toMatchObject({ FailedEmails: 1 });
});

it.each([
  [[sesReceipt], 29_500],
  [BOTH, 14_500],
] as const)("has deadlines that end before those who wait: %#", (sources, longest) => {
  const handler = (deadlineMs: number) => createSynchronousHandler(() => answers.letThrough(), { sources, deadlineMs });

  expect(() => handler(longest)).not.toThrow();
  expect(() => handler(longest + 1)).toThrow(`deadlineMs: expected 100 to ${longest}, found ${longest + 1}`);
});
