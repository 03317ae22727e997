import { emailEvent } from "../../../../cli/events/email-event";
import { workmailLambda } from "../../../support/command";

function event(...args: string[]) {
  return workmailLambda(".", ["event", ...args]);
}

it("prints the event for an email", async () => {
  const { code, stdout } = await event(
    ...["--from", "a@example.com", "--on-behalf-of", "b@example.com"],
    ...["--to", "c@example.com", "d@example.com", "--subject", "Hello"],
    ...["--truncated", "--inbound"],
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(
    emailEvent({
      from: "a@example.com",
      onBehalfOf: "b@example.com",
      to: ["c@example.com", "d@example.com"],
      subject: "Hello",
      truncated: true,
      flowDirection: "INBOUND",
    }),
  );
});

it("takes the versions that are known, and says which", async () => {
  const known = await event("--version", "2018-10-10");
  expect(JSON.parse(known.stdout)).toEqual(emailEvent({ version: "2018-10-10" }));
  const unknown = await event("--version", "2020-01-01");
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain("Allowed choices are 2018-10-10, 2019-07-28.");
});
