import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type AwsApi, startAwsApi } from "../../../support/aws-api";
import { workmailLambda } from "../../../support/command";
import { deploymentIn } from "../../../support/deployment";
import { folderWith } from "../../../support/folder";

/**
 * What rollback leaves when not every Region can be taken back. The emulator
 * refuses in all Regions or in none, so a stand-in answers for Lambda: version 2
 * is live, and 1 is the one before.
 */

const regions = ["us-west-2", "eu-west-1"] as const;
let api: AwsApi;
/** Answers a change of a Region's alias. */
let onUpdate: (region: string) => number;

beforeAll(async () => {
  api = await startAwsApi(async ({ region, operation }) => {
    const status = operation.startsWith("PUT") ? onUpdate(region) : 200;
    // An interruption arrives first.
    await sleep(50);
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

/** Runs rollback where both Regions are deployed. */
async function rollback(args: readonly string[] = [], onStart?: (child: ChildProcess) => void, settings: object = {}) {
  const folder = folderWith({
    "outputs.json": JSON.stringify(
      Object.fromEntries(regions.map((it) => [it, deploymentIn(it, { live_version: "2" })])),
    ),
    "workmail.json": JSON.stringify({
      functionName: "mail",
      liveAlias: true,
      ...settings,
      regions: Object.fromEntries(regions.map((it) => [it, { allowAnyOrganization: true }])),
    }),
  });
  const result = await workmailLambda(folder, ["rollback", "--outputs", "outputs.json", ...args], {
    env: {
      ...process.env,
      ...api.environment,
      WORKMAIL_SETTINGS: "",
    },
    onStart,
  });
  const { regions: written } = JSON.parse(readFileSync(path.join(folder, "workmail.json"), "utf8")) as {
    regions: Record<string, { liveVersion?: string }>;
  };
  return { ...result, versions: regions.map((it) => written[it]!.liveVersion) };
}

it("takes all Regions back that a file of outputs tells of", async () => {
  onUpdate = () => 200;
  const { code, stdout, versions } = await rollback();
  expect([code, stdout, versions]).toEqual([
    0,
    "us-west-2: version 2 -> 1\neu-west-1: version 2 -> 1\nworkmail.json has liveVersion for us-west-2, eu-west-1 now: keep it, or the next deployment goes elsewhere.\nNext: workmail-lambda verify\n",
    ["1", "1"],
  ]);
});

it("when a Region fails, says so, and the settings hold what was done", async () => {
  onUpdate = (region) => (region === "eu-west-1" ? 403 : 200);
  const { code, stdout, stderr, versions } = await rollback();
  expect([code, versions]).toEqual([1, ["1", undefined]]);
  expect(stdout).toBe(
    "us-west-2: version 2 -> 1\neu-west-1: stays at version 2\nworkmail.json has liveVersion for us-west-2 now: keep it, or the next deployment goes elsewhere.\nNext: workmail-lambda verify\n",
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
  const { code, stderr, versions } = await rollback([], undefined, {
    functionName: "mail-staging",
  });
  expect([code, stderr, versions]).toEqual([
    1,
    "Nothing is changed: these are not the settings of it.\n  us-west-2: mail is deployed; workmail.json has mail-staging\n  eu-west-1: mail is deployed; workmail.json has mail-staging\n",
    [undefined, undefined],
  ]);
});

it("interrupted, ends with the Region at hand, and the settings hold it", async () => {
  let child: ChildProcess;
  onUpdate = () => {
    child.kill("SIGINT");
    return 200;
  };
  const { code, stdout, versions } = await rollback([], (it) => (child = it));
  expect([code, versions]).toEqual([130, ["1", undefined]]);
  expect(stdout).toContain("eu-west-1: stays at version 2\n");
});
