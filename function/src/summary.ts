import { domainOf } from "./domain";
import type { FlowDirection, WorkMailEvent } from "./event";
import { DOMAINS_SPELLED_OUT, RECIPIENTS_LOOKED_AT } from "./limits";
import { wordOf } from "./word";

/** The facts of an email that identify nobody: no address and no subject. */
export interface EmailSummary {
  /** Id of the message for the Message Flow API. */
  readonly messageId?: string;
  /** The same for each call about the same event: the key by which to recognize a repeated call. */
  readonly invocationId?: string;
  /** The direction of the email, seen from the organization. */
  readonly flowDirection?: FlowDirection;
  /** The Region of the function, which is also that of the WorkMail organization. */
  readonly region?: string;
  /** How many recipients the event lists. An address that is there twice counts twice. */
  readonly recipients: number;
  /**
   * The domains of the first 100 recipients, in lower case; at most 10 of them. An internationalized name stays as the
   * address spells it: `münchen.example` and `xn--mnchen-3ya.example` are two.
   */
  readonly domains: readonly string[];
  /** How many different domains the first 100 recipients have. */
  readonly domainCount: number;
  /** Whether there are recipients whom the event does not list, because WorkMail cut it at 128 KB. */
  readonly truncated: boolean;
}

/** Sums an event up. Pure, and bounded: it stays short and quick for thousands of recipients. */
export const summarize = (event: WorkMailEvent, region?: string): EmailSummary => {
  const { recipients } = event.envelope;
  const domains = new Set(recipients.slice(0, RECIPIENTS_LOOKED_AT).map((recipient) => domainOf(recipient.address)));
  domains.delete("");
  return {
    messageId: wordOf(event.messageId),
    invocationId: wordOf(event.invocationId),
    flowDirection: wordOf(event.flowDirection),
    region,
    recipients: recipients.length,
    domains: [...domains].slice(0, DOMAINS_SPELLED_OUT),
    domainCount: domains.size,
    truncated: !!event.truncated,
  };
};
