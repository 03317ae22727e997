import { createHash, randomUUID } from "node:crypto";
import { Option } from "commander";
import type { EmailSource } from "../../function/src/email-source";
import type { SesReceiptEvent, SesSendingEvent } from "../../function/src/sources";
import { emailEvent, type EmailEventValues } from "./email-event";

const EVENT_SOURCES = ["workmail", "ses-receipt", "ses-sending"] as const satisfies readonly EmailSource[];

/** Returns the option that chooses a source of an event. */
export function sourceOption(description: string): Option {
  return new Option("--source <source>", description).choices(EVENT_SOURCES);
}

/** The default of that option. */
export const CALLER = "without it, WorkMail, or what the settings name in Amazon SES if WorkMail is disabled";

/** Returns the caller of the function: WorkMail if it calls it in a Region, or if there are no settings. */
export function callerIn(
  regions: readonly { readonly workMail: boolean; readonly hasReceiptRule: boolean }[],
): EmailSource {
  const [first] = regions;
  if (first === undefined || regions.some(({ workMail }) => workMail)) {
    return "workmail";
  }
  return first.hasReceiptRule ? "ses-receipt" : "ses-sending";
}

/** When an email of an example was sent: the same values make the same event. */
const TIMESTAMP = "2026-01-02T03:04:05.000Z";

/** Returns the event with which a source calls the function for an email. */
export function eventFrom(source: EmailSource, values: EmailEventValues): object {
  switch (source) {
    case "workmail":
      return emailEvent(values);
    case "ses-receipt":
      return receiptEvent(values);
    case "ses-sending":
      return sendingEvent(values);
  }
}

/** Returns an event with an ID that no function has seen, so that deduplication does not pass over it. */
export function newSesEvent(source: "ses-receipt" | "ses-sending"): object {
  if (source === "ses-sending") {
    return { ...sendingEvent({}), id: randomUUID() };
  }
  const [{ ses, ...record }] = receiptEvent({}).Records;
  return { Records: [{ ...record, ses: { ...ses, mail: { ...ses.mail, messageId: randomUUID() } } }] };
}

/** @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html */
function receiptEvent(values: EmailEventValues): SesReceiptEvent {
  const { mail, recipients } = mailOf(values);
  const passed = { status: "PASS" };
  const receipt = {
    timestamp: TIMESTAMP,
    processingTimeMillis: 500,
    recipients,
    spamVerdict: passed,
    virusVerdict: passed,
    spfVerdict: passed,
    dkimVerdict: passed,
    dmarcVerdict: passed,
  };
  return { Records: [{ eventSource: "aws:ses", eventVersion: "1.0", ses: { mail, receipt } }] };
}

/** @see https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html */
function sendingEvent(values: EmailEventValues): SesSendingEvent {
  const { mail, hash } = mailOf(values);
  return {
    id: hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
    "detail-type": "Email Sent",
    source: "aws.ses",
    account: "123456789012",
    region: "us-east-1",
    time: TIMESTAMP,
    detail: { eventType: "Send", mail: { ...mail, tags: { "ses:configuration-set": ["mail"] } } },
  };
}

function mailOf({
  from = "user@example.com",
  onBehalfOf,
  to = ["recipient@example.net"],
  subject = "Test",
}: EmailEventValues) {
  const author = onBehalfOf ?? from;
  const commonHeaders = {
    from: [author],
    ...(onBehalfOf !== undefined && { sender: from }),
    to: [...to],
    subject,
  };
  const hash = createHash("sha256").update(JSON.stringify(commonHeaders)).digest("hex");
  const mail = {
    timestamp: TIMESTAMP,
    source: author,
    messageId: hash.slice(0, 40),
    destination: [...to],
    headersTruncated: false,
    headers: [
      { name: "From", value: author },
      ...(onBehalfOf === undefined ? [] : [{ name: "Sender", value: from }]),
      { name: "To", value: to.join(", ") },
      { name: "Subject", value: subject },
    ],
    commonHeaders,
  };
  return { mail, recipients: [...to], hash };
}
