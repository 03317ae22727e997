import { SETTINGS } from "../../../modules/settings/function-settings";
import { readSettings } from "../../../modules/settings/read-settings";
import { type Setting, settingsAt } from "../../../modules/settings/setting";
import { parseSettings } from "../../../modules/settings/settings";
import { REGIONS } from "../../../modules/workmail";
import { folderWith } from "../../support/folder";

const organization = "m-11111111111111111111111111111111";
const regions = { "us-east-1": { organizationIds: [organization] } };
const sesReceiptRule = { ruleSetName: "own" };

function parse(settings: unknown) {
  return parseSettings(JSON.stringify(settings), "workmail.json");
}

function errorsOf(settings: unknown): string[] {
  try {
    parse(settings);
  } catch (error) {
    return (error as { errors: string[] }).errors;
  }
  return [];
}

describe("parseSettings", () => {
  it("fills in the defaults", () => {
    expect(parse({ regions })).toEqual({
      file: "workmail.json",
      stackName: "workmail",
      functionName: "workmail-email-events",
      singleStack: false,
      waves: [{ regions: ["us-east-1"] }],
      package: {
        entry: "function/src/handler.ts",
        files: [],
        packagePath: undefined,
        handler: "index.handler",
        runtime: "nodejs22.x",
        sourceMap: false,
      },
      regions: [
        {
          region: "us-east-1",
          organizationIds: [organization],
          allowAnyOrganization: false,
          workMail: true,
          ...Object.fromEntries(
            Object.entries<Setting>(settingsAt(SETTINGS, "file")).flatMap(([name, row]) =>
              row.default === undefined || name === "files" ? [] : [[name, row.default]],
            ),
          ),
          dashboardFunctions: [{ functionName: "workmail-email-events", region: "us-east-1", isSynchronous: false }],
        },
      ],
    });
  });

  it("puts a Region's setting before everybody's, and adds up tags and variables", () => {
    const [region] = parse({
      timeoutSeconds: 20,
      memorySizeMb: 512,
      tags: { Team: "mail", Stage: "all" },
      environmentVariables: { TABLE: "a" },
      regions: {
        "eu-west-1": {
          organizationIds: [organization],
          timeoutSeconds: 30,
          tags: { Stage: "eu" },
          environmentVariables: { TOPIC: "b" },
        },
      },
    }).regions;
    expect(region).toMatchObject({
      timeoutSeconds: 30,
      memorySizeMb: 512,
      tags: { Team: "mail", Stage: "eu" },
      environmentVariables: { TABLE: "a", TOPIC: "b" },
    });
  });

  it("escapes what Terraform would evaluate in environment variables", () => {
    const [region] = parse({
      environmentVariables: { TEMPLATE: "${name} %{ if } $5" },
      regions,
    }).regions;
    expect(region).toMatchObject({ environmentVariables: { TEMPLATE: "$${name} %%{ if } $5" } });
  });

  it("escapes them under a Region, too", () => {
    const own = { environmentVariables: { TEMPLATE: "${name}" } };
    const [region] = parse({ regions: { "us-west-2": { allowAnyOrganization: true, ...own } } }).regions;
    expect(region).toMatchObject({ environmentVariables: { TEMPLATE: "$${name}" } });
  });

  it("refuses them in the names and values of tags, which AWS does not allow there", () => {
    const own = { tags: { "${key}": "%{ if }" } };
    expect(errorsOf({ regions: { "us-west-2": { allowAnyOrganization: true, ...own } } })).toHaveLength(2);
  });

  it("takes the handler that deduplicates, unless another is given", () => {
    const entryOf = (settings: object) => parse({ regions, ...settings }).package.entry;
    expect(entryOf({ deduplication: true })).toBe("function/src/deduplicating-handler.ts");
    expect(entryOf({ deduplication: true, entry: "own.ts" })).toBe("own.ts");
    expect(entryOf({ deduplication: true, packagePath: "own.zip" })).toBeUndefined();
  });

  it("gives one dashboard all Regions, under the names they have there", () => {
    const parsed = parse({
      dashboard: true,
      regions: {
        "us-west-2": { organizationIds: [organization] },
        "eu-west-1": {
          organizationIds: [organization],
          functionName: "europe",
        },
      },
    });
    expect(parsed.regions.map(({ dashboard }) => dashboard)).toEqual([true, false]);
    expect(parsed.regions[0]?.dashboardFunctions).toEqual([
      { functionName: "workmail-email-events", region: "us-west-2", isSynchronous: false },
      { functionName: "europe", region: "eu-west-1", isSynchronous: false },
    ]);
  });

  it.each<[string, unknown, string[]]>([
    ["no Regions", {}, ["regions: not given; allowed: an object"]],
    [
      "an empty list of Regions",
      { regions: {} },
      [`regions: {} given; allowed: at least one of ${REGIONS.join(", ")}`],
    ],
    ["a list", [], ["regions: not given; allowed: an object"]],
    ["null", null, ["(the whole file): null given; allowed: an object"]],
    ...["us-east-9", "eu-central-2", "us-gov-west-1"].map((region): [string, unknown, string[]] => [
      `the Region ${region}`,
      { regions: { ...regions, [region]: { organizationIds: [] } } },
      [`regions.${region}: not known; allowed: ${REGIONS.join(", ")}`],
    ]),
    ...[
      "m-1",
      "M-11111111111111111111111111111111",
      "m-1111111111111111111111111111111A",
      `arn:aws:workmail:us-east-1:111122223333:organization/${organization}`,
      "*",
    ].map((id): [string, unknown, string[]] => [
      `the organization ${id}`,
      { regions: { "us-east-1": { organizationIds: [id] } } },
      [
        `regions.us-east-1.organizationIds.0: ${JSON.stringify(id).length > 80 ? `${JSON.stringify(id).slice(0, 77)}...` : JSON.stringify(id)} given; allowed: an organization ID (m- and 32 hexadecimal digits, lowercase), not its ARN`,
      ],
    ]),
    [
      "an organization twice",
      {
        regions: {
          "us-east-1": { organizationIds: [organization, organization] },
        },
      },
      [`regions.us-east-1.organizationIds.1: "${organization}" given; allowed: each entry once`],
    ],
    [
      "a Region without a source",
      { regions: { "us-east-1": {} } },
      [
        "regions.us-east-1: needs organizationIds, allowAnyOrganization: true, or workMail: false, and only one of them",
      ],
    ],
    [
      "organizations and any organization",
      {
        regions: {
          "us-east-1": {
            organizationIds: [organization],
            allowAnyOrganization: true,
          },
        },
      },
      [
        "regions.us-east-1: needs organizationIds, allowAnyOrganization: true, or workMail: false, and only one of them",
      ],
    ],
    [
      "organizations without WorkMail",
      { sesReceiptRule, regions: { "us-east-1": { organizationIds: [organization], workMail: false } } },
      [
        "regions.us-east-1: needs organizationIds, allowAnyOrganization: true, or workMail: false, and only one of them",
      ],
    ],
    [
      "organizations in a Region without WorkMail",
      { regions: { "eu-central-1": { organizationIds: [organization] } } },
      [
        "regions.eu-central-1: without workMail: false; allowed with WorkMail: us-east-1, us-west-2, eu-west-1, where it exists",
      ],
    ],
    [
      "a Region without any source",
      { regions: { "eu-central-1": { workMail: false } } },
      [
        "workMail: false in eu-central-1; allowed: with sesReceiptRule or sesSendingEvents, which then invoke the function",
      ],
    ],
    [
      "settings about WorkMail in a Region without it",
      {
        ...{ sesReceiptRule, emailFlowRules: { Log: {} }, messageContent: "READ", sourceAccount: "111122223333" },
        regions: { ...regions, "eu-central-1": { workMail: false } },
      },
      ["emailFlowRules", "messageContent", "sourceAccount"].map(
        (name) =>
          `${name}: given in eu-central-1; allowed: in Regions without workMail: false, under regions.REGION, since it is about WorkMail`,
      ),
    ],
    [
      "an entry and a zip",
      { regions, entry: "a.ts", packagePath: "b.zip" },
      ["(the whole file): needs entry or packagePath, not both"],
    ],
    ...["a b", "", "a".repeat(55)].map((name): [string, unknown, string[]] => [
      `the function name "${name}"`,
      { regions, functionName: name },
      [
        `functionName: ${JSON.stringify(name)} given; allowed: 1 to 54 letters, digits, - and _ (the role's name adds the Region, and IAM allows 64)`,
      ],
    ]),
    ...[0, 901, 1.5, "10"].map((value): [string, unknown, string[]] => [
      `the timeout ${JSON.stringify(value)}`,
      { regions, timeoutSeconds: value },
      [`timeoutSeconds: ${JSON.stringify(value)} given; allowed: a whole number of seconds from 1 to 900`],
    ]),
    ...[
      "arn:aws:sqs:us-east-1:111122223333:failed.fifo",
      "arn:aws:kinesis:us-east-1:111122223333:stream/failed",
      "*",
    ].map((arn): [string, unknown, string[]] => [
      `the destination ${arn}`,
      { regions, onFailureDestinationArn: arn },
      [
        `onFailureDestinationArn: "${arn}" given; allowed: the ARN of a standard SQS queue, a standard SNS topic, an EventBridge event bus, a Lambda function or an S3 bucket`,
      ],
    ]),
    [
      "a bucket for successes, which Lambda does not know",
      { regions, onSuccessDestinationArn: "arn:aws:s3:::results" },
      [
        'onSuccessDestinationArn: "arn:aws:s3:::results" given; allowed: the ARN of an EventBridge event bus, a standard SNS topic, a standard SQS queue or a Lambda function',
      ],
    ],
    [
      "an alarm action other than a topic",
      { regions, alarmActionArns: ["arn:aws:automate:us-east-1:ec2:stop"] },
      ['alarmActionArns.0: "arn:aws:automate:us-east-1:ec2:stop" given; allowed: the ARN of a standard SNS topic'],
    ],
    [
      "a topic in another Region than an alarm",
      {
        alarmActionArns: ["arn:aws:sns:us-east-1:111122223333:ops"],
        regions: {
          ...regions,
          "eu-west-1": { organizationIds: [organization] },
        },
      },
      [
        'alarmActionArns: "arn:aws:sns:us-east-1:111122223333:ops" given; allowed in eu-west-1: an ARN in eu-west-1, set under regions.eu-west-1',
      ],
    ],
    [
      "a dashboard for one Region, since it shows all of them",
      {
        regions: {
          "us-east-1": { organizationIds: [organization], dashboard: true },
        },
      },
      ["regions.us-east-1.dashboard: not allowed here; set it for all Regions, at the top of the file"],
    ],
    [
      "a runtime past its end",
      { regions, runtime: "nodejs20.x" },
      ['runtime: "nodejs20.x" given; allowed: nodejs22.x, nodejs24.x'],
    ],
    [
      "a secret in the place of its ARN, without showing it",
      { regions, secretArns: { WEBHOOK: "s3cret" } },
      ["secretArns.WEBHOOK: allowed: the ARN of a Secrets Manager secret or an SSM parameter"],
    ],
    [
      "a variable that has a setting of its own, without showing its value",
      { regions, environmentVariables: { EMAIL_LOG_DETAIL: "s3cret" } },
      [
        "environmentVariables.EMAIL_LOG_DETAIL: allowed: a name of letters, digits and _, other than AWS_*, LAMBDA_*, DEDUPLICATION_*, EMAIL_LOG_DETAIL, WORKMAIL_ORGANIZATION_IDS, ORGANIZATION_DOMAINS and UPDATED_CONTENT_BUCKET (settings of their own)",
      ],
    ],
  ])("refuses %s", (_, settings, errors) => {
    expect(errorsOf(settings)).toEqual(errors);
  });

  it.each([
    ["1 second", { timeoutSeconds: 1 }],
    ["900 seconds", { timeoutSeconds: 900 }],
    ["a name of 54 characters", { functionName: "a".repeat(54) }],
    ["a runtime that is supported", { runtime: "nodejs24.x" }],
    ...[
      "arn:aws:sqs:us-east-1:111122223333:failed",
      "arn:aws:sns:us-east-1:111122223333:failed",
      "arn:aws:events:us-east-1:111122223333:event-bus/failed",
      "arn:aws:lambda:us-east-1:111122223333:function:failed:live",
      "arn:aws:s3:::failed-events",
    ].map((arn): [string, object] => [`the destination ${arn}`, { onFailureDestinationArn: arn }]),
    ["your own variable", { environmentVariables: { TABLE: "a" } }],
    ["a schema for the editor", { $schema: "./workmail.schema.json" }],
  ])("accepts %s", (_, settings) => {
    expect(errorsOf({ regions, ...settings })).toEqual([]);
  });

  it("reports every error at once, unknown settings included", () => {
    const errors = errorsOf({
      functionNam: "a",
      retention: 1,
      memorySizeMb: 64,
      regions: { "us-east-9": {}, "eu-west-1": { timeout: 5 } },
    });
    expect(errors.map((error) => error.split(":")[0])).toEqual([
      "regions.eu-west-1.timeout",
      "regions.eu-west-1",
      "regions.us-east-9",
      "memorySizeMb",
      "functionNam",
      "retention",
    ]);
  });

  it("reports errors between settings together with errors of settings", () => {
    expect(
      errorsOf({
        memorySizeMb: 64,
        liveVersion: "3",
        singleStack: true,
        entry: "a.ts",
        packagePath: "b.zip",
        regions: { "us-east-1": {}, "eu-west-1": { organizationIds: ["m-1"], accountId: "111122223333" } },
      }).map((error) => error.split(/[:;]/)[0]),
    ).toEqual([
      "regions.us-east-1",
      "regions.eu-west-1.organizationIds.0",
      "memorySizeMb",
      "(the whole file)",
      "liveVersion",
      "liveVersion",
      "singleStack",
    ]);
  });

  it("does not report between settings what may be a consequence of a wrong one", () => {
    expect(errorsOf({ regions, liveVersion: "3", liveAlias: "yes" })).toEqual([
      'liveAlias: "yes" given; allowed: true or false',
    ]);
  });

  it.each([
    ["functionNam", "not known; did you mean functionName?"],
    ["memorysizemb", "not known; did you mean memorySizeMb?"],
    ["retention", "not known; did you mean logRetentionInDays?"],
    ["region", "not known; did you mean regions?"],
    ["organizationIds", "not allowed here; set it under a Region"],
    ["somethingElse", "not known"],
  ])("says of the unknown setting %s: %s", (name, message) => {
    expect(errorsOf({ regions, [name]: 1 })).toEqual([`${name}: ${message}`]);
  });

  it.each([
    ['{\n  "regions": {,}\n}', "line 2, column 15: expected a value"],
    [
      '{"environmentVariables":{"KEY":hunter2}}',
      "line 1, column 32: expected JSON, with names and strings in double quotes",
    ],
    [
      '{"environmentVariables":{"KEY":"hunter2"x}}',
      "line 1, column 41: expected JSON, with names and strings in double quotes",
    ],
    [
      '{"environmentVariables":{"KEY":"hunter2}}',
      "line 1, column 32: expected a double quote at the end of the string",
    ],
    ["{'environmentVariables':'hunter2'}", "line 1, column 2: expected JSON, with names and strings in double quotes"],
    ["", "line 1, column 1: expected a value"],
  ])("says where %j breaks, and does not quote it", (text, where) => {
    expect(() => parseSettings(text, "workmail.json")).toThrow(
      new Error(`workmail.json: 1 error\n  is not valid JSON: ${where}`),
    );
  });

  it("allows comments, trailing commas and a byte order mark", () => {
    const text = `\uFEFF// Ours\n{ "regions": ${JSON.stringify(regions)}, /* none */ }`;
    expect(parseSettings(text, "workmail.json").regions).toHaveLength(1);
  });

  it.each(["utf16le", "utf16be with a mark", "utf16le with a mark"])("names %s in the error", (encoding) => {
    const bytes = Buffer.from(`${encoding.includes("mark") ? "\uFEFF" : ""}{}`, "utf16le");
    const text = (encoding.includes("be") ? bytes.swap16() : bytes).toString("utf8");
    expect(() => parseSettings(text, "workmail.json")).toThrow("is UTF-16; save it as UTF-8");
  });

  it("refuses a name that is set twice", () => {
    expect(() => parseSettings('{ "timeoutSeconds": 1, "timeoutSeconds": 2 }', "workmail.json")).toThrow(
      'line 1, column 24: "timeoutSeconds" is set twice',
    );
  });
});

