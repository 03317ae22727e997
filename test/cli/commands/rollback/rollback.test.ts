import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import * as path from "node:path";
import { type AwsApi, startAwsApi } from "../../../support/aws-api";
import { workmailLambdaHere } from "../../../support/command";
import { deploymentIn } from "../../../support/deployment";
import { folderWith } from "../../../support/folder";

/**
 * The state that rollback leaves when not every Region can be rolled back. The emulator
 * refuses in all Regions or in none, so a stand-in answers for Lambda: version 2
 * is live, and 1 is the one before.
 */

const regions = ["us-west-2", "eu-west-1"] as const;
let api: AwsApi;
/** Answers a change of a Region's alias. */
let onUpdate: (region: string) => number;

beforeAll(async () => {
  api = await startAwsApi(({ region, operation }) => {
    const status = operation.startsWith("PUT") ? onUpdate(region) : 200;
    if (status === 403) {
      return undefined;
    }
    return {
      body: operation.includes("/aliases/")
        ? { Name: "live", FunctionVersion: "2" }
        : { Versions: [{ Version: "1" }, { Version: "2" }] },
    };
  });
});

afterAll(() => api.stop());

interface Run {
  readonly settings?: object;
  /** Name of the settings file. */
  readonly file?: string;
  /** Works on the folder before rollback runs in it. */
  readonly prepare?: (folder: string) => void;
}

/** Runs rollback where both Regions are deployed. */
async function rollback(args: readonly string[] = [], { settings = {}, file = "workmail.json", prepare }: Run = {}) {
  const folder = folderWith({
    "outputs.json": JSON.stringify(
      Object.fromEntries(regions.map((it) => [it, deploymentIn(it, { live_version: "2" })])),
    ),
    [file]: JSON.stringify({
      functionName: "mail",
      liveAlias: true,
      ...settings,
      regions: Object.fromEntries(regions.map((it) => [it, { allowAnyOrganization: true }])),
    }),
  });
  prepare?.(folder);
  const command = ["rollback", "--outputs", "outputs.json", ...args];
  const env = { ...process.env, ...api.environment, WORKMAIL_SETTINGS: file };
  const result = await workmailLambdaHere(folder, command, { env });
  return { ...result, folder, versions: versionsIn(path.join(folder, file)) };
}

function versionsIn(file: string): (string | undefined)[] | undefined {
  if (statSync(file).isDirectory()) {
    return undefined;
  }
  const { regions: written } = JSON.parse(readFileSync(file, "utf8")) as {
    regions: Record<string, { liveVersion?: string }>;
  };
  return regions.map((it) => written[it]!.liveVersion);
}

it("rolls all Regions back that a file of outputs names", async () => {
  onUpdate = () => 200;
  const { code, stdout, versions } = await rollback();
  expect([code, stdout, versions]).toEqual([
    0,
    "us-west-2: version 2 -> 1\neu-west-1: version 2 -> 1\nworkmail.json has liveVersion for us-west-2, eu-west-1 now: keep it, or the next deployment goes elsewhere.\nNext: npx workmail-lambda verify --outputs outputs.json\n",
    ["1", "1"],
  ]);
});

it("when a Region fails, says so, and the settings hold what was done", async () => {
  onUpdate = (region) => (region === "eu-west-1" ? 403 : 200);
  const { code, stdout, stderr, versions } = await rollback();
  expect([code, versions]).toEqual([1, ["1", undefined]]);
  expect(stdout).toBe(
    "us-west-2: version 2 -> 1\neu-west-1: stays at version 2\nworkmail.json has liveVersion for us-west-2 now: keep it, or the next deployment goes elsewhere.\nNext: npx workmail-lambda verify --outputs outputs.json\n",
  );
  expect(stderr).toContain("The credentials may not lambda:UpdateAlias in eu-west-1.");

  const json = await rollback(["--json"]);
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    regions: [
      { region: "us-west-2", changed: true },
      { region: "eu-west-1", changed: false },
    ],
    settings: "workmail.json",
  });
});

it("changes nothing where the settings are those of another function", async () => {
  onUpdate = () => 403;
  const { code, stderr, versions } = await rollback([], { settings: { functionName: "mail-staging" } });
  expect([code, stderr, versions]).toEqual([
    1,
    "Nothing is changed: these are not the settings of it.\n  us-west-2: mail is deployed; workmail.json has mail-staging\n  eu-west-1: mail is deployed; workmail.json has mail-staging\n",
    [undefined, undefined],
  ]);
});

it("interrupted, ends with the Region at hand, and the settings hold it", async () => {
  onUpdate = () => {
    process.emit("SIGINT");
    return 200;
  };
  const { code, stdout, versions } = await rollback();
  expect([code, versions]).toEqual([130, ["1", undefined]]);
  expect(stdout).toContain("eu-west-1: stays at version 2\n");
});

describe("a settings file", () => {
  const inFolder = (folder: string) => path.join(folder, "workmail.json");

  it("keeps its mode, and stays a symbolic link", async () => {
    onUpdate = () => 200;
    const prepare = (folder: string) => {
      renameSync(inFolder(folder), path.join(folder, "production.json"));
      chmodSync(path.join(folder, "production.json"), 0o600);
      symlinkSync("production.json", inFolder(folder));
    };
    const { code, folder, versions } = await rollback([], { prepare });
    expect([code, versions]).toEqual([0, ["1", "1"]]);
    expect(readlinkSync(inFolder(folder))).toBe("production.json");
    expect(statSync(inFolder(folder)).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(["outputs.json", "production.json", "workmail.json"]);
  });

  it("that cannot be written keeps every Region as it is", async () => {
    let updates = 0;
    onUpdate = () => {
      updates += 1;
      return 200;
    };
    // No longer name fits beside it, for root neither.
    const file = `${"s".repeat(245)}.json`;
    const { code, stdout, stderr, versions } = await rollback([], { file });
    expect(stderr).toContain(`Nothing is changed: ${file} cannot be written (ENAMETOOLONG`);
    expect([code, stdout, versions, updates]).toEqual([1, "", [undefined, undefined], 0]);
  });

  it("that cannot be put in its place any more is reported, with what each Region has", async () => {
    let folder = "";
    onUpdate = () => {
      // The new content is beside the file by now.
      rmSync(inFolder(folder));
      mkdirSync(path.join(inFolder(folder), "in"), { recursive: true });
      return 200;
    };
    const { code, stdout, stderr } = await rollback([], { prepare: (it) => (folder = it) });
    expect([code, stdout]).toEqual([
      1,
      'us-west-2: version 2 -> 1\neu-west-1: stays at version 2\nworkmail.json could not be written: enter liveVersion for us-west-2 (us-west-2: "1") where your settings are, or the next deployment goes elsewhere.\nNext: enter it, then npx workmail-lambda verify --outputs outputs.json\n',
    ]);
    expect(stderr).toMatch(/^workmail\.json could not be written \((EISDIR|ENOTEMPTY)[^\n]*\)\.\n$/);
    expect(readdirSync(folder).sort()).toEqual(["outputs.json", "workmail.json"]);
  });
});
