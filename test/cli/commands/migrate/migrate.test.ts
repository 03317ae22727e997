import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { reportOf } from "../../../../cli/commands/migrate/report";
import { parseSettings } from "../../../../modules/settings/settings";
import { workmailLambdaHere } from "../../../support/command";
import { folderWith } from "../../../support/folder";

const regions = { "eu-west-1": { organizationIds: [`m-${"3".repeat(32)}`] } };
const SOURCES = 'import { createHandler, sesReceipt, sesSending, workMail } from "x/function/sources";';
const names = { ruleSet: "INBOUND_MAIL", configurationSet: "outbound" };

function report(settings: object, handler: string | undefined = SOURCES) {
  const files = handler === undefined ? undefined : [{ file: "mail.ts", text: handler }];
  return reportOf(parseSettings(JSON.stringify({ ...settings, regions }), "workmail.json"), files, names);
}

describe("the report", () => {
  it("has nothing without a successor for an asynchronous rule and a handler of all sources", () => {
    expect(report({ deduplication: true })).toEqual({
      file: "workmail.json",
      rules: [
        {
          region: "eu-west-1",
          direction: "OUTBOUND",
          continues: [
            "the handler's logic, called with the events of what SES sends: sesSendingEvents",
            "metrics, log lines, alarms, and the failure queue",
            "deduplication, with the key of each source",
          ],
          noSuccessor: [],
        },
      ],
      handler: [],
      settings: { sesSendingEvents: { configurationSetName: "outbound" } },
    });
  });

  it("takes the recipients of an inbound rule over, with SES's form of subdomains", () => {
    const emailFlowRules = {
      In: { direction: "INBOUND", destinationPatterns: ["a@example.net", "*.example.com", "example.com"] },
    };

    expect(report({ emailFlowRules }).settings).toEqual({
      sesReceiptRule: { ruleSetName: "INBOUND_MAIL", recipients: ["a@example.net", "example.com", ".example.com"] },
    });
  });

  it("names every recipient's rule without recipients", () => {
    expect(report({ emailFlowRules: { In: { direction: "INBOUND" } } }).settings).toEqual({
      sesReceiptRule: { ruleSetName: "INBOUND_MAIL" },
    });
  });

  it("lists what has no successor, and no settings beside a synchronous rule", () => {
    const { rules, settings } = report({
      emailFlowRules: {
        Tag: { runSynchronously: true, fallbackAction: "Bounce", senderPatterns: ["example.com"] },
        Log: { destinationPatterns: ["example.net"] },
      },
      messageContent: "REPLACE",
      timeoutSeconds: 10,
    });

    expect(rules.map(({ name, noSuccessor }) => [name, noSuccessor])).toEqual([
      [
        "Tag",
        [
          "the answer: BOUNCE and DROP of outbound email",
          "ruleTimeoutMinutes and fallbackAction",
          "senderPatterns: check email.sentBy in the handler",
          "replaced content",
          "the content through the Message Flow API",
        ],
      ],
      [
        "Log",
        [
          "the call of this function, which answers every event (Tag): deploy one of its own for this rule",
          "destinationPatterns: check email.recipients in the handler",
          "the content through the Message Flow API",
        ],
      ],
    ]);
    expect(rules.map(({ continues }) => continues)).toEqual([[], []]);
    expect(settings).toEqual({});
  });

  it("names the sources that the handler does not accept", () => {
    expect(report({}, "export const handler = createHandler(() => 1);").handler).toEqual([
      "The handler does not name sesSending. It needs createHandler of terraform-aws-workmail-lambda/function/sources with { sources: [workMail, sesSending] }.",
    ]);
  });
});

