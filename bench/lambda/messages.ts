/** WorkMail's limit for an email. @see https://docs.aws.amazon.com/workmail/latest/adminguide/workmail_limits.html */
const LARGEST_MESSAGE_BYTES = 40_000_000;

const LINE = `${"QUJD".repeat(19)}\r\n`;

/** Returns a message of 40 MB: plain text and HTML, and an attachment in Base64. */
export function largestMessage(): Buffer {
  const head = [
    "From: sender@domain.test",
    "To: recipient@domain.test",
    "Subject: Large",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="mixed"',
    "",
    "--mixed",
    'Content-Type: multipart/alternative; boundary="alternative"',
    "",
    "--alternative",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "See the attachment.",
    "--alternative",
    "Content-Type: text/html; charset=utf-8",
    "",
    "<p>See the attachment.</p>",
    "--alternative--",
    "--mixed",
    "Content-Type: application/octet-stream",
    "Content-Transfer-Encoding: base64",
    'Content-Disposition: attachment; filename="large.bin"',
    "",
    "",
  ].join("\r\n");
  const end = "--mixed--\r\n";
  const lines = Math.floor((LARGEST_MESSAGE_BYTES - head.length - end.length) / LINE.length);
  return Buffer.from(head + LINE.repeat(lines) + end);
}
