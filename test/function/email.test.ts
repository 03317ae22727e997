import fc from "fast-check";
import { Email } from "../../function/src/email";
import type { WorkMailEvent } from "../../function/src/event";
import { expectEqual } from "../support/expect-equal";
import { PROPERTY_RUNS } from "../support/property-runs";
import { acceptedEvent, eventTo, sample } from "./support/events";

fc.configureGlobal({ numRuns: PROPERTY_RUNS });

function emailFrom(mailFrom: WorkMailEvent["envelope"]["mailFrom"], sender?: WorkMailEvent["sender"]) {
  return new Email({
    envelope: { mailFrom, recipients: [] },
    ...(sender !== undefined && { sender }),
  });
}

describe("who acted", () => {
  test("is the one who sent, in nobody's name", () => {
    const email = new Email(sample("outbound-2019"));

    expect(email.sentBy).toBe("from@domain.test");
    expect(email.onBehalfOf).toBeUndefined();
  });

  test.each(["outbound-2018", "on-behalf-of"])("is the sender when there is one, on behalf of mailFrom: %s", (name) => {
    const email = new Email(sample(name));

    expect(email.sentBy).toBe("sender@domain.test");
    expect(email.onBehalfOf).toBe("from@domain.test");
  });

  test.each([[null], [{}], [{ address: null }], [{ address: "" }]])("is mailFrom when the sender is %j", (sender) => {
    const email = emailFrom({ address: "from@domain.test" }, sender);

    expect(email.sentBy).toBe("from@domain.test");
    expect(email.onBehalfOf).toBeUndefined();
  });

  test.each([[undefined], [null], [{}], [{ address: null }], [{ address: "" }]])(
    "is nobody when mailFrom is %j",
    (mailFrom) => {
      const email = emailFrom(mailFrom);

      expect(email.sentBy).toBeUndefined();
      expect(email.onBehalfOf).toBeUndefined();
    },
  );

  test("is the sender even when it is not known on whose behalf", () => {
    const email = emailFrom(null, { address: "sender@domain.test" });

    expect(email.sentBy).toBe("sender@domain.test");
    expect(email.onBehalfOf).toBeUndefined();
  });
});

describe("recipients", () => {
  test("are there once each, regardless of case, as spelled first", () => {
    const email = new Email(sample("duplicate-recipients"));

    expect(email.recipients).toEqual(["Recipient1@domain.test", "recipient2@domain.test"]);
  });

  test("are there once each, however their domain is spelled", () => {
    const { recipients, recipientDomains } = new Email(
      eventTo(
        "bob@xn--mnchen-3ya.example",
        "BOB@MÜNCHEN.example",
        "bob@münchen.example.",
        "ann@münchen.example",
        "bob@1.2",
        "bob@1.0.0.2",
        "bob",
        "Bob",
        "bob@",
      ),
    );

    expect(recipients).toEqual([
      "bob@xn--mnchen-3ya.example",
      "ann@münchen.example",
      "bob@1.2",
      "bob@1.0.0.2",
      "bob",
      "bob@",
    ]);
    expect(recipientDomains).toEqual(["xn--mnchen-3ya.example", "1.2", "1.0.0.2"]);
  });

  test.each([
    ["before a +", ["ann+mail@domain.test", "bob+mail@domain.test"]],
    ["after a quoted @", ['"a@b"@domain.test', '"a@c"@domain.test']],
  ])("are two when they differ only %s", (_where, addresses) => {
    expect(new Email(eventTo(...addresses)).recipients).toEqual(addresses);
  });

  test("are two when only upper case makes them equal", () => {
    const addresses = ["straße@domain.test", "strasse@domain.test"];

    expect(new Email(eventTo(...addresses)).recipients).toEqual(addresses);
  });

  test("are all there, however many", () => {
    const addresses = Array.from({ length: 5000 }, (_, index) => `recipient${index}@domain.test`);

    expect(new Email(eventTo(...addresses)).recipients).toEqual(addresses);
  });

  test("are none when the event lists none", () => {
    expect(new Email(eventTo()).recipients).toEqual([]);
  });

  test("are worked out once", () => {
    const email = new Email(sample("external-recipients"));

    expect(email.recipients).toBe(email.recipients);
    expect(email.recipientDomains).toBe(email.recipientDomains);
    expect(email.externalRecipients).toBe(email.externalRecipients);
  });

  test("have their domains, each once, in lower case", () => {
    const { recipientDomains } = new Email(eventTo("a@Domain.test", "b@domain.TEST", "c@elsewhere.test", "d"));

    expect(recipientDomains).toEqual(["domain.test", "elsewhere.test"]);
  });

  test("of no accepted event are lost or made up", () => {
    fc.assert(
      fc.property(acceptedEvent, (event) => {
        const listed = event.envelope.recipients.map(({ address }) => address);
        const { recipients } = new Email(event);
        const keyOf = (address: string) => address.toLowerCase().replace(/\.$/, "");
        const keys = recipients.map(keyOf);

        expectEqual(
          recipients.filter((it) => !listed.includes(it)),
          [],
        );
        expectEqual(keys, [...new Set(keys)]);
        expectEqual(new Set(keys), new Set(listed.map(keyOf)));
      }),
    );
  });
});

