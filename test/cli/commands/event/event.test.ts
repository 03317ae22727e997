import * as path from "node:path";
import { emailEvent } from "../../../../cli/events/email-event";
import { eventFrom } from "../../../../cli/events/ses-event";
import { workmailLambdaHere } from "../../../support/command";
import { folderWith } from "../../../support/folder";

function event(...args: string[]) {
  return workmailLambdaHere(".", ["event", ...args]);
}

it("prints the event for an email", async () => {
  const result = await event(
    ...["--from", "a@example.com", "--on-behalf-of", "b@example.com"],
    ...["--to", "c@example.com", "d@example.com", "--subject", "Hello"],
    ...["--truncated", "--inbound"],
  );
  expect(result).toSucceed();
  const { stdout } = result;
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

it.each([
  ["--from", "notanaddress"],
  ["--from", "@example.com"],
  ["--from", "a@"],
  ["--on-behalf-of", "a b@example.com"],
  ["--to", ""],
])("refuses %s %j", async (option, value) => {
  const { code, stdout, stderr } = await event(option, value);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("Allowed: an email address, such as user@example.com.");
});

it("refuses one wrong recipient among right ones", async () => {
  const { code, stderr } = await event("--to", "a@example.com", "b");
  expect([code, stderr.includes("argument 'b' is invalid")]).toEqual([1, true]);
});

it.each(['"a@b"@example.com', "jörg@münchen.example", "a+b@sub.example.com"])("takes the address %s", async (from) => {
  const { stdout } = await event("--from", from);
  expect(JSON.parse(stdout)).toEqual(emailEvent({ from }));
});

it("takes the versions that are known, and says which", async () => {
  const known = await event("--version", "2018-10-10");
  expect(JSON.parse(known.stdout)).toEqual(emailEvent({ version: "2018-10-10" }));
  const unknown = await event("--version", "2020-01-01");
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain("Allowed choices are 2018-10-10, 2019-07-28.");
});

it("takes sender, recipients, and subject from a message, and options before them", async () => {
  const message = path.join(
    folderWith({
      "mail.eml":
        'From: "Roe, Jane" <jane@example.com>\r\nTo: Team: a@example.com, b@example.com;\r\n' +
        "Cc: =?UTF-8?Q?J=C3=B6rg?= <c@example.com>\r\nSubject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\nbody",
    }),
    "mail.eml",
  );
  const values = { from: "jane@example.com", to: ["a@example.com", "b@example.com", "c@example.com"] };

  const whole = await event("--message", message);
  expect(JSON.parse(whole.stdout)).toEqual(emailEvent({ ...values, subject: "Grüße" }));
  const part = await event("--message", message, "--subject", "Other");
  expect(JSON.parse(part.stdout)).toEqual(emailEvent({ ...values, subject: "Other" }));
});

describe("the direction", () => {
  const synchronous = { runSynchronously: true, fallbackAction: "Bounce" };
  const inbound = { emailFlowRules: { Tag: { direction: "INBOUND", ...synchronous } } };
  /** Prints an event in a folder with these settings of its Regions. */
  const eventWith = (regions: object, ...args: string[]) =>
    workmailLambdaHere(folderWith({ "workmail.json": JSON.stringify({ regions }) }), ["event", ...args]);
  const organizationIds = ["m-33333333333333333333333333333333"];

  it.each<[string, object, string]>([
    ["inbound rules", { "eu-west-1": { organizationIds, ...inbound } }, "INBOUND"],
    ["outbound rules", { "eu-west-1": { organizationIds, emailFlowRules: { Log: {} } } }, "OUTBOUND"],
    ["no rules", { "eu-west-1": { organizationIds } }, "OUTBOUND"],
  ])("is that of %s in the settings", async (_, regions, flowDirection) => {
    const { stdout } = await eventWith(regions);
    expect(JSON.parse(stdout)).toMatchObject({ flowDirection });
  });

  it.each([
    ["ses-receipt", { sesReceiptRule: { ruleSetName: "own" } }],
    ["ses-sending", { sesSendingEvents: { configurationSetName: "own" } }],
  ] as const)("has none in an event of %s, which is what the settings name without WorkMail", async (source, ses) => {
    const regions = { "eu-central-1": { workMail: false, ...ses } };
    expect(JSON.parse((await eventWith(regions)).stdout)).toEqual(eventFrom(source, {}));
    expect(JSON.parse((await eventWith(regions, "--source", "workmail")).stdout)).toHaveProperty("flowDirection");
  });

  it("is asked for when the rules are of both, even in two Regions, and can be chosen", async () => {
    const regions = { "eu-west-1": { organizationIds, ...inbound }, "us-east-1": { organizationIds } };
    expect(await eventWith(regions)).toMatchObject({
      code: 1,
      stderr: "workmail.json: the email flow rules are for inbound and outbound email. Add --inbound or --outbound.\n",
    });
    const chosen = [await eventWith(regions, "--inbound"), await eventWith(regions, "--outbound")];
    expect(chosen.map(({ stdout }) => (JSON.parse(stdout) as { flowDirection: string }).flowDirection)).toEqual([
      "INBOUND",
      "OUTBOUND",
    ]);
    expect(await eventWith(regions, "--inbound", "--outbound")).toMatchObject({ code: 1 });
  });

  it("can be chosen without valid settings", async () => {
    const folder = folderWith({ "workmail.json": "{" });
    expect((await workmailLambdaHere(folder, ["event", "--outbound"])).code).toBe(0);
    expect((await workmailLambdaHere(folder, ["event"])).code).toBe(1);
  });
});

it("names a message file that does not exist, and what is allowed", async () => {
  const { code, stderr } = await event("--message", "missing.eml");
  expect(code).toBe(1);
  expect(stderr).toBe("missing.eml: no such file. Allowed: a message in MIME (.eml).\n");
});

it("prints the event of another source, and refuses what only WorkMail has", async () => {
  const { stdout } = await event("--source", "ses-receipt", "--to", "a@example.com");
  expect(JSON.parse(stdout)).toEqual(eventFrom("ses-receipt", { to: ["a@example.com"] }));

  const { code, stderr } = await event("--source", "ses-sending", "--truncated", "--inbound");
  expect(code).toBe(1);
  expect(stderr).toBe("--truncated, --inbound: allowed only with --source workmail.\n");
});
