import { deduplicate } from "./deduplication";
import { type EmailResult, handler as defaultHandler } from "./handler";
import type { WorkMailHandler } from "./observe";

/**
 * The default handler, for each event once. The result that the table keeps has no address and no subject.
 */
export const handler: WorkMailHandler<EmailResult | null> = deduplicate(defaultHandler, { storeResult: true });