describe("an environment", () => {
  const staging = parseSettings(JSON.stringify({ regions }), "/somewhere/workmail.staging.json");

  it("is in the name of its file, and in all names", () => {
    expect(staging).toMatchObject({
      environment: "staging",
      stackName: "workmail-staging",
      functionName: "workmail-email-events-staging",
    });
    expect(staging.regions[0]).toMatchObject({
      environment: "staging",
      functionName: "workmail-email-events-staging",
      dashboardFunctions: [{ functionName: "workmail-email-events-staging", region: "us-east-1" }],
    });
  });

  it("keeps a function's own name", () => {
    const own = JSON.stringify({ functionName: "own", regions });
    expect(parseSettings(own, "workmail.staging.json").regions[0]?.functionName).toBe("own");
  });

  it("is refused where its name does not fit, or is a Region's", () => {
    for (const name of ["Staging", "staging_2", "us-east-1", "acme-us-east-1"]) {
      expect(() => parseSettings(JSON.stringify({ regions }), `workmail.${name}.json`)).toThrow(
        `workmail.${name}.json: 1 error\n  the file's name: "${name}" given; allowed: workmail.ENVIRONMENT.json, ENVIRONMENT of 1 to 20 lower-case letters, digits and hyphens, not ending with a Region`,
      );
    }
  });

  it("is none for the example and for any other name", () => {
    for (const file of ["workmail.example.json", "staging.json"]) {
      expect(parseSettings(JSON.stringify({ regions }), file).environment).toBeUndefined();
    }
  });
});

