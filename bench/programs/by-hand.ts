/**
 * Writes the line of the default handler, and is written only for speed: it takes the line from template strings,
 * fails without a message and without a line when the event is none, and knows neither `EMAIL_LOG_DETAIL` nor warnings.
 */
import type { Context } from "aws-lambda";
import type { WorkMailEvent, WorkMailRecipient } from "../../function/src/event";
import { lineOf, write } from "./line-by-hand";

const WORD = /^[\w-]{1,120}$/;
const DOMAIN = /@[\w\p{L}\p{M}.-]{1,253}\.?$/u;

let isFirstCall = true;
let tenSeconds = "";
let timestamp = "";

export async function handler(event: WorkMailEvent, { awsRequestId: requestId }: Context): Promise<void> {
  const coldStart = isFirstCall;
  isFirstCall = false;
  check(event);
  const now = String(Date.now());
  const current = now.slice(0, 9);
  if (current !== tenSeconds) {
    tenSeconds = current;
    timestamp = new Date(Number(now)).toISOString().slice(0, 18);
  }
  const line = lineOf({
    event,
    domains: domainsOf(event.envelope.recipients),
    coldStart,
    requestId,
    traceId: process.env._X_AMZN_TRACE_ID!.slice(5, 40),
    time: `${timestamp}${now[9]}.${now.slice(10)}Z`,
    milliseconds: Number(now),
  });
  return write(line);
}

function check(event: WorkMailEvent): void {
  const { summaryVersion, subject, sender, truncated, messageId, invocationId, flowDirection } = event;
  const { mailFrom, recipients } = event.envelope;
  const isRight =
    isText(summaryVersion) &&
    isText(subject) &&
    isText(sender?.address) &&
    isText(mailFrom?.address) &&
    isWord(messageId) &&
    isWord(invocationId) &&
    isWord(flowDirection) &&
    (truncated == null || typeof truncated === "boolean") &&
    Array.isArray(recipients);
  if (!isRight) {
    throw new Error();
  }
  for (let index = 0; index < recipients.length; index++) {
    if (typeof (recipients[index] as WorkMailRecipient).address !== "string") {
      throw new Error();
    }
  }
}

function isText(value: unknown): boolean {
  return value == null || typeof value === "string";
}

/** The line leaves other values out; no event of WorkMail has any. */
function isWord(value: unknown): boolean {
  return value == null || (typeof value === "string" && WORD.test(value));
}

function domainsOf(recipients: readonly WorkMailRecipient[]): string[] {
  const domains = new Set<string>();
  const count = Math.min(recipients.length, 100);
  for (let index = 0; index < count; index++) {
    const { address } = recipients[index]!;
    const at = address.search(DOMAIN) + 1;
    if (at > 0) {
      domains.add(address.slice(at, address.endsWith(".") ? -1 : undefined).toLowerCase());
    }
  }
  return [...domains];
}
