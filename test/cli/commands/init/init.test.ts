import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { init, knownOrganizations } from "../../../../cli/commands/init/init";
import {
  askAlarmEmail,
  askName,
  askOrganizations,
  askOverwrite,
  askRegions,
  type Terminal,
} from "../../../../cli/commands/init/questions";
import { parseSettings } from "../../../../modules/settings/settings";
import { version } from "../../../../package.json";
import { type AwsAnswer, type AwsApi, startAwsApi } from "../../../support/aws-api";
import { workmailLambdaHere } from "../../../support/command";
import { folderWith } from "../../../support/folder";
import { turns } from "../../../support/until";

const id = "m-33333333333333333333333333333333";
const other = "m-22222222222222222222222222222222";

function initIn(folder: string, ...args: string[]) {
  return workmailLambdaHere(folder, ["init", ...args]);
}

function read(folder: string, file = "workmail.json") {
  return JSON.parse(readFileSync(path.join(folder, file), "utf8")) as unknown;
}

const environment = { ...process.env };
let api: AwsApi | undefined;

afterEach(async () => {
  process.env = { ...environment };
  await api?.stop();
  api = undefined;
});

/** WorkMail's API, of which there is no emulator: it answers with these, one after the other. */
async function workMail(answers: readonly AwsAnswer[]): Promise<void> {
  const rest = [...answers];
  api = await startAwsApi(() => rest.shift() ?? {});
  Object.assign(process.env, api.environment);
}

