import { deduplicate } from "./deduplication";
import { handler as defaultHandler, type EmailResult } from "./handler";
import type { WorkMailHandler } from "./observe";

/**
 * The default handler, for each event once. The result that the table keeps has no address and no subject.
 */
export const handler: WorkMailHandler<EmailResult | null> = deduplicate(
  defaultHandler,
  { storeResult: true },
);
