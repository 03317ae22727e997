import { anotherEvent, largeEvent, smallEvent } from "../../bench/lambda/events";

interface Event {
  readonly envelope: { readonly recipients: readonly { address: string }[] };
  readonly messageId: string;
  readonly invocationId: string;
  readonly truncated: boolean;
}

function parse(event: string): Event {
  return JSON.parse(event) as Event;
}

describe("the events of the benchmark", () => {
  it("has as many recipients as fit into WorkMail's 128 KB", () => {
    const event = largeEvent();
    const { envelope, truncated } = parse(event);
    expect(Buffer.byteLength(event)).toBeLessThanOrEqual(131_072);
    expect(Buffer.byteLength(event)).toBeGreaterThan(131_000);
    expect(envelope.recipients.length).toBeGreaterThan(2_500);
    expect(truncated).toBe(true);
  });

  it("has no recipient twice", () => {
    const { recipients } = parse(largeEvent()).envelope;
    const addresses = new Set(recipients.map(({ address }) => address));
    expect(addresses.size).toBe(recipients.length);
  });

  it("gives other emails ids of their own, in the sample's form", () => {
    const [one, other] = [parse(anotherEvent(1)), parse(anotherEvent(2))];
    const sample = parse(smallEvent());
    expect(one.messageId).not.toBe(other.messageId);
    expect(one.messageId).toHaveLength(sample.messageId.length);
    expect(one.invocationId).toMatch(/^[0-9a-f]{40}$/);
  });
});
