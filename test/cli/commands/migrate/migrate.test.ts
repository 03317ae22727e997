import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { withSettings } from "../../../../cli/commands/migrate/migrate";
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
        ["destinationPatterns: check email.recipients in the handler", "the content through the Message Flow API"],
      ],
    ]);
    expect(rules[0]?.continues).toEqual([]);
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

  it("gets no settings where the function replaces content", () => {
    expect(report({ emailFlowRules, messageContent: "REPLACE" }).settings).toEqual({});
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

  it("changes no setting that is there", () => {
    const json = '{ "sesSendingEvents": { "configurationSetName": "own" } }';

    expect(withSettings(json, { sesSendingEvents: { configurationSetName: "outbound" } })).toBe(json);
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
    expect(stderr).toContain("workmail.json: nothing written.");
    expect(stderr).toContain("without a synchronous rule: Tag.");
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
