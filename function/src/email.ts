import { domainToASCII } from "node:url";
import { domainOf } from "./domain";
import type { FlowDirection, WorkMailEvent } from "./event";

/**
 * What an event means. Pure: it knows the event and nothing else, neither clock nor environment.
 *
 * What takes time with many recipients is worked out when it is first asked for, and then kept.
 */
export class Email {
  readonly #event: WorkMailEvent;
  readonly #organizationDomains: readonly string[];
  #recipients?: readonly string[];
  #recipientDomains?: readonly string[];
  #externalRecipients?: readonly string[];
  #insideDomains?: ReadonlySet<string>;

  /**
   * @param event The event as WorkMail sent it.
   * @param organizationDomains The domains of the organization. By default they are taken from the email itself, see
   *   {@link outsideRecipients}.
   */
  constructor(event: WorkMailEvent, organizationDomains: readonly string[] = []) {
    this.#event = event;
    this.#organizationDomains = organizationDomains;
  }

  /**
   * Address of the user who acted: the one who sent on behalf of another user, otherwise the one who sent. Undefined
   * when the event names nobody.
   */
  get sentBy(): string | undefined {
    return this.#sender ?? this.#mailFrom;
  }

  /** Address of the user on whose behalf the email was sent. Undefined when somebody sent as themselves. */
  get onBehalfOf(): string | undefined {
    return this.#sender && this.#mailFrom;
  }

  /**
   * Addresses of the recipients in the event's order: each once, regardless of case and of how the domain is spelled
   * (`münchen.example`, `xn--mnchen-3ya.example.`), as it is spelled first.
   */
  get recipients(): readonly string[] {
    return (this.#recipients ??= withoutDuplicates(this.#event.envelope.recipients.map(({ address }) => address)));
  }

  /**
   * The different domains of the {@link recipients}, in lower case and ASCII form (`xn--mnchen-3ya.example`). An
   * address without `@`, or with something else than a domain name after it, has none.
   */
  get recipientDomains(): readonly string[] {
    return (this.#recipientDomains ??= [...new Set(this.recipients.map(asciiDomainOf))].filter(Boolean));
  }

  /**
   * The {@link recipients} outside the domain of the one who acted, {@link sentBy}. A subdomain is another domain.
   * Where there is no such domain, as with a bounce that has no sender, nobody is inside: then it is all of them.
   */
  get externalRecipients(): readonly string[] {
    const inside = this.sentBy && asciiDomainOf(this.sentBy);
    return (this.#externalRecipients ??= this.recipients.filter(
      (address) => !inside || asciiDomainOf(address) !== inside,
    ));
  }

  /**
   * The {@link recipients} outside the organization's domains. A subdomain is another domain.
   *
   * Where the domains are not given, they are those of the recipients for an inbound email, since WorkMail lists no
   * others, and the sender's own domain for any other email.
   */
  get outsideRecipients(): readonly string[] {
    return this.recipients.filter((address) => !this.#inside.has(asciiDomainOf(address)));
  }

  /**
   * Whether an inbound email was sent from outside the organization's domains, see {@link outsideRecipients}. An
   * inbound email without a sender, such as a bounce, is from outside.
   */
  get isFromOutside(): boolean {
    return this.isInbound && !this.#inside.has(asciiDomainOf(this.sentBy ?? ""));
  }

  /** Whether the email comes to the organization. */
  get isInbound(): boolean {
    return this.flowDirection === "INBOUND";
  }

  /** Whether there are recipients whom the event does not list, because WorkMail cut it at 128 KB. */
  get incomplete(): boolean {
    return this.#event.truncated ?? false;
  }

  /** The subject line. WorkMail cuts it at 256 characters. */
  get subject(): string | undefined {
    return this.#event.subject ?? undefined;
  }

  /** Id of the message for the Message Flow API. */
  get messageId(): string | undefined {
    return this.#event.messageId ?? undefined;
  }

  /** The same for each call about the same event: the key by which to recognize a repeated call. */
  get invocationId(): string | undefined {
    return this.#event.invocationId ?? undefined;
  }

  /** Which way the email goes, seen from the organization. */
  get flowDirection(): FlowDirection | undefined {
    return this.#event.flowDirection ?? undefined;
  }

  get #inside(): ReadonlySet<string> {
    const given = this.#organizationDomains.map((domain) => asciiDomainOf(`@${domain}`));
    const own = this.isInbound ? this.recipientDomains : [asciiDomainOf(this.sentBy ?? "")].filter(Boolean);
    return (this.#insideDomains ??= new Set(given[0] ? given : own));
  }

  get #sender(): string | undefined {
    return this.#event.sender?.address || undefined;
  }

  get #mailFrom(): string | undefined {
    return this.#event.envelope.mailFrom?.address || undefined;
  }
}

/** Returns the domain in the one form in which two spellings of it are equal. */
const asciiDomainOf = (address: string): string => {
  const domain = domainOf(address);
  // An ASCII domain is left alone: the conversion would take "1.2" for the IP address 1.0.0.2.
  return /[^\0-~]/.test(domain) ? domainToASCII(domain) : domain;
};

const withoutDuplicates = (addresses: readonly string[]): string[] => {
  const spellings = new Map<string, string>();
  for (const address of addresses) {
    const domain = asciiDomainOf(address);
    const local = domain ? address.slice(0, address.lastIndexOf("@") + 1) : address;
    const key = local.toLowerCase() + domain;
    if (!spellings.has(key)) {
      spellings.set(key, address);
    }
  }
  return [...spellings.values()];
};