describe("a rollout", () => {
  const both = { ...regions, "eu-west-1": { allowAnyOrganization: true } };
  const waves = [{ regions: ["eu-west-1"] }, { regions: ["us-east-1"] }];

  it("has the Regions in waves", () => {
    const settings = parse({ regions: both, rollout: { waves } });
    expect(settings.waves).toEqual(waves);
  });

  it("has each Region in one wave, and no other: all errors at once", () => {
    expect(
      errorsOf({
        regions: both,
        rollout: {
          waves: [{ regions: ["us-west-2", "us-west-2"] }],
        },
      }),
    ).toEqual([
      "rollout.waves: us-east-1 is in no wave",
      "rollout.waves: eu-west-1 is in no wave",
      "rollout.waves: us-west-2 is not among the regions",
      "rollout.waves: us-west-2 is in more than one wave",
    ]);
  });

  it("needs a stack for each Region", () => {
    const rollout = { waves: [{ regions: ["us-east-1"] }] };
    expect(errorsOf({ regions, rollout, singleStack: true })).toEqual([
      "rollout: needs a stack for each Region, and singleStack is true",
    ]);
  });

  it("gives a wave's share of the events to its Regions, unless they have their own", () => {
    const { regions } = parse({
      liveAlias: true,
      liveVersion: "3",
      newVersionWeight: 0.5,
      regions: {
        ...both,
        "us-west-2": { ...both["us-east-1"], newVersionWeight: 0.2 },
      },
      rollout: {
        waves: [{ regions: ["us-east-1", "us-west-2"], newVersionWeight: 0.1 }, { regions: ["eu-west-1"] }],
      },
    });
    expect(regions.map(({ region, newVersionWeight }) => [region, newVersionWeight])).toEqual([
      ["us-east-1", 0.1],
      ["us-west-2", 0.2],
      ["eu-west-1", 0.5],
    ]);
  });

  it("refuses a wave's share where the newest version has no other to share with", () => {
    const rollout = {
      waves: [{ regions: ["us-east-1"], newVersionWeight: 0.1 }, { regions: ["eu-west-1"] }],
    };
    expect(errorsOf({ liveAlias: true, regions: both, rollout })).toEqual([
      "rollout.waves: newVersionWeight given for us-east-1; allowed: with liveVersion, the version that has the rest of the events",
    ]);
  });

  it("checks nothing between waves unless asked to", () => {
    const waves = [{ regions: ["us-east-1"] }, { regions: ["eu-west-1"] }];
    expect(parse({ regions: both, rollout: { waves } }).checks).toBeUndefined();
    expect(parse({ regions: both, rollout: { waves, checks: {} } }).checks).toEqual({
      verify: true,
      bakeSeconds: 300,
      alarms: true,
    });
  });
});