describe("with options", () => {
  it("writes settings that the project takes", async () => {
    const folder = folderWith({ "cdktf.json": "{}" });
    const result = await initIn(
      folder,
      ...["--yes", "--name", "mail", "--alarm-email", "ops@example.com"],
      ...["--organization", `eu-west-1=${id}`],
      ...["--organization", `eu-west-1=${other}`],
      ...["--any-organization", "us-east-1"],
    );
    expect(result).toSucceed();
    const { stdout } = result;
    expect(stdout).toBe("workmail.json is written.\nNext: npx workmail-lambda invoke, then npm run deploy\n");
    expect(read(folder)).toEqual({
      functionName: "mail",
      alarmEmail: "ops@example.com",
      regions: {
        "eu-west-1": { organizationIds: [id, other] },
        "us-east-1": { allowAnyOrganization: true },
      },
    });
    const json = JSON.stringify(read(folder));
    expect(parseSettings(json, "workmail.json").regions).toHaveLength(2);
  });

  it("prints in a folder without an app what works there", async () => {
    const { code, stdout } = await initIn(folderWith({}), ...["--yes", "--any-organization", "us-east-1"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^workmail\.json is written\.\n\nThis folder has no app\. To deploy, use one of these:\n/);
    expect(stdout).toMatch(/\n {2}npx workmail-lambda doctor: checks this machine\n/);
    expect(stdout).toMatch(
      /\nNext: write a handler and name it in workmail\.json as entry, or have one written: npx workmail-lambda init --yes --any-organization us-east-1 --scaffold --force\n$/,
    );
  });

  it("writes a handler with what it needs, and keeps what is there", async () => {
    const folder = folderWith({
      "package.json": JSON.stringify({
        name: "mine",
        scripts: { test: 'echo "Error: no test specified" && exit 1', types: "my own" },
        dependencies: { tsx: "^4.0.0" },
      }),
      "tsconfig.json": "mine",
    });
    const { code, stdout } = await initIn(folder, ...["--yes", "--scaffold", "--any-organization", "us-east-1"]);
    expect(code).toBe(0);
    expect(read(folder)).toEqual({ regions: { "us-east-1": { allowAnyOrganization: true } }, entry: "handler.ts" });
    expect(stdout).toMatch(
      /^workmail\.json is written\.\nhandler\.ts is written\.\nhandler\.test\.ts is written\.\npackage\.json is written\.\n\n/,
    );
    expect(readFileSync(path.join(folder, "tsconfig.json"), "utf8")).toBe("mine");
    expect(JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"))).toEqual({
      name: "mine",
      scripts: { test: "node --import tsx --test handler.test.ts", types: "my own" },
      dependencies: { tsx: "^4.0.0", "terraform-aws-workmail-lambda": `^${version}` },
      devDependencies: { "@types/node": expect.any(String) as string, typescript: expect.any(String) as string },
    });
    const again = await initIn(
      folder,
      ...["--yes", "--force", "--scaffold", "--any-organization", "us-east-1", "--json"],
    );
    expect(JSON.parse(again.stdout)).toMatchObject({ scaffolded: [] });
  });

  it("writes nothing where package.json cannot be read", async () => {
    const folder = folderWith({ "package.json": "{" });
    const { code, stderr } = await initIn(folder, ...["--yes", "--scaffold", "--any-organization", "us-east-1"]);
    expect([code, readdirSync(folder)]).toEqual([1, ["package.json"]]);
    expect(stderr).toMatch(/^package\.json is not valid JSON\. Next: correct it$/m);
  });

  it.each([
    ["./workmail.json", ""],
    ["workmail.staging.json", "WORKMAIL_SETTINGS=workmail.staging.json "],
  ])("says what to run with %s", async (file, variable) => {
    const { stdout } = await initIn(
      folderWith({ "cdktf.json": "{}" }),
      ...["--yes", "--any-organization", "us-east-1", "--file", file],
    );
    expect(stdout).toBe(
      `${file} is written.\nNext: ${variable}npx workmail-lambda invoke, then ${variable}npm run deploy\n`,
    );
  });

  it("leaves an environment's name to its default, and names the schema beside it", async () => {
    const folder = folderWith({ "workmail.schema.json": "{}" });
    const { stdout } = await initIn(
      folder,
      ...["--json", "--file", "workmail.staging.json"],
      ...["--organization", `eu-west-1=${id}`],
    );
    const settings = {
      $schema: "./workmail.schema.json",
      regions: { "eu-west-1": { organizationIds: [id] } },
    };
    expect(JSON.parse(stdout)).toEqual({
      file: "workmail.staging.json",
      settings,
    });
    expect(read(folder, "workmail.staging.json")).toEqual(settings);
  });

  it("writes over a file when forced, and not otherwise", async () => {
    const folder = folderWith({ "workmail.json": "mine" });
    const options = ["--yes", "--organization", `eu-west-1=${id}`];
    const { code, stderr } = await initIn(folder, ...options);
    expect([code, stderr]).toEqual([
      1,
      "workmail.json already exists. Use --force to overwrite it, or --file to choose another file.\n",
    ]);
    expect(readFileSync(path.join(folder, "workmail.json"), "utf8")).toBe("mine");
    expect(await initIn(folder, ...options, "--force")).toSucceed();
    expect(read(folder)).toMatchObject({ regions: {} });
  });

  it("names all errors at once, and writes nothing", async () => {
    const folder = folderWith({});
    const { code, stderr } = await initIn(
      folder,
      ...["--yes", "--name", "a b", "--alarm-email", "nobody"],
      ...["--any-organization", "us-east-1"],
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^workmail\.json: 2 errors\n/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    [[], "No Region: name organizations"],
    [["--organization", "eu-west-1=m-1"], "Allowed: REGION=ID, where ID is m- and 32 hexadecimal digits"],
    [["--organization", `eu-central-1=${id}`], "Allowed: us-east-1, us-west-2, eu-west-1."],
  ])("refuses %j where nobody can be asked", async (args, text) => {
    const folder = folderWith({});
    const { code, stderr } = await initIn(folder, ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(text);
    expect(existsSync(path.join(folder, "workmail.json"))).toBe(false);
  });
});

const ENTER = "\r";
const DOWN = "\u001B[B";
const SPACE = " ";
const CTRL_C = "\u0003";

/** Presses keys one after the other, each when the terminal shows what the one before it has changed. */
async function press(keys: readonly string[], { input, output }: { input: PassThrough; output: PassThrough }) {
  let shown = 0;
  output.on("data", () => (shown += 1));
  for (const key of keys) {
    for (let before = -1; before !== shown;) {
      before = shown;
      await turns(50);
    }
    input.write(key);
  }
}

describe("questions", () => {
  /** A terminal on which these keys are pressed, one after the other. */
  function typing(...keys: string[]): {
    terminal: Terminal;
    shown: () => string;
  } {
    const input = new PassThrough();
    const output = new PassThrough();
    let shown = "";
    output.on("data", (text: Buffer) => (shown += text.toString()));
    void press(keys, { input, output });
    return { terminal: { input, output }, shown: () => shown };
  }

  it("take the defaults at a press of Enter", async () => {
    expect(await askName(typing(ENTER).terminal)).toBe("workmail-email-events");
    expect(await askAlarmEmail(typing(ENTER).terminal)).toBeUndefined();
    expect(await askOverwrite("workmail.json", typing(ENTER).terminal)).toBe(false);
  });

  it("refuse what the settings would refuse", async () => {
    const { terminal, shown } = typing("a b", ENTER, "\u007F\u007F", ENTER);
    expect(await askName(terminal)).toBe("a");
    expect(shown()).toContain("Allowed: 1 to 54 letters, digits, - and _");
  });

  it("choose Regions", async () => {
    const { terminal } = typing(SPACE, DOWN, DOWN, SPACE, ENTER);
    expect(await askRegions(terminal)).toEqual(["us-east-1", "eu-west-1"]);
  });

  it("offer the organizations that are known", async () => {
    const { terminal, shown } = typing(DOWN, SPACE, ENTER);
    const known = [
      { id, alias: "first" },
      { id: other, alias: "second" },
    ];
    expect(await askOrganizations("eu-west-1", known, terminal)).toEqual([other]);
    expect(shown()).toContain(`first (${id})`);
  });

  it("take ids where none is known, and no other text", async () => {
    const { terminal, shown } = typing("m-1", ENTER, "\u0015", id, ENTER);
    expect(await askOrganizations("eu-west-1", [], terminal)).toEqual([id]);
    expect(shown()).toContain("An id is m- and 32 hexadecimal digits, lower case.");
  });
});

describe("in a terminal", () => {
  const OVERWRITE = "is there. Write over it?";
  const NAME = "Name of the function";
  const REGIONS = "Regions of your organizations";
  const OFFERED = "Organizations in eu-west-1 whose rules may call the function";
  const IDS = "Ids of the organizations in eu-west-1";
  const ALARM_EMAIL = "Address that the alarms notify";

  let said: string[];

  beforeEach(() => {
    said = [];
    const say = (text: string) => said.push(text);
    jest.spyOn(console, "log").mockImplementation(say);
    jest.spyOn(console, "error").mockImplementation(say);
  });

  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = undefined;
  });

  /** A terminal where a person presses these keys, those of a question when it is asked. */
  function answering(answers: Readonly<Record<string, readonly string[]>>) {
    const input = new PassThrough();
    const output = new PassThrough();
    // A terminal does not end with a question.
    output.end = () => output;
    const asked: string[] = [];
    output.on("data", (text: Buffer) => {
      // A question wraps where the path of the folder is long.
      const words = stripVTControlCharacters(text.toString()).replace(/\s+/g, " ");
      for (const [question, keys] of Object.entries(answers)) {
        if (asked.includes(question) || !words.includes(question)) {
          continue;
        }
        asked.push(question);
        void press(keys, { input, output });
      }
    });
    return { terminal: { input, output }, asked };
  }

  const answers = {
    [OVERWRITE]: ["y", ENTER],
    [NAME]: ["mail", ENTER],
    [REGIONS]: [DOWN, DOWN, SPACE, ENTER],
    [OFFERED]: [DOWN, SPACE, ENTER],
    [IDS]: [id, ENTER],
    [ALARM_EMAIL]: ["ops@example.com", ENTER],
  };
  const twoOrganizations = {
    OrganizationSummaries: [
      { OrganizationId: id, Alias: "first", State: "Active" },
      { OrganizationId: other, Alias: "second", State: "Active" },
    ],
  };

  it("asks for what matters, offers the account's organizations, and writes the answers", async () => {
    await workMail([{ body: twoOrganizations }]);
    const folder = folderWith({});
    const { terminal, asked } = answering(answers);

    await init({ file: path.join(folder, "workmail.json") }, terminal);

    expect(asked).toEqual([NAME, REGIONS, OFFERED, ALARM_EMAIL]);
    expect(read(folder)).toEqual({
      functionName: "mail",
      alarmEmail: "ops@example.com",
      regions: { "eu-west-1": { organizationIds: [other] } },
    });
  });

  it("goes on without organizations to offer when AWS does not show them", async () => {
    await workMail([{ error: "AccessDeniedException" }]);
    const folder = folderWith({});
    const { terminal, asked } = answering(answers);

    await init({ file: path.join(folder, "workmail.json") }, terminal);

    expect(asked).toEqual([NAME, REGIONS, IDS, ALARM_EMAIL]);
    expect(said[0]).toMatch(
      /^No organizations to offer: The credentials may not workmail:ListOrganizations in eu-west-1\. Next: /,
    );
    expect(read(folder)).toMatchObject({
      regions: { "eu-west-1": { organizationIds: [id] } },
    });
  });

  it("asks nothing that an option says", async () => {
    const folder = folderWith({});
    const { terminal, asked } = answering(answers);
    const file = path.join(folder, "workmail.json");

    await init({ file, name: "given", anyOrganization: ["us-east-1"] }, terminal);

    expect(asked).toEqual([ALARM_EMAIL]);
    expect(read(folder)).toMatchObject({ functionName: "given" });
  });

  it.each([
    ["a yes", ["y", ENTER], true],
    ["a no", ["n", ENTER], false],
    ["only Enter", [ENTER], false],
  ])("after %s to writing over a file: %j, it is written over: %j", async (_, keys, writtenOver) => {
    const folder = folderWith({ "workmail.json": '"mine"' });
    const file = path.join(folder, "workmail.json");
    const { terminal, asked } = answering({ ...answers, [OVERWRITE]: keys });

    await init({ file, anyOrganization: ["us-east-1"] }, terminal);

    expect(asked[0]).toBe(OVERWRITE);
    expect(asked).toHaveLength(writtenOver ? 3 : 1);
    expect(read(folder) !== "mine").toBe(writtenOver);
    expect(said.includes(`${file} stays as it is.`)).toBe(!writtenOver);
    expect(process.exitCode).toBeUndefined();
  });

  it.each([OVERWRITE, NAME, REGIONS, OFFERED, ALARM_EMAIL])(
    "Ctrl-C at %j ends it, and nothing is written",
    async (question) => {
      await workMail([{ body: twoOrganizations }]);
      const folder = folderWith({ "workmail.json": '"mine"' });
      const file = path.join(folder, "workmail.json");
      const { terminal, asked } = answering({
        ...answers,
        [question]: [CTRL_C],
      });

      await init({ file }, terminal);

      expect(asked.at(-1)).toBe(question);
      expect(said).toEqual(["Interrupted: nothing is written. Next: npx workmail-lambda init"]);
      expect(process.exitCode).toBe(130);
      expect(readdirSync(folder)).toEqual(["workmail.json"]);
      expect(read(folder)).toBe("mine");
    },
  );
});

describe("the organizations of an account", () => {
  it("are the active ones of all pages", async () => {
    const summary = (OrganizationId: string, State: string) => ({
      OrganizationId,
      Alias: `alias-${State}`,
      State,
    });
    await workMail([
      { body: { OrganizationSummaries: [summary(id, "Active"), summary("m-0", "Deleted")], NextToken: "next" } },
      { body: { OrganizationSummaries: [summary(other, "Active")] } },
    ]);
    expect(await knownOrganizations("eu-west-1")).toEqual([
      { id, alias: "alias-Active" },
      { id: other, alias: "alias-Active" },
    ]);
  });
});
