import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as path from "node:path";

/** The size at which WorkMail cuts an event. @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html */
const LARGEST_EVENT_BYTES = 128 * 1024;

/** A sample event, by default of an email to two recipients, as compact as AWS sends it. */
export function smallEvent(name = "outbound-2019"): string {
  const file = path.join(__dirname, "..", "..", "function", "events", `${name}.json`);
  return JSON.stringify(JSON.parse(readFileSync(file, "utf8")));
}

/** The same email to as many recipients as fit into an event, some 2,800. */
export function largeEvent(): string {
  const event = JSON.parse(smallEvent()) as {
    envelope: { recipients: { address: string }[] };
    truncated: boolean;
  };
  event.truncated = true;
  event.envelope.recipients = [];
  let bytes = JSON.stringify(event).length;
  for (let number = 1; ; number++) {
    const name = String(number).padStart(5, "0");
    const recipient = {
      address: `recipient.${name}@d${number % 90}.domain.test`,
    };
    bytes += JSON.stringify(recipient).length + 1;
    if (bytes > LARGEST_EVENT_BYTES) {
      return JSON.stringify(event);
    }
    event.envelope.recipients.push(recipient);
  }
}

/** The sample event as it would be of another email: other ids and domains. */
export function anotherEvent(number: number): string {
  const hash = createHash("sha1").update(String(number)).digest("hex");
  const company = Number.parseInt(hash.slice(0, 2), 16) % 40;
  const recipient = (name: string) => ({
    address: `${name}@company-${company}.test`,
  });
  return JSON.stringify({
    ...(JSON.parse(smallEvent()) as object),
    envelope: {
      mailFrom: { address: `sender-${number % 100}@domain.test` },
      recipients: [recipient("first"), recipient("second")],
    },
    messageId: hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5"),
    invocationId: hash,
  });
}