describe("a single stack", () => {
  const settings = (accountId: string) => ({
    singleStack: true,
    regions: {
      "us-east-1": {
        allowAnyOrganization: true,
        accountId: "111122223333",
      },
      "eu-west-1": { allowAnyOrganization: true, accountId },
    },
  });

  it("is of one account", () => {
    expect(errorsOf(settings("111122223333"))).toEqual([]);
    expect(errorsOf(settings("444455556666"))).toEqual(["singleStack: needs the same accountId in all Regions"]);
  });
});

describe("a share for the newest version", () => {
  const pinned = { "us-east-1": { organizationIds: [organization], liveVersion: "3" } };
  const newest = { "us-east-1": { organizationIds: [organization] } };
  const error = "allowed: with liveVersion, the version that has the rest of the events";

  it.each([true, false])("needs a version that has the rest, with liveAlias: %s", (liveAlias) => {
    expect(errorsOf({ regions: newest, liveAlias, newVersionWeight: 0.5 })).toEqual([
      `newVersionWeight: 0.5 given in us-east-1; ${error}`,
    ]);
  });

  it("may be none without it, and any with it", () => {
    expect(errorsOf({ regions: newest, liveAlias: true, newVersionWeight: 0 })).toEqual([]);
    expect(errorsOf({ regions: pinned, liveAlias: true, newVersionWeight: 0.5 })).toEqual([]);
  });
});

