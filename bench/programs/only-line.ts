/**
 * Makes a new line for each email, and does nothing else of what the default handler does: the time, the trace ID, and
 * the domain are always the same, and nothing is checked.
 */
import type { Context } from "aws-lambda";
import type { WorkMailEvent } from "../../function/src/event";
import { lineOf, write } from "./line-by-hand";

const DOMAINS = ["domain.test"];

export function handler(event: WorkMailEvent, { awsRequestId: requestId }: Context): Promise<void> {
  const line = lineOf({
    event,
    domains: DOMAINS,
    coldStart: false,
    requestId,
    traceId: "1-5759e988-bd862e3fe1be46a994272793",
    time: "2025-11-05T09:12:34.567Z",
    milliseconds: 1_762_333_954_567,
  });
  return write(line);
}
