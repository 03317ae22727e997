import fc from "fast-check";
import { summarize } from "../../function/src/summary";
import { PROPERTY_RUNS } from "../support/property-runs";
import { acceptedEvent, eventTo, sample, SECRET } from "./support/events";

fc.configureGlobal({ numRuns: PROPERTY_RUNS });

test("a summary has ids, direction, Region, counts and domains, and nothing else", () => {
  expect(summarize(sample("outbound-2019"), "eu-west-1")).toEqual({
    messageId: "00000000-0000-0000-0000-000000000000",
    invocationId: "0000000000000000000000000000000000000000",
    flowDirection: "OUTBOUND",
    region: "eu-west-1",
    recipients: 2,
    domains: ["domain.test"],
    domainCount: 1,
    truncated: false,
  });
});

test("a cut event is known as such, one that does not say counts as whole", () => {
  expect(summarize(sample("truncated")).truncated).toBe(true);
  expect(summarize({ envelope: { recipients: [] } }).truncated).toBe(false);
});

test("a recipient who is there twice counts twice, a domain once", () => {
  const { recipients, domains, domainCount } = summarize(sample("duplicate-recipients"));

  expect({ recipients, domains, domainCount }).toEqual({
    recipients: 3,
    domains: ["domain.test"],
    domainCount: 1,
  });
});

test("an internationalized domain counts once for each spelling", () => {
  const { domains, domainCount } = summarize(
    eventTo("user@München.example", "user@münchen.example.", "user@xn--mnchen-3ya.example"),
  );

  expect({ domains, domainCount }).toEqual({
    domains: ["münchen.example", "xn--mnchen-3ya.example"],
    domainCount: 2,
  });
});

test("an address without a domain adds none", () => {
  const { recipients, domains, domainCount } = summarize(eventTo("postmaster", "user@"));

  expect({ recipients, domains, domainCount }).toEqual({
    recipients: 2,
    domains: [],
    domainCount: 0,
  });
});

test.each(["messageId", "invocationId", "flowDirection"] as const)(
  "a %s is there when it is one word of at most 120 characters, and left out otherwise",
  (field) => {
    const summaryOf = (value: string | null) => summarize({ ...sample("outbound-2019"), [field]: value })[field];

    for (const word of ["a", "0aF-_9", "w".repeat(120)]) {
      expect(summaryOf(word)).toBe(word);
    }
    for (const other of ["", null, "w".repeat(121), "jane@domain.test", "jane.roe", "Jane Roe", "a\n", "é"]) {
      expect(summaryOf(other)).toBeUndefined();
    }
  },
);

test("ten domains are named, the others only counted", () => {
  const addresses = Array.from({ length: 11 }, (_, i) => `user@domain${i}.test`);
  const { domains, domainCount } = summarize(eventTo(...addresses));

  expect(domains).toEqual(addresses.slice(0, 10).map((address) => address.slice("user@".length)));
  expect(domainCount).toBe(11);
});

test("domains are those of the first hundred recipients", () => {
  const first = Array<string>(99).fill("user@first.test");
  const { recipients, domains } = summarize(eventTo(...first, "user@hundredth.test", "user@beyond.test"));

  expect(recipients).toBe(101);
  expect(domains).toEqual(["first.test", "hundredth.test"]);
});

test("no summary has an address or a subject in it", () => {
  fc.assert(
    fc.property(acceptedEvent, (event) => {
      const text = JSON.stringify(summarize(event));

      return !text.toLowerCase().includes(SECRET) && !text.includes("@");
    }),
  );
});
