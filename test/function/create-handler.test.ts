import { createHandler, Email, type EmailTools } from "../../function/src/index";
import { metricsOf } from "./support/emf";
import { sample } from "./support/events";
import { captureOutput, CONTEXT } from "./support/lambda";

const EVENT = sample("on-behalf-of");

test.each<[string, () => unknown]>([
  ["value", () => 42],
  ["promise", () => Promise.resolve(42)],
])("returns what the logic returns as a %s", async (_kind, logic) => {
  let result: unknown;
  await captureOutput(async () => {
    result = await createHandler(logic)(EVENT, CONTEXT);
  });

  expect(result).toBe(42);
});

test("hands the logic the email, the very event and Lambda's context", async () => {
  let received: [Email, EmailTools] | undefined;
  await captureOutput(() =>
    createHandler((...args) => {
      received = args;
    })(EVENT, CONTEXT),
  );

  expect(received?.[0]).toBeInstanceOf(Email);
  expect(received?.[0].sentBy).toBe("sender@domain.test");
  expect(received?.[1].event).toBe(EVENT);
  expect(received?.[1].context).toBe(CONTEXT);
});

test("writes lines and metrics of the logic, then the line of the email", async () => {
  const { lines } = await captureOutput(() =>
    createHandler((email, { logger, metrics }) => {
      logger.info("Looking", { recipients: email.recipients.length });
      metrics.addMetric("Looks", "Count", 1);
    })(EVENT, CONTEXT),
  );

  expect(lines.map(({ message }) => message)).toEqual(["Looking", undefined, "Email processed"]);
  expect(lines[0]).toEqual({
    level: "INFO",
    message: "Looking",
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    service: "workmail",
    cold_start: true,
    function_request_id: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    xray_trace_id: "1-5759e988-bd862e3fe1be46a994272793",
    recipients: 2,
  });
  expect(metricsOf(lines[1])).toEqual({ Looks: ["Count", 1] });
  expect(lines[1]).toMatchObject({
    function_request_id: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
  });
  expect(metricsOf(lines[2])).toMatchObject({ Emails: ["Count", 1] });
});

test("throws the very error of the logic, after its metrics and the email's line", async () => {
  const error = new Error("down");
  const { thrown, lines } = await captureOutput(() =>
    createHandler((_email, { metrics }) => {
      metrics.addMetric("Looks", "Count", 1);
      throw error;
    })(EVENT, CONTEXT),
  );

  expect(thrown).toBe(error);
  expect(lines.map((line) => Object.keys(metricsOf(line)))).toEqual([["Looks"], ["ColdStarts", "FailedEmails"]]);
});

test("does not call the logic for anything but a WorkMail event", async () => {
  const logic = jest.fn();
  const { thrown } = await captureOutput(() => createHandler(logic)(sample("refused-ses"), CONTEXT));

  expect(thrown).toMatchObject({ name: "WorkMailEventError" });
  expect(logic).not.toHaveBeenCalled();
});

test("has no address in its lines, whatever the logic works out", async () => {
  const { text } = await captureOutput(() =>
    createHandler((email) => [email.sentBy, email.subject, ...email.externalRecipients])(EVENT, CONTEXT),
  );

  expect(text).not.toContain("@");
  expect(text).not.toContain("Hello");
});