describe("a version to stay at", () => {
  it("needs the alias that stays there", () => {
    const pinned = {
      "us-east-1": { organizationIds: [organization], liveVersion: "3" },
    };
    expect(errorsOf({ regions: pinned })).toEqual([
      'liveVersion: "3" given in us-east-1; allowed: with liveAlias: true',
    ]);
    expect(errorsOf({ regions: pinned, liveAlias: true })).toEqual([]);
  });
});

describe("an ARN of another Region", () => {
  it.each([
    ["kmsKeyArn", "arn:aws:kms:us-west-2:111122223333:key/a"],
    ["layers", ["arn:aws:lambda:us-west-2:111122223333:layer:a:1"]],
    ["onFailureDestinationArn", "arn:aws:sqs:us-west-2:111122223333:failures"],
    ["onSuccessDestinationArn", "arn:aws:sns:us-west-2:111122223333:results"],
  ])("is refused for %s, and a bucket, which has none, is not", (name, value) => {
    const settings = { regions: { "us-east-1": { organizationIds: [organization] } } };
    expect(errorsOf({ ...settings, [name]: value })).toEqual([
      `${name}: "${[value].flat()[0]}" given; allowed in us-east-1: an ARN in us-east-1, set under regions.us-east-1`,
    ]);
    expect(errorsOf({ ...settings, onFailureDestinationArn: "arn:aws:s3:::failures" })).toEqual([]);
  });
});

