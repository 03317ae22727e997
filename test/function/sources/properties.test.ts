import fc from "fast-check";
import { Email } from "../../../function/src/index";
import {
  type AnySource,
  createHandler,
  sesReceipt,
  type SesReceiptEvent,
  sesSending,
  type SesSendingEvent,
  workMail,
} from "../../../function/src/sources";
import { expectEqual } from "../../support/expect-equal";
import { PROPERTY_RUNS } from "../../support/property-runs";
import { eventTo, sampleOf, SECRET } from "../support/events";
import { captureOutput, CONTEXT } from "../support/lambda";

fc.configureGlobal({ numRuns: PROPERTY_RUNS });

const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
/** Addresses in lower case, with what mail systems put into local parts: VERP, SRS, tags, quotation marks. */
const address = fc
  .tuple(
    fc.oneof(
      fc.stringMatching(/^[a-z0-9][a-z0-9!#$%&'*+/=?^_`{|}~-]{0,12}[a-z0-9]$/),
      label.map((user) => `prvs=144d0cba7=${user}`),
      label.map((user) => `srs0=abc=de=origin.test=${user}`),
      label.map((user) => `"${user}, ${user}"`),
      label.map((user) => `"${user} @ ${user}"`),
    ),
    label,
    fc.constantFrom("domain.test", "elsewhere.test", "xn--mnchen-3ya.example"),
  )
  .map(([local, host, domain]) => `${local}@${host}.${domain}`);
/** As many as SES allows: the default size would make ten at most. */
const addresses = fc.uniqueArray(address, { maxLength: 50, size: "max" });

/** Ways to write an address in a header or an API call. */
function written(plain: string) {
  return fc.constantFrom(
    plain,
    // The quotation marks of a local part are the address's own: only a bare one is written with them.
    ...(plain.startsWith('"')
      ? []
      : [
          `<${plain}>`,
          `Jane Doe <${plain}>`,
          `"Doe, Jane" <${plain}>`,
          `"someone@invented.test" <${plain}>`,
          `=?utf-8?Q?J=C3=B6rg_=3Cx=40invented.test=3E?= <${plain}>`,
          `=?utf-8?B?eEBpbnZlbnRlZC50ZXN0?= <${plain}>`,
          `${plain} (someone: invented)`,
          `Team: ${plain};`,
        ]),
  );
}

function emailOf(source: AnySource, event: unknown) {
  return new Email(source.emailEvent(source.parse(event)), [], source.name);
}

function sorted(list: readonly string[]): string[] {
  return [...list].sort();
}

describe("no recipient is lost or invented", () => {
  it("by the adapter of WorkMail", () => {
    fc.assert(
      fc.property(addresses, (recipients) => {
        expectEqual(sorted(emailOf(workMail, eventTo(...recipients)).recipients), sorted(recipients));
      }),
    );
  });

  it("by the adapter of SES receipt records, whatever the headers name", () => {
    fc.assert(
      fc.property(addresses, addresses, fc.boolean(), (recipients, others, headersTruncated) => {
        const [record] = sampleOf<SesReceiptEvent>("ses-receipt").Records;
        const { mail, receipt } = record.ses;
        const event = {
          Records: [
            {
              ...record,
              ses: {
                mail: { ...mail, destination: others, headersTruncated, commonHeaders: { to: others } },
                receipt: { ...receipt, recipients },
              },
            },
          ],
        };

        expectEqual(sorted(emailOf(sesReceipt, event).recipients), sorted(recipients));
      }),
    );
  });

  it("by the adapter of SES sending events, however they are written", () => {
    const destinations = addresses.chain((plain) =>
      fc.tuple(fc.constant(plain), fc.tuple(...plain.map((it) => written(it)))),
    );
    fc.assert(
      fc.property(destinations, fc.option(addresses, { nil: undefined }), ([plain, destination], delivered) => {
        const event = sampleOf<SesSendingEvent>("ses-sending");
        const mail = { ...event.detail.mail, destination };
        const delivery = delivered && { recipients: delivered };
        const detail = { ...event.detail, mail, ...(delivery && { eventType: "Delivery", delivery }) };

        expectEqual(sorted(emailOf(sesSending, { ...event, detail }).recipients), sorted(delivered ?? plain));
      }),
    );
  });
});

/** The values that may be in any place of an event: text with a marked address in it, or nothing of the right type. */
const anywhere = fc.oneof(
  fc.constantFrom(
    `${SECRET}@domain.test`,
    `${SECRET} <${SECRET}@domain.test>`,
    `${SECRET}: <${SECRET}@domain.test>;`,
    `"${SECRET}`,
    `=?utf-8?Q?${SECRET}=40domain.test?=`,
    `<`.repeat(300) + SECRET,
    SECRET,
  ),
  fc.constantFrom(5, null, true, [SECRET], [[SECRET]], { [SECRET]: SECRET }, { address: `${SECRET}@domain.test` }),
);
const list = fc.oneof(fc.array(anywhere, { maxLength: 5 }), anywhere);
const anyMail = fc.record(
  {
    messageId: anywhere,
    source: anywhere,
    destination: list,
    headersTruncated: fc.oneof(fc.boolean(), anywhere),
    commonHeaders: fc.oneof(anywhere, fc.record({ from: list, sender: list, subject: anywhere, to: list })),
  },
  { requiredKeys: [] },
);

const events: Record<string, fc.Arbitrary<unknown>> = {
  workmail: fc.record(
    { envelope: fc.record({ mailFrom: anywhere, recipients: list }), sender: anywhere, subject: anywhere },
    { requiredKeys: ["envelope"] },
  ),
  "ses-receipt": fc.record({
    Records: fc.oneof(
      anywhere,
      fc.array(
        fc.record({
          eventSource: fc.oneof(fc.constant("aws:ses"), anywhere),
          ses: fc.oneof(anywhere, fc.record({ mail: anyMail, receipt: fc.record({ recipients: list }) })),
        }),
        { maxLength: 2 },
      ),
    ),
  }),
  "ses-sending": fc.record({
    source: fc.oneof(fc.constant("aws.ses"), anywhere),
    id: anywhere,
    detail: fc.oneof(
      anywhere,
      fc.record({
        eventType: fc.oneof(fc.constant("Send"), anywhere),
        mail: anyMail,
        delivery: fc.oneof(anywhere, fc.record({ recipients: list })),
      }),
    ),
  }),
};

describe("no address and no subject gets out", () => {
  it.each(Object.entries(events))("in an error or a log line for an event of %s", async (_name, arbitrary) => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async (event) => {
        const { text, thrown, lines } = await captureOutput(() =>
          createHandler(() => undefined, { sources: [workMail, sesReceipt, sesSending] })(event, CONTEXT),
        );
        const { message, errors } = (thrown ?? {}) as { message?: string; errors?: unknown };
        const said = JSON.stringify([message, errors]);

        // An ID that is one word may be in the line; an address is none.
        expectEqual(
          {
            lines: lines.length,
            hasAddress: text.includes("@") || said.includes("@"),
            hasSecret: said.includes(SECRET),
          },
          { lines: 1, hasAddress: false, hasSecret: false },
        );
      }),
    );
  });
});
