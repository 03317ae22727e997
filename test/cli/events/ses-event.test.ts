import { eventFrom } from "../../../cli/events/ses-event";
import { Email } from "../../../function/src/index";
import { type AnySource, sesReceipt, sesSending } from "../../../function/src/sources";

const VALUES = {
  from: "assistant@example.com",
  onBehalfOf: "chief@example.com",
  to: ["one@example.com", "two@example.net"],
  subject: "Hello",
};

it.each([sesReceipt, sesSending] as AnySource[])("makes an event that the parser of $name accepts", (source) => {
  const email = new Email(source.emailEvent(source.parse(eventFrom(source.name, VALUES))));

  expect(email).toMatchObject({
    sentBy: VALUES.from,
    onBehalfOf: VALUES.onBehalfOf,
    recipients: VALUES.to,
    subject: VALUES.subject,
  });
});

it.each(["ses-receipt", "ses-sending"] as const)("makes the same %s event of the same values only", (source) => {
  expect(eventFrom(source, VALUES)).toEqual(eventFrom(source, VALUES));
  expect(eventFrom(source, VALUES)).not.toEqual(eventFrom(source, { ...VALUES, subject: "Other" }));
});