describe("a synchronous rule for inbound email", () => {
  const emailFlowRules = { Tag: { direction: "INBOUND", runSynchronously: true, fallbackAction: "Bounce" } };

  it("continues with a receipt rule that waits for a disposition", () => {
    const { rules, settings } = report(
      { emailFlowRules },
      "createSynchronousHandler(decide, { sources: [sesReceipt] })",
    );

    expect(settings).toEqual({
      sesReceiptRule: { ruleSetName: "INBOUND_MAIL", invocationType: "RequestResponse" },
    });
    expect(rules[0]).toMatchObject({
      continues: [
        'the answers letThrough and drop for the whole email, as the dispositions CONTINUE and STOP_RULE_SET: sesReceiptRule with "invocationType": "RequestResponse"',
      ],
      noSuccessor: [
        "the answers BOUNCE, MOVE_TO_JUNK, and BYPASS_SPAM_CHECK, and answers per recipient. A bounce action of a receipt rule can bounce email",
        "ruleTimeoutMinutes and fallbackAction",
      ],
    });
  });

  it("does not continue where the function replaces content", () => {
    const { rules, settings } = report({ emailFlowRules, messageContent: "REPLACE" });

    expect([rules[0]?.continues, settings]).toEqual([[], {}]);
    expect(rules[0]?.noSuccessor).toContain(
      'replaced content. The receipt rule needs another messageContent than "REPLACE"',
    );
  });

  it("names each line that SES has no disposition for, of the handler and of what it imports", async () => {
    const folder = folderWith({
      "workmail.json": JSON.stringify({ entry: "mail.ts", emailFlowRules, regions }),
      "mail.ts": `import { decide } from "./decide";\n${SOURCES}\nexport const handler = create(decide, [sesReceipt]);`,
      "decide.ts": 'import { answers } from "x/synchronous";\nexport const decide = () => answers.bounce();\n',
    });
    const { stdout } = await workmailLambdaHere(folder, ["migrate", "--json"]);

    expect((JSON.parse(stdout) as { handler: string[] }).handler).toEqual([
      "decide.ts:2: for an email of SES, BOUNCE has no disposition.",
    ]);
  });
});

describe("settings that have parts of SES", () => {
  const receipt = { ruleSetName: "own", invocationType: "RequestResponse" };
  const both = { In: { direction: "INBOUND" }, Out: {} };

  it("get what they lack, and keep what they have", () => {
    const { settings } = report({ emailFlowRules: both, sesReceiptRule: { ruleSetName: "own" } });

    expect(settings).toEqual({ sesSendingEvents: { configurationSetName: "outbound" } });
  });

  it("get nothing where they have everything", () => {
    const sesSendingEvents = { configurationSetName: "own" };

    expect(report({ emailFlowRules: both, sesReceiptRule: { ruleSetName: "own" }, sesSendingEvents }).settings).toEqual(
      {},
    );
  });

  it("get no sending events beside a receipt rule that waits for an answer: nothing of the rules continues", () => {
    const { rules, settings } = report({ emailFlowRules: both, sesReceiptRule: receipt, timeoutSeconds: 10 });

    expect(settings).toEqual({});
    expect(rules.map(({ name, continues, noSuccessor }) => [name, continues, noSuccessor])).toEqual(
      ["In", "Out"].map((name) => [
        name,
        [],
        ["the call of this function, which answers every event (sesReceiptRule): deploy one of its own for this rule"],
      ]),
    );
  });

  it("keep a receipt rule that waits, where a synchronous rule has it already", () => {
    const emailFlowRules = { Tag: { direction: "INBOUND", runSynchronously: true, fallbackAction: "Bounce" } };
    const { rules, settings } = report({ emailFlowRules, sesReceiptRule: receipt, timeoutSeconds: 10 });

    expect([rules[0]?.continues.length, settings]).toEqual([1, {}]);
  });
});

