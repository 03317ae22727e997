import type { WorkMailResponse, WorkMailResponseAction } from "../response";

/** The type of an action: `DEFAULT` lets the email through. */
export type ActionType = WorkMailResponseAction["action"]["type"];

/** The recipients that an action applies to; undefined means all recipients that no other action names. */
type Recipients = readonly string[] | undefined;

/**
 * The answer to a synchronous rule. Each method returns a new answer with one more action, so that actions can be
 * chained: `answers.bounce(outside, "Internal list").otherwise("DEFAULT")`.
 *
 * Without recipients, an action applies to all recipients that no other action names, also to those whom a truncated
 * event does not list. With an empty list, no action is added.
 *
 * @typeParam Inbound Whether it has an action that only an inbound email can have.
 * @typeParam Whole Whether it lets the whole email through or drops it, which is all that Amazon SES understands.
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html#synchronous-schema
 */
export class Answer<Inbound extends boolean = false, Whole extends boolean = boolean> implements WorkMailResponse {
  declare readonly actions: readonly WorkMailResponseAction[];
  /** For the compiler only: an answer with an inbound action is not one for any email. */
  declare protected readonly inbound: Inbound;
  /** For the compiler only: an answer for some recipients is not one for the whole email. */
  declare protected readonly whole: Whole;

  /** @param actions The actions so far, none by default. */
  constructor(actions: readonly WorkMailResponseAction[] = []) {
    this.actions = actions;
  }

  /** Sends the email on, as if there were no rule. */
  letThrough(recipients?: undefined): Answer<Inbound, Whole>;
  letThrough(recipients: Recipients): Answer<Inbound, false>;
  letThrough(recipients?: Recipients): Answer<Inbound, never> {
    return this.#with("DEFAULT", recipients);
  }

  /**
   * Returns the email to its sender.
   *
   * @param bounceMessage Text of the email that goes back. Its default is WorkMail's own text.
   */
  bounce(recipients?: Recipients, bounceMessage?: string): Answer<Inbound, false> {
    return this.#with("BOUNCE", recipients, bounceMessage);
  }

  /** Discards the email. The sender gets no notice. */
  drop(recipients?: undefined): Answer<Inbound, Whole>;
  drop(recipients: Recipients): Answer<Inbound, false>;
  drop(recipients?: Recipients): Answer<Inbound, never> {
    return this.#with("DROP", recipients);
  }

  /** Delivers the email to the junk folder. Only for an inbound email. */
  moveToJunk(recipients?: Recipients): Answer<true, false> {
    return this.#with("MOVE_TO_JUNK", recipients);
  }

  /** Delivers the email without the spam check. Only for an inbound email. */
  bypassSpamCheck(recipients?: Recipients): Answer<true, false> {
    return this.#with("BYPASS_SPAM_CHECK", recipients);
  }

  /** Applies an action to all recipients that no other action names. Otherwise they get the rule's fallback action. */
  otherwise(type: "DEFAULT" | "DROP"): Answer<Inbound, Whole>;
  otherwise(type: Exclude<ActionType, "MOVE_TO_JUNK" | "BYPASS_SPAM_CHECK">): Answer<Inbound, false>;
  otherwise(type: ActionType): Answer<Inbound, never> {
    return this.#with(type);
  }

  #with(type: ActionType, recipients?: Recipients, bounceMessage?: string): Answer<never, never> {
    // JSON leaves out undefined members.
    const parameters = bounceMessage === undefined ? undefined : { bounceMessage };
    const action = { type, parameters } as WorkMailResponseAction["action"];
    return new Answer(
      recipients?.length === 0
        ? this.actions
        : [...this.actions, { action, recipients, allRecipients: !recipients || undefined }],
    );
  }
}

/** The answer without any action: where each answer begins, as in `answers.letThrough()`. */
export const answers: Answer<false, true> = /* @__PURE__ */ new Answer();
