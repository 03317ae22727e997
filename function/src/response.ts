/**
 * What a function answers to a rule that runs it *synchronously*: WorkMail waits up to 15 seconds for it.
 * To an asynchronous rule the answer does not matter.
 *
 * An invalid answer counts as a failed invocation, and recipients whom no action names get the rule's
 * fallback action.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html#synchronous-schema
 */
export interface WorkMailResponse {
  /** 1 to 10 actions. The whole answer may have 256 KB, and 500 recipients for an outbound email. */
  readonly actions: readonly WorkMailResponseAction[];
}

/** One action and those to whom it applies. */
export interface WorkMailResponseAction {
  readonly action: WorkMailAction;

  /**
   * Addresses to which the action applies. They may be new ones; for an inbound email only from the
   * organization.
   *
   * @default - nobody but those whom `allRecipients` covers
   */
  readonly recipients?: readonly string[];

  /**
   * Whether the action applies to all recipients whom no other action names.
   *
   * @default false
   */
  readonly allRecipients?: boolean;
}

/** What to do with the email. */
export type WorkMailAction =
  | {
      readonly type: "BOUNCE";
      /** `bounceMessage` is the text of the email that goes back. */
      readonly parameters?: { readonly bounceMessage: string };
    }
  | {
      /** `BYPASS_SPAM_CHECK` and `MOVE_TO_JUNK` are for inbound emails only. */
      readonly type: "DROP" | "DEFAULT" | "BYPASS_SPAM_CHECK" | "MOVE_TO_JUNK";
    };