describe("several Regions", () => {
  const organizationIds = [`m-${"2".repeat(32)}`, `m-${"3".repeat(32)}`];
  const inbound = (...destinationPatterns: string[]) => ({ Mail: { direction: "INBOUND", destinationPatterns } });

  function settingsOf(all: object, settings: object = {}) {
    const read = parseSettings(JSON.stringify({ ...settings, regions: all }), "workmail.json");
    return reportOf(read, undefined, names);
  }

  it("get one setting for all, with several organizations, where they need the same", () => {
    const all = { "eu-west-1": { organizationIds }, "us-west-2": { organizationIds } };

    expect(settingsOf(all).settings).toEqual({ sesSendingEvents: { configurationSetName: "outbound" } });
  });

  it("get their own recipients for two rules of the same name", () => {
    const { rules, settings } = settingsOf({
      "us-west-2": { organizationIds, emailFlowRules: inbound("example.net") },
      "eu-west-1": { organizationIds, emailFlowRules: inbound("example.com") },
    });

    expect(rules.map(({ region, name }) => [region, name])).toEqual([
      ["us-west-2", "Mail"],
      ["eu-west-1", "Mail"],
    ]);
    expect(settings).toEqual({
      regions: {
        "eu-west-1": { sesReceiptRule: { ruleSetName: "INBOUND_MAIL", recipients: ["example.com"] } },
        "us-west-2": { sesReceiptRule: { ruleSetName: "INBOUND_MAIL", recipients: ["example.net"] } },
      },
    });
  });

  it("leave a Region without WorkMail as it is", () => {
    const own = { workMail: false, sesReceiptRule: { ruleSetName: "own" } };

    expect(settingsOf({ "eu-west-1": { organizationIds }, "eu-central-1": own }).settings).toEqual({
      regions: { "eu-west-1": { sesSendingEvents: { configurationSetName: "outbound" } } },
    });
  });

  it("are written under their names", async () => {
    const all = {
      "eu-west-1": { organizationIds, emailFlowRules: inbound("example.com") },
      "us-west-2": { organizationIds },
    };
    const folder = folderWith({ "workmail.json": JSON.stringify({ regions: all }, null, 2) });
    await workmailLambdaHere(folder, ["migrate", "--write", "--configuration-set", "outbound"]);
    const written = parseSettings(readFileSync(path.join(folder, "workmail.json"), "utf8"), "workmail.json");

    expect(
      written.regions.map(({ sesReceiptRule, sesSendingEvents }) => [
        sesReceiptRule?.recipients,
        sesSendingEvents?.configurationSetName,
      ]),
    ).toEqual([
      [undefined, "outbound"],
      [["example.com"], undefined],
    ]);
  });
});

