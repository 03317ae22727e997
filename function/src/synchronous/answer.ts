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
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html#synchronous-schema
 */
export class Answer<Inbound extends boolean = false> implements WorkMailResponse {
  readonly actions: readonly WorkMailResponseAction[];
  /** For the compiler only: an answer with an inbound action is not one for any email. */
  declare protected readonly inbound: Inbound;

  /** @param actions The actions so far, none by default. */
  constructor(actions: readonly WorkMailResponseAction[] = []) {
    this.actions = actions;
  }

  /** Sends the email on, as if there were no rule. */
  letThrough(recipients?: Recipients): Answer<Inbound> {
    return this.#with({ type: "DEFAULT" }, recipients);
  }

  /**
   * Returns the email to its sender.
   *
   * @param bounceMessage Text of the email that goes back. Its default is WorkMail's own text.
   */
  bounce(recipients?: Recipients, bounceMessage?: string): Answer<Inbound> {
    return this.#with(
      bounceMessage === undefined ? { type: "BOUNCE" } : { type: "BOUNCE", parameters: { bounceMessage } },
      recipients,
    );
  }

  /** Discards the email. The sender gets no notice. */
  drop(recipients?: Recipients): Answer<Inbound> {
    return this.#with({ type: "DROP" }, recipients);
  }

  /** Delivers the email to the junk folder. Only for an inbound email. */
  moveToJunk(recipients?: Recipients): Answer<true> {
    return this.#with({ type: "MOVE_TO_JUNK" }, recipients);
  }

  /** Delivers the email without the spam check. Only for an inbound email. */
  bypassSpamCheck(recipients?: Recipients): Answer<true> {
    return this.#with({ type: "BYPASS_SPAM_CHECK" }, recipients);
  }

  /** Applies an action to all recipients that no other action names. Otherwise they get the rule's fallback action. */
  otherwise(type: Exclude<ActionType, "MOVE_TO_JUNK" | "BYPASS_SPAM_CHECK">): Answer<Inbound> {
    return this.#with({ type }, undefined);
  }

  #with(action: WorkMailResponseAction["action"], recipients: Recipients): Answer<never> {
    if (recipients?.length === 0) {
      return new Answer(this.actions);
    }
    return new Answer([...this.actions, recipients ? { action, recipients } : { action, allRecipients: true }]);
  }
}

/** The answer without any action: where each answer begins, as in `answers.letThrough()`. */
export const answers: Answer = /* @__PURE__ */ new Answer();
