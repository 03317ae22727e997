import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { WorkMailEvent } from "../../../function/src/event";

const FOLDER = join(__dirname, "../../../function/events");

/** The names of the sample events, without `.json`. */
export const SAMPLES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length));

/** A fresh copy of a sample event of any source. */
export function sampleOf<Event>(name: string): Event {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as Event;
}

/** A fresh copy of a sample event of WorkMail. */
export function sample(name: string): WorkMailEvent {
  return sampleOf(name);
}

/** An outbound event with these addresses. */
export function eventTo(...recipients: string[]): WorkMailEvent {
  return {
    ...sample("outbound-2019"),
    envelope: {
      mailFrom: { address: "from@domain.test" },
      recipients: recipients.map((address) => ({ address })),
    },
  };
}

/** The part before the `@`: marked, so that a test can see whether it has got out. */
export const SECRET = "secret";

/** Text other than a word: addresses, names, telephone numbers, and what is too long. */
const hostile = fc.constantFrom(
  `${SECRET}@domain.test`,
  `"${SECRET} ${SECRET}"@domain.test`,
  `${SECRET} Roe`,
  `<${SECRET}>`,
  `${SECRET}/${SECRET}`,
  `${SECRET}@`,
  `${SECRET}`.repeat(50),
  `\n${SECRET}@domain.test\n`,
);

const address = fc.oneof(
  fc.constantFrom(SECRET, `${SECRET}@`),
  fc
    .tuple(
      fc.constantFrom(SECRET, SECRET.toUpperCase(), `"${SECRET}@${SECRET}"`),
      fc.constantFrom("domain.test", "Domain.TEST", "elsewhere.test", "domain.test.", "münchen.example"),
    )
    .map(([local, domain]) => `${local}@${domain}`),
  fc
    .constantFrom(`(${SECRET} Roe, +44 20 7946 0958)`, ` ${SECRET}`, `/${SECRET}`, `:${SECRET}`, `[${SECRET}]`)
    .map((text) => `user@domain.test${text}`),
  fc.constant(`user@${SECRET.repeat(50)}`),
);
const holder = fc.oneof(fc.constant(null), fc.record({ address: fc.option(address) }, { requiredKeys: [] }));

/** Events that are accepted, with marked addresses and subjects in every field that may hold text. */
export const acceptedEvent = fc.record(
  {
    summaryVersion: fc.oneof(fc.constantFrom("2018-10-10", "2019-07-28", "2030-01-01", null), hostile),
    envelope: fc.record(
      {
        mailFrom: holder,
        recipients: fc.array(fc.record({ address }), { maxLength: 150 }),
      },
      { requiredKeys: ["recipients"] },
    ),
    sender: holder,
    subject: fc.constantFrom(null, SECRET, `${SECRET}@domain.test`),
    messageId: fc.oneof(fc.option(fc.uuid()), hostile),
    invocationId: fc.oneof(fc.option(fc.uuid()), hostile),
    flowDirection: fc.oneof(fc.constantFrom("INBOUND", "OUTBOUND", null), hostile),
    truncated: fc.boolean(),
    futureField: fc.constant(SECRET),
  },
  { requiredKeys: ["envelope"] },
) as fc.Arbitrary<WorkMailEvent>;

/** Values whose name says more than what kind of error they are. */
export const thrownValue = hostile.map((text) => Object.assign(new Error(text), { name: text }));
