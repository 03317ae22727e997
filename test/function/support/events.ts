import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { WorkMailEvent } from "../../../function/src/event";

const FOLDER = join(__dirname, "../../../function/events");

/** The names of the sample events, without `.json`. */
export const SAMPLES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length));

/** A fresh copy of a sample event. */
export function sample(name: string): WorkMailEvent {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as WorkMailEvent;
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

/** What stands before the `@`: marked, so that a test can tell whether it has got out. */
export const SECRET = "secret";

const address = fc.oneof(
  fc.constantFrom(SECRET, `${SECRET}@`),
  fc
    .tuple(
      fc.constantFrom(SECRET, SECRET.toUpperCase(), `"${SECRET}@${SECRET}"`),
      fc.constantFrom("domain.test", "Domain.TEST", "elsewhere.test"),
    )
    .map(([local, domain]) => `${local}@${domain}`),
);
const holder = fc.oneof(fc.constant(null), fc.record({ address: fc.option(address) }, { requiredKeys: [] }));

/** Events that are accepted, with marked addresses and subjects. */
export const acceptedEvent = fc.record(
  {
    summaryVersion: fc.constantFrom("2018-10-10", "2019-07-28", "2030-01-01", null),
    envelope: fc.record(
      {
        mailFrom: holder,
        recipients: fc.array(fc.record({ address }), { maxLength: 150 }),
      },
      { requiredKeys: ["recipients"] },
    ),
    sender: holder,
    subject: fc.constantFrom(null, SECRET, `${SECRET}@domain.test`),
    messageId: fc.option(fc.uuid()),
    invocationId: fc.option(fc.uuid()),
    flowDirection: fc.constantFrom("INBOUND", "OUTBOUND", null),
    truncated: fc.boolean(),
    futureField: fc.constant(SECRET),
  },
  { requiredKeys: ["envelope"] },
) as fc.Arbitrary<WorkMailEvent>;
