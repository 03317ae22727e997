import { createHash } from "node:crypto";
import type { EmailSource } from "../../function/src/email-source";
import type { SesReceiptEvent, SesSendingEvent } from "../../function/src/sources";
import { emailEvent, type EmailEventValues } from "./email-event";

export const EVENT_SOURCES = ["workmail", "ses-receipt", "ses-sending"] as const satisfies readonly EmailSource[];

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
