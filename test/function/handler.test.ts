import type { EmailResult } from "../../function/src/index";
import { metricsOf } from "./support/emf";
import { sample } from "./support/events";
import { captureOutput, CONTEXT } from "./support/lambda";

/** The default handler, loaded anew as Lambda does at a cold start. */
function load() {
  jest.resetModules();
  return jest.requireActual<typeof import("../../function/src/handler")>("../../function/src/handler").handler;
}

test("answers with ids, direction, Region and counts, and with nothing of whom or what", async () => {
  let result: EmailResult | undefined;
  const { lines } = await captureOutput(async () => {
    result = await load()(sample("outbound-2019"), CONTEXT);
  });

  expect(result).toEqual({
    messageId: "00000000-0000-0000-0000-000000000000",
    invocationId: "0000000000000000000000000000000000000000",
    flowDirection: "OUTBOUND",
    region: "us-east-1",
    recipients: 2,
    domains: ["domain.test"],
    domainCount: 1,
    truncated: false,
  });
  expect(lines).toHaveLength(1);
  expect(metricsOf(lines[0])).toHaveProperty("Emails", ["Count", 1]);
});

test("throws what is wrong with an event that is none", async () => {
  const { thrown, lines } = await captureOutput(() => load()({ envelope: null }, CONTEXT));

  expect(thrown).toMatchObject({
    message: "Not a WorkMail event (errors: 1): $.envelope: expected object, found null",
  });
  expect(metricsOf(lines[0])).toHaveProperty("FailedEmails", ["Count", 1]);
});

test("writes nothing when it is loaded", async () => {
  const { text, thrown } = await captureOutput(load, {
    EMAIL_LOG_DETAIL: "everything",
  });

  expect(thrown).toBeUndefined();
  expect(text).toBe("");
});
