/**
 * The response to a rule that runs the function *synchronously*. WorkMail waits up to 15 seconds for it. An
 * asynchronous rule ignores the response.
 *
 * An invalid response counts as a failed invocation. Recipients without an action get the rule's fallback action.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html#synchronous-schema
 */
export interface WorkMailResponse {
  /** 1 to 10 actions. The response can have up to 256 KB, and 500 recipients for an outbound email. */
  readonly actions: readonly WorkMailResponseAction[];
}

/** An action and the recipients to whom it applies. */
export interface WorkMailResponseAction {
  /** The action of WorkMail for the email. */
  readonly action: WorkMailAction;

  /**
   * Addresses to which the action applies: personal data. They can be new ones, for an inbound email only of the
   * organization.
   *
   * @default - only the recipients that `allRecipients` covers
   */
  readonly recipients?: readonly string[];

  /**
   * Whether the action applies to all recipients without another action.
   *
   * @default false
   */
  readonly allRecipients?: boolean;
}

/** The action of WorkMail for the email. */
export type WorkMailAction =
  | {
      /** Returns the email to its sender. */
      readonly type: "BOUNCE";
      /** The text of the email to the sender. */
      readonly parameters?: {
        /** The text. */
        readonly bounceMessage: string;
      };
    }
  | {
      /** Deletes the email, or delivers it. `BYPASS_SPAM_CHECK` and `MOVE_TO_JUNK` are only for inbound emails. */
      readonly type: "DROP" | "DEFAULT" | "BYPASS_SPAM_CHECK" | "MOVE_TO_JUNK";
    };