describe("a destination", () => {
  it.each(["", ":live"])("is not the function itself%s", (qualifier) => {
    const onFailureDestinationArn = `arn:aws:lambda:us-east-1:111122223333:function:mail${qualifier}`;
    const settings = (functionName: string) => ({
      functionName,
      onFailureDestinationArn,
      regions: { "us-east-1": { organizationIds: [organization], accountId: "111122223333" } },
    });
    expect(errorsOf(settings("mail"))).toEqual([
      `onFailureDestinationArn: "${onFailureDestinationArn}" given in us-east-1; allowed: another function than the one that is deployed`,
    ]);
    expect(errorsOf(settings("mai"))).toEqual([]);
  });
});

describe("an existing role", () => {
  const roleArn = "arn:aws:iam::111122223333:role/mail";
  const settings = (more: object) => ({
    roleArn,
    ...more,
    regions: { "us-east-1": { organizationIds: [organization], accountId: "111122223333" } },
  });

  it("is one of the Region's account", () => {
    expect(errorsOf(settings({}))).toEqual([]);
    expect(errorsOf(settings({ roleArn: "arn:aws:iam::444455556666:role/mail" }))).toEqual([
      'roleArn: "arn:aws:iam::444455556666:role/mail" given in us-east-1; allowed: a role of the account 111122223333',
    ]);
  });

  it("goes with no setting of a role that is created", () => {
    const permissionsBoundaryArn = "arn:aws:iam::111122223333:policy/a";
    expect(errorsOf(settings({ rolePath: "/mail/", permissionsBoundaryArn }))).toEqual([
      'rolePath: "/mail/" given in us-east-1; allowed: without roleArn, for a role that is created',
      `permissionsBoundaryArn: "${permissionsBoundaryArn}" given in us-east-1; allowed: without roleArn, for a role that is created`,
    ]);
  });
});

