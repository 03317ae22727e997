import { emailEvent } from "../../../cli/events/email-event";
import { parseWorkMailEvent } from "../../../function/src/parse-event";

it("makes an event that the function's parser takes", () => {
  expect(parseWorkMailEvent(emailEvent())).toEqual(emailEvent());
});

it("gives mailFrom to whom the email is from, and sender to who acted for another", () => {
  const from = "assistant@example.com";
  expect(emailEvent({ from })).toMatchObject({
    envelope: { mailFrom: { address: from } },
    sender: null,
  });
  expect(emailEvent({ from, onBehalfOf: "chief@example.com" })).toMatchObject({
    envelope: { mailFrom: { address: "chief@example.com" } },
    sender: { address: from },
  });
});

it("leaves out of the documentation's version what was added later", () => {
  expect(Object.keys(emailEvent({ version: "2018-10-10" }))).toEqual([
    "summaryVersion",
    "envelope",
    "subject",
    "truncated",
  ]);
  expect(emailEvent({ version: "2018-10-10", onBehalfOf: "chief@example.com" }).sender).toEqual({
    address: "user@example.com",
  });
});

it("has ids of the documented form, the same for the same values only", () => {
  const { messageId, invocationId } = emailEvent();
  expect(messageId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(invocationId).toMatch(/^[0-9a-f]{40}$/);
  expect(emailEvent()).toEqual(emailEvent());
  for (const other of [{ subject: "Other" }, { truncated: true }, { flowDirection: "INBOUND" as const }]) {
    expect(emailEvent(other).invocationId).not.toBe(invocationId);
  }
});

it("cuts the subject where WorkMail does", () => {
  expect(emailEvent({ subject: "x".repeat(300) }).subject).toBe("x".repeat(256));
});
