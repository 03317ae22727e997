import type { WorkMailEvent } from "./event-schema";

/** The fields that each peer logs of an email: those of the default handler, and no address. */
export function summaryOf(event: WorkMailEvent) {
  const { mailFrom, recipients } = event.envelope;
  const domains = new Set(recipients.slice(0, 500).map(({ address }) => domainOf(address)));
  return {
    messageId: event.messageId,
    invocationId: event.invocationId,
    flowDirection: event.flowDirection,
    senderDomain: domainOf(event.sender?.address || mailFrom?.address || ""),
    domains: [...domains].slice(0, 10),
    domainCount: domains.size,
  };
}

/** The result of each peer. */
export function resultOf(event: WorkMailEvent) {
  return {
    messageId: event.messageId,
    recipients: event.envelope.recipients.length,
    truncated: event.truncated,
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