describe("readSettings", () => {
  const example = JSON.stringify({ regions });
  const own = JSON.stringify({ functionName: "own", regions });
  let notices: string[];

  beforeEach(() => {
    notices = [];
    jest.spyOn(console, "error").mockImplementation((notice: string) => void notices.push(notice));
  });
  afterEach(() => {
    jest.restoreAllMocks();
    delete process.env.WORKMAIL_SETTINGS;
  });

  it("rejects bytes that are not UTF-8", () => {
    const settings = '{ "regions": { "us-east-1": { "allowAnyOrganization": true } }, "tags": { "team": "Büro" } }';
    const folder = folderWith({ "workmail.json": Buffer.from(settings, "latin1") });
    expect(() => readSettings(folder)).toThrow("is not UTF-8; save it as UTF-8");
  });

  it("takes workmail.json, without a word", () => {
    const folder = folderWith({
      "workmail.json": own,
      "workmail.example.json": example,
    });
    expect(readSettings(folder).file).toBe("workmail.json");
    expect(notices).toEqual([]);
  });

  it("takes the example where there is no workmail.json, and says so", () => {
    const folder = folderWith({ "workmail.example.json": example });
    expect(readSettings(folder).file).toBe("workmail.example.json");
    expect(notices).toEqual([
      "No workmail.json: taking the example settings. To have your own: cp workmail.example.json workmail.json",
    ]);
  });

  it("takes the file that WORKMAIL_SETTINGS names", () => {
    const folder = folderWith({ "workmail.staging.json": own });
    process.env.WORKMAIL_SETTINGS = "workmail.staging.json";
    expect(readSettings(folder).regions[0]?.functionName).toBe("own");
  });

  it("does not take the example in place of a file that is named and missing", () => {
    const folder = folderWith({ "workmail.example.json": example });
    process.env.WORKMAIL_SETTINGS = "workmail.staging.json";
    expect(() => readSettings(folder)).toThrow(
      new Error(
        "workmail.staging.json: 1 error\n  WORKMAIL_SETTINGS names this file, which does not exist. Next: npx workmail-lambda init --file workmail.staging.json",
      ),
    );
  });
});
