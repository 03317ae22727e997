import { domainToASCII } from "node:url";
import { domainOf } from "./domain";
import type { EmailSource } from "./email-source";
import type { FlowDirection, WorkMailEvent } from "./event";

/**
 * The email of an event. It depends only on the event.
 *
 * Values that take time with many recipients are computed when you first read them, and then kept.
 *
 * @typeParam Source what the event came from
 */
export class Email<Source extends EmailSource = "workmail"> {
  /** The origin of the event. */
  declare readonly source: Source;
  readonly #event: WorkMailEvent;
  readonly #organizationDomains: readonly string[];
  #recipients?: readonly string[];
  #recipientDomains?: readonly string[];
  #externalRecipients?: readonly string[];

  /**
   * @param event a checked event: see `parseWorkMailEvent`
   * @param organizationDomains the domains of the organization; by default they are taken from the email itself, see
   *   {@link outsideRecipients}.
   * @param source what the event came from
   */
  constructor(
    event: WorkMailEvent,
    organizationDomains: readonly string[] = [],
    source: Source = "workmail" as Source,
  ) {
    this.source = source;
    this.#event = event;
    this.#organizationDomains = organizationDomains;
  }

  /**
   * Address of the user who sent the email, also on behalf of another user. Undefined if the event names nobody.
   */
  get sentBy(): string | undefined {
    return this.#event.sender?.address || this.#mailFrom || undefined;
  }

  /** Address of the user on whose behalf the email was sent. Undefined if users sent the email as themselves. */
  get onBehalfOf(): string | undefined {
    return (this.#event.sender?.address && this.#mailFrom) || undefined;
  }

  /**
   * Addresses of the recipients in the order of the event, without duplicates. Two spellings are the same address if
   * they differ only in case, or in the form of the domain (`münchen.example`, `xn--mnchen-3ya.example.`): the first
   * one stays.
   */
  get recipients(): readonly string[] {
    return (this.#recipients ??= withoutDuplicates(this.#event.envelope.recipients.map(({ address }) => address)));
  }

  /**
   * The different domains of the {@link recipients}, in lowercase and ASCII form (`xn--mnchen-3ya.example`). An
   * address without `@`, or without a domain name after it, has none.
   */
  get recipientDomains(): readonly string[] {
    return (this.#recipientDomains ??= [...new Set(this.recipients.map(asciiDomainOf))].filter(Boolean));
  }

  /**
   * The {@link recipients} outside the domain of the sender, {@link sentBy}. A subdomain is another domain. Without a
   * sender, as in a bounce, all recipients are external.
   */
  get externalRecipients(): readonly string[] {
    return (this.#externalRecipients ??= this.#recipientsOutside([this.#ownDomain]));
  }

  /**
   * The {@link recipients} outside the organization's domains. A subdomain is another domain.
   *
   * If you do not pass the domains, they are those of the recipients for an inbound email, because WorkMail lists only
   * these, and the sender's domain for any other email.
   */
  get outsideRecipients(): readonly string[] {
    return this.#recipientsOutside(this.#inside);
  }

  /**
   * Whether an inbound email was sent from outside the organization's domains, see {@link outsideRecipients}. An
   * inbound email without a sender, such as a bounce, is from outside.
   */
  get isFromOutside(): boolean {
    return this.isInbound && !this.#inside.includes(this.#ownDomain);
  }

  /** Whether the email comes to the organization. */
  get isInbound(): boolean {
    return this.flowDirection === "INBOUND";
  }

  /** Whether the event lacks recipients, because WorkMail cut it at 128 KB. */
  get incomplete(): boolean {
    return !!this.#event.truncated;
  }

  /** The subject line. WorkMail cuts it at 256 characters. */
  get subject(): string | undefined {
    return this.#event.subject ?? undefined;
  }

  /** ID of the message for the Message Flow API. */
  get messageId(): string | undefined {
    return this.#event.messageId ?? undefined;
  }

  /** ID of the event, the same in repeated calls: the key for deduplication. */
  get invocationId(): string | undefined {
    return this.#event.invocationId ?? undefined;
  }

  /** Direction of the email, seen from the organization. */
  get flowDirection(): FlowDirection | undefined {
    return this.#event.flowDirection ?? undefined;
  }

  get #inside(): readonly (string | undefined)[] {
    const given = this.#organizationDomains.map((domain) => asciiDomainOf(`@${domain}`));
    return given[0] ? given : this.isInbound ? this.recipientDomains : [this.#ownDomain];
  }

  /** The domain of the sender, if there is one. */
  get #ownDomain(): string | undefined {
    return asciiDomainOf(this.sentBy ?? "") || undefined;
  }

  get #mailFrom(): string | null | undefined {
    return this.#event.envelope.mailFrom?.address;
  }

  #recipientsOutside(domains: readonly (string | undefined)[]): readonly string[] {
    return this.recipients.filter((address) => !domains.includes(asciiDomainOf(address)));
  }
}

/** Returns the domain in the one form in which two spellings of it are equal. */
const asciiDomainOf = (address: string): string => {
  const domain = domainOf(address);
  // An ASCII domain is left alone: the conversion would take "1.2" for the IP address 1.0.0.2.
  return /[^\0-~]/.test(domain) ? domainToASCII(domain) : domain;
};

const withoutDuplicates = (addresses: readonly string[]): string[] => {
  const spellings = new Set<string>();
  return addresses.filter((address) => {
    const domain = asciiDomainOf(address);
    const local = domain ? address.slice(0, address.lastIndexOf("@") + 1) : address;
    return spellings.size < spellings.add(local.toLowerCase() + domain).size;
  });
};
