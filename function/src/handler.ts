import { observe, type WorkMailHandler } from "./observe";
import type { EmailSummary } from "./summary";

/** The result of the default handler: IDs, direction, counts, and Region, without addresses and subject. */
export type EmailResult = EmailSummary;

/**
 * The default handler: one log line and metrics for each email, see {@link observe}, and nothing else.
 *
 * It is for asynchronous rules, to which the answer does not matter. A synchronous rule would take the answer for a
 * failed invocation, since it has no `actions`.
 */
export const handler: WorkMailHandler<EmailResult> = observe();
