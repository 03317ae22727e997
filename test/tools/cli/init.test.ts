import { existsSync, readdirSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { PassThrough } from "node:stream";
import { parseSettings } from "../../../modules/settings";
import {
  askAlarmEmail,
  askName,
  askOrganizations,
  askOverwrite,
  askRegions,
  type Terminal,
} from "../../../tools/cli/init-questions";
import { knownOrganizations } from "../../../tools/cli/init";
import { workmailLambda } from "../../support/command";
import { folderWith } from "../../support/folder";

const id = "m-33333333333333333333333333333333";
const other = "m-22222222222222222222222222222222";

const init = (folder: string, ...args: string[]) =>
  workmailLambda(folder, ["init", ...args]);

const read = (folder: string, file = "workmail.json") =>
  JSON.parse(readFileSync(path.join(folder, file), "utf8")) as unknown;

describe("with options", () => {
  it("writes settings that the project takes", async () => {
    const folder = folderWith({});
    const { code, stdout } = await init(
      folder,
      ...["--yes", "--name", "mail", "--alarm-email", "ops@example.com"],
      ...["--organization", `eu-west-1=${id}`],
      ...["--organization", `eu-west-1=${other}`],
      ...["--any-organization", "us-east-1"],
    );
    expect(code).toBe(0);
    expect(stdout).toBe(
      "workmail.json is written.\nNext: npx workmail-lambda invoke, then npm run deploy\n",
    );
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

  it("leaves an environment's name to its default, and names the schema that lies beside it", async () => {
    const folder = folderWith({ "workmail.schema.json": "{}" });
    const { stdout } = await init(
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
    const { code, stderr } = await init(folder, ...options);
    expect([code, stderr]).toEqual([
      1,
      "workmail.json is there: --force writes over it, --file names another one.\n",
    ]);
    expect(readFileSync(path.join(folder, "workmail.json"), "utf8")).toBe(
      "mine",
    );
    expect((await init(folder, ...options, "--force")).code).toBe(0);
    expect(read(folder)).toMatchObject({ regions: {} });
  });

  it("names all faults at once, and writes nothing", async () => {
    const folder = folderWith({});
    const { code, stderr } = await init(
      folder,
      ...["--yes", "--name", "a b", "--alarm-email", "nobody"],
      ...["--any-organization", "us-east-1"],
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^workmail\.json: 2 faults\n/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    [[], "No Region: name organizations"],
    [
      ["--organization", "eu-west-1=m-1"],
      "Allowed: REGION=ID, the ID m- and 32 hexadecimal digits",
    ],
    [
      ["--organization", `eu-central-1=${id}`],
      "Allowed: us-east-1, us-west-2, eu-west-1.",
    ],
  ])("refuses %j where nobody can be asked", async (args, text) => {
    const folder = folderWith({});
    const { code, stderr } = await init(folder, ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(text);
    expect(existsSync(path.join(folder, "workmail.json"))).toBe(false);
  });
});

describe("questions", () => {
  const ENTER = "\r";
  const DOWN = "\u001B[B";

  /** A terminal on which these keys are pressed, one after the other. */
  function typing(...keys: string[]): {
    terminal: Terminal;
    shown: () => string;
  } {
    const input = new PassThrough();
    const output = new PassThrough();
    let shown = "";
    output.on("data", (text: Buffer) => (shown += text.toString()));
    keys.forEach((key, index) => {
      setTimeout(() => input.write(key), 30 * (index + 1));
    });
    return { terminal: { input, output }, shown: () => shown };
  }

  it("take the defaults at a press of Enter", async () => {
    expect(await askName(typing(ENTER).terminal)).toBe("workmail-email-events");
    expect(await askAlarmEmail(typing(ENTER).terminal)).toBeUndefined();
    expect(await askOverwrite("workmail.json", typing(ENTER).terminal)).toBe(
      false,
    );
  });

  it("refuse what the settings would refuse", async () => {
    const { terminal, shown } = typing("a b", ENTER, "\u007F\u007F", ENTER);
    expect(await askName(terminal)).toBe("a");
    expect(shown()).toContain("Allowed: 1 to 54 letters, digits, - and _");
  });

  it("choose Regions", async () => {
    const { terminal } = typing(" ", DOWN, DOWN, " ", ENTER);
    expect(await askRegions(terminal)).toEqual(["us-east-1", "eu-west-1"]);
  });

  it("offer the organizations that are known", async () => {
    const { terminal, shown } = typing(DOWN, " ", ENTER);
    const known = [
      { id, alias: "first" },
      { id: other, alias: "second" },
    ];
    expect(await askOrganizations("eu-west-1", known, terminal)).toEqual([
      other,
    ]);
    expect(shown()).toContain(`first (${id})`);
  });

  it("take ids where none is known, and no other text", async () => {
    const { terminal, shown } = typing("m-1", ENTER, "\u0015", id, ENTER);
    expect(await askOrganizations("eu-west-1", [], terminal)).toEqual([id]);
    expect(shown()).toContain(
      "An id is m- and 32 hexadecimal digits, lower case.",
    );
  });
});

describe("the organizations of an account", () => {
  const environment = { ...process.env };
  afterEach(() => {
    process.env = { ...environment };
  });

  /** WorkMail's API, of which there is no emulator. */
  async function workMail(pages: readonly object[]) {
    const server = createServer((_, response) => {
      response
        .writeHead(200, { "Content-Type": "application/x-amz-json-1.1" })
        .end(JSON.stringify(pages[asked++]));
    }).listen(0, "127.0.0.1");
    let asked = 0;
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
    });
    return server;
  }

  it("are the active ones of all pages", async () => {
    const summary = (OrganizationId: string, State: string) => ({
      OrganizationId,
      Alias: `alias-${State}`,
      State,
    });
    const server = await workMail([
      {
        OrganizationSummaries: [
          summary(id, "Active"),
          summary("m-0", "Deleted"),
        ],
        NextToken: "next",
      },
      { OrganizationSummaries: [summary(other, "Active")] },
    ]);
    expect(await knownOrganizations("eu-west-1")).toEqual([
      { id, alias: "alias-Active" },
      { id: other, alias: "alias-Active" },
    ]);
    server.close();
  });
});