describe("the command", () => {
  const file = `{
    // The mail of the company.
    "entry": "mail.ts",
    "regions": ${JSON.stringify(regions)}
}
`;

  it("adds the settings to the file, and leaves the rest as it is", async () => {
    const folder = folderWith({ "workmail.json": file, "mail.ts": SOURCES });
    const { code, stdout } = await workmailLambdaHere(folder, [
      ...["migrate", "--write", "--json", "--configuration-set", "outbound"],
    ]);
    const written = readFileSync(path.join(folder, "workmail.json"), "utf8");

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ settings: { sesSendingEvents: { configurationSetName: "outbound" } } });
    expect(written).toContain("    // The mail of the company.\n");
    expect(parseSettings(written, "workmail.json").regions[0]?.sesSendingEvents).toEqual({
      configurationSetName: "outbound",
      eventTypes: ["SEND"],
    });
  });

  it.each([
    [
      "tabs and CRLF",
      file.replaceAll("    ", "\t").replaceAll("\n", "\r\n"),
      '\r\n\t"sesSendingEvents": {\r\n\t\t"conf',
    ],
    ["a byte order mark", `\uFEFF${file}`, '\n    "sesSendingEvents": {\n        "conf'],
    ["a trailing comma", file.replace("\n}", ",\n}"), ',\n    "sesSendingEvents": {\n        "conf'],
    ["comments at the end", file.replace("\n}", " // Ireland\n    /* last */\n}"), '\n    "sesSendingEvents": {'],
    ["one line", `{ "entry": "mail.ts", /* x */ "regions": ${JSON.stringify(regions)} }`, '"sesSendingEvents": {'],
  ])("writes into a file with %s, where each other character stays", async (_, text, expected) => {
    const folder = folderWith({ "workmail.json": text, "mail.ts": SOURCES });
    const args = ["migrate", "--write", "--configuration-set", "outbound"];
    expect((await workmailLambdaHere(folder, args)).code).toBe(0);
    const written = readFileSync(path.join(folder, "workmail.json"), "utf8");

    expect(written).toContain(expected);
    expect(parseSettings(written, "workmail.json").regions[0]).toHaveProperty("sesSendingEvents");
    const added = /,?\s*"sesSendingEvents": \{[^}]*\},?/.exec(written)![0];
    expect(written.replace(added, "").replace(/[\s,]/g, "")).toBe(text.replace(/[\s,]/g, ""));
  });

  it("writes once: the same command again changes nothing", async () => {
    const folder = folderWith({ "workmail.json": file, "mail.ts": SOURCES });
    const args = ["migrate", "--write", "--configuration-set", "outbound"];
    expect((await workmailLambdaHere(folder, args)).stdout).toContain("Written to workmail.json:\n");
    const written = readFileSync(path.join(folder, "workmail.json"), "utf8");
    const { code, stdout } = await workmailLambdaHere(folder, args);

    expect([code, readFileSync(path.join(folder, "workmail.json"), "utf8")]).toEqual([0, written]);
    expect(stdout).toContain("workmail.json has the settings for Amazon SES already.\n\nNext: ");
    expect(stdout).not.toContain("Written");
  });

  it("names a rule that is there twice, and writes nothing", async () => {
    const twice = `{ "emailFlowRules": { "In": {}, "In": {} }, "regions": ${JSON.stringify(regions)} }`;
    const folder = folderWith({ "workmail.json": twice });
    const { code, stderr } = await workmailLambdaHere(folder, ["migrate", "--write", "--configuration-set", "a"]);

    expect([code, stderr]).toEqual([1, expect.stringContaining('"In" is set twice')]);
    expect(readFileSync(path.join(folder, "workmail.json"), "utf8")).toBe(twice);
  });

  it("names what the settings for SES do not go together with, and writes nothing", async () => {
    const json = JSON.stringify({ functionName: "mail-", emailFlowRules: { In: { direction: "INBOUND" } }, regions });
    const folder = folderWith({ "workmail.json": json });
    const { code, stderr } = await workmailLambdaHere(folder, ["migrate", "--write"]);

    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /workmail\.json: nothing written\. With the settings for Amazon SES:\n {2}functionName: "mail-" given in eu-west-1; allowed with sesReceiptRule/,
      ),
    ]);
    expect(readFileSync(path.join(folder, "workmail.json"), "utf8")).toBe(json);
  });

  it("prints the command that writes, with the names that it was given", async () => {
    const emailFlowRules = { In: { direction: "INBOUND" } };
    const folder = folderWith({ "workmail.json": JSON.stringify({ emailFlowRules, regions }) });

    expect((await workmailLambdaHere(folder, ["migrate", "--rule-set", "own"])).stdout).toMatch(
      /\nNext: .* migrate (-- )?--rule-set own --write\n$/,
    );
  });

  it("needs the name of the configuration set to write it", async () => {
    const folder = folderWith({ "workmail.json": file, "mail.ts": SOURCES });
    const { code, stderr } = await workmailLambdaHere(folder, ["migrate", "--write"]);

    expect(code).toBe(1);
    expect(stderr).toContain("--write needs --configuration-set: the one with which SES sends outbound email.");
    expect(readFileSync(path.join(folder, "workmail.json"), "utf8")).toBe(file);
  });

  it("writes nothing beside a synchronous rule, which it names", async () => {
    const folder = folderWith({});
    const emailFlowRules = { Tag: { runSynchronously: true, fallbackAction: "Bounce" } };
    writeFileSync(path.join(folder, "workmail.json"), JSON.stringify({ emailFlowRules, regions }));
    const { code, stderr } = await workmailLambdaHere(folder, ["migrate", "--write"]);

    expect(code).toBe(1);
    expect(stderr).toContain(
      "workmail.json: nothing written. Amazon SES can call this function for none of its rules. Next: ",
    );
  });

  it("prints what is left to do, and ends with the exit code 2", async () => {
    const folder = folderWith({ "workmail.json": file, "mail.ts": "export const handler = createHandler(() => 1);" });
    const { code, stdout } = await workmailLambdaHere(folder, ["migrate", "--configuration-set", "outbound"]);

    expect(code).toBe(2);
    expect(stdout).toMatch(/^eu-west-1 {2}email flow rule \(outbound\)\n {2}continues: the handler's logic/);
    expect(stdout).toContain("The handler does not name sesSending.");
    expect(stdout).toContain("Settings for workmail.json, which --write adds:\n{");
  });
});

it("has nothing to migrate in Regions without WorkMail, and says so", async () => {
  const settings = { sesReceiptRule: { ruleSetName: "own" }, regions: { "eu-central-1": { workMail: false } } };
  const folder = folderWith({ "workmail.json": JSON.stringify(settings) });

  const { code, stdout } = await workmailLambdaHere(folder, ["migrate"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^WorkMail invokes the function in no Region of the settings: there is nothing to migrate\.\n\nNext: .* verify --outputs FILE\n$/,
  );
  expect((await workmailLambdaHere(folder, ["migrate", "--write"])).stderr).toContain(
    "workmail.json: nothing written. WorkMail invokes the function in no Region of the settings",
  );
});
