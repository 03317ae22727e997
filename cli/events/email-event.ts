import { createHash } from "node:crypto";
import type { WorkMailEvent } from "../../function/src/event";

/** An email, in the words of its sender. */
export interface EmailEventValues {
  /** Address of the user who acts. @default "user@example.com" */
  readonly from?: string;
  /**
   * Address of the user on whose behalf the email is sent: it becomes mailFrom,
   * and who acts becomes sender.
   * @default - none: sender is null
   */
  readonly onBehalfOf?: string;
  /** @default ["recipient@example.net"] */
  readonly to?: readonly string[];
  /** Cut at 256 characters, as WorkMail does. @default "Test" */
  readonly subject?: string;
  /** Whether the list of recipients passes for cut. @default false */
  readonly truncated?: boolean;
  /**
   * 2018-10-10 as in AWS's documentation, without the fields that were added
   * later; 2019-07-28 as events arrive today.
   * @default "2019-07-28"
   */
  readonly version?: string;
  /** @default "OUTBOUND" */
  readonly flowDirection?: "INBOUND" | "OUTBOUND";
}

export const EVENT_VERSIONS = ["2018-10-10", "2019-07-28"] as const;

/** WorkMail cuts a longer subject, and sets no flag. */
const LONGEST_SUBJECT = 256;

/**
 * The event that WorkMail would hand to the function for an email. The same
 * values make the same event, ids too.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html#lambda-event-data
 */
export function emailEvent({
  from = "user@example.com",
  onBehalfOf,
  to = ["recipient@example.net"],
  subject = "Test",
  truncated = false,
  version = "2019-07-28",
  flowDirection = "OUTBOUND",
}: EmailEventValues = {}): WorkMailEvent {
  const email = {
    summaryVersion: version,
    envelope: {
      mailFrom: { address: onBehalfOf ?? from },
      recipients: to.map((address) => ({ address })),
    },
    sender: onBehalfOf === undefined ? null : { address: from },
    subject: subject.slice(0, LONGEST_SUBJECT),
  };
  if (version === "2018-10-10") {
    const { sender, ...rest } = email;
    return { ...rest, ...(sender && { sender }), truncated };
  }
  const hash = createHash("sha256")
    .update(JSON.stringify([email, flowDirection, truncated]))
    .digest("hex");
  return {
    ...email,
    messageId: hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
    invocationId: hash.slice(0, 40),
    flowDirection,
    truncated,
  };
}