describe("external recipients", () => {
  test("are those outside the domain of the one who acted, also in a subdomain", () => {
    expect(new Email(sample("external-recipients")).externalRecipients).toEqual([
      "customer@elsewhere.test",
      "partner@sub.domain.test",
    ]);
  });

  test("are none inside that domain, in whatever case", () => {
    expect(new Email(eventTo("Recipient@DOMAIN.test")).externalRecipients).toEqual([]);
  });

  test.each([
    ["jane@münchen.example", "bob@xn--mnchen-3ya.example"],
    ["jane@xn--mnchen-3ya.example", "BOB@MÜNCHEN.example"],
    ["jane@corp.example.", "bob@corp.example"],
  ])("are none when the domain of %s is spelled otherwise in %s", (sentBy, recipient) => {
    const email = new Email({ ...eventTo(recipient), sender: { address: sentBy } });

    expect(email.externalRecipients).toEqual([]);
  });

  test("are those with something else than a domain name after the @, too", () => {
    const odd = ["bob@domain.test/b", "bob@domain.test:25", "bob@domain.test (Bob)", "bob"];

    expect(new Email(eventTo(...odd, "ann@domain.test")).externalRecipients).toEqual(odd);
  });

  test("are seen from the sender, not from the one on whose behalf the email is", () => {
    const email = new Email({
      ...eventTo("a@domain.test", "b@elsewhere.test"),
      sender: { address: "assistant@elsewhere.test" },
    });

    expect(email.externalRecipients).toEqual(["a@domain.test"]);
  });

  test("are all recipients when it is not known who acted", () => {
    expect(new Email(sample("mail-from-empty")).externalRecipients).toEqual(["recipient1@domain.test"]);
  });

  test("are all recipients when nobody has a domain", () => {
    const email = new Email({
      envelope: {
        mailFrom: { address: "root" },
        recipients: [{ address: "admin" }],
      },
    });

    expect(email.externalRecipients).toEqual(["admin"]);
  });
});

describe("the rest of the event", () => {
  test("is there", () => {
    const email = new Email(sample("outbound-2019"));

    expect(email.subject).toBe("Hello From Amazon WorkMail!");
    expect(email.messageId).toBe("00000000-0000-0000-0000-000000000000");
    expect(email.invocationId).toBe("0".repeat(40));
    expect(email.flowDirection).toBe("OUTBOUND");
    expect(email.incomplete).toBe(false);
  });

  test("is undefined, and not incomplete, where the event leaves it out or has null", () => {
    const { subject, messageId, invocationId, flowDirection, incomplete } = new Email({
      envelope: { recipients: [] },
      subject: null,
      messageId: null,
    });

    expect([subject, messageId, invocationId, flowDirection]).toEqual([undefined, undefined, undefined, undefined]);
    expect(incomplete).toBe(false);
  });

  test("is incomplete when WorkMail cut the recipients", () => {
    expect(new Email(sample("truncated")).incomplete).toBe(true);
  });
});

describe("the organization's domains", () => {
  const inbound = (mailFrom: string | null) =>
    ({
      ...eventTo("a@domain.test"),
      flowDirection: "INBOUND",
      envelope: { ...eventTo("a@domain.test", "b@Mail.Domain.test").envelope, mailFrom: { address: mailFrom } },
    }) as WorkMailEvent;

  test.each<[string, string | null, string[], boolean]>([
    ["a stranger", "x@elsewhere.test", [], true],
    ["a colleague", "x@DOMAIN.test", [], false],
    ["nobody", null, [], true],
    ["a domain that is given", "x@other.test", ["other.test", "domain.test"], false],
    ["an internationalized domain that is given", "x@xn--mnchen-3ya.example", ["münchen.example"], false],
    ["a recipient's domain that is not given", "x@domain.test", ["other.test"], true],
  ])("decide whether an inbound email of %s is from outside", (_title, mailFrom, domains, expected) => {
    expect(new Email(inbound(mailFrom), domains).isFromOutside).toBe(expected);
  });

  test("make no outbound email one from outside", () => {
    expect(new Email(eventTo("a@elsewhere.test"), ["other.test"]).isFromOutside).toBe(false);
  });

  test.each<[string[], string[]]>([
    [[], ["b@elsewhere.test", "c@mail.domain.test"]],
    [["domain.test", "mail.domain.test"], ["b@elsewhere.test"]],
  ])("given as %j leave the outside recipients %j", (domains, expected) => {
    const event = eventTo("a@domain.test", "b@elsewhere.test", "c@mail.domain.test");

    expect(new Email(event, domains).outsideRecipients).toEqual(expected);
  });

  test("are those of all recipients of an inbound email if none is given", () => {
    expect(new Email(inbound("x@elsewhere.test")).outsideRecipients).toEqual([]);
  });
});
