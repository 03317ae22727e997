import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { CreateConfigurationSetCommand, SESClient } from "@aws-sdk/client-ses";
import { projectOnEmulator } from "../../support/project-on-emulator";

/** The commands, where the states lie in a bucket. Each test starts from what the one before it has deployed. */

const onEmulator = projectOnEmulator();
const project = onEmulator.folder;
const bucket = "states";

beforeAll(async () => {
  const { ok } = await fetch(new URL(bucket, onEmulator.endpoint), {
    method: "PUT",
  });
  expect(ok).toBe(true);
  const ses = new SESClient({ region: OUTSIDE, ...onEmulator.client });
  await ses.send(new CreateConfigurationSetCommand({ ConfigurationSet: { Name: "outbound" } }));
  ses.destroy();
});

/** A Region without WorkMail. */
const OUTSIDE = "eu-central-1";
const WITHOUT_WORKMAIL = { workMail: false, sesSendingEvents: { configurationSetName: "outbound" } };

function settings(regions: readonly string[], given: object = {}): void {
  writeFileSync(
    path.join(project, "workmail.json"),
    JSON.stringify({
      functionName: "mail",
      failureQueue: false,
      alarms: false,
      logQueries: false,
      backend: { bucket, region: "us-east-1" },
      regions: Object.fromEntries(
        regions.map((it) => [it, it === OUTSIDE ? WITHOUT_WORKMAIL : { allowAnyOrganization: true }]),
      ),
      ...given,
    }),
  );
}

async function npm(script: string, ...args: string[]) {
  const result = await onEmulator.npm(script, args);
  expect(result).toSucceed();
  return result;
}

function deploy() {
  return npm("deploy", "--auto-approve");
}

/** The keys in the bucket: its list is XML. */
async function states(): Promise<string[]> {
  const list = await fetch(new URL(bucket, onEmulator.endpoint));
  return Array.from((await list.text()).matchAll(/<Key>([^<]*)/g), ([, key = ""]) => key).sort();
}

it("deploys, with a state for each Region in the bucket, and prints what is deployed", async () => {
  settings([OUTSIDE, "eu-west-1"]);
  const { stderr } = await deploy();
  expect(stderr).not.toContain("is still deployed");
  expect(await states()).toEqual(["workmail/mail/eu-central-1.tfstate", "workmail/mail/eu-west-1.tfstate"]);
  const { stdout } = await npm("outputs");
  expect(Object.keys(JSON.parse(stdout) as object).sort()).toEqual([OUTSIDE, "eu-west-1"]);
});

const NOTE =
  "eu-central-1 is not in workmail.json, but is still deployed (its state is in the bucket states). It stays until you destroy it: npm run destroy -- --removed\n";

it("says at each deployment that a Region stays that is gone from the settings, until it is destroyed", async () => {
  settings(["eu-west-1"]);
  expect((await deploy()).stderr).toContain(NOTE);
  expect((await deploy()).stderr).toContain(NOTE);

  const { stdout } = await npm("destroy", "--removed", "--auto-approve");
  expect(stdout).toMatch(/^Destroyed: workmail-eu-central-1\n/);
  const { stderr } = await deploy();
  expect(stderr).not.toContain("is still deployed");
  expect(stderr).toContain("No changes.");
});

it("moves states between the layouts", async () => {
  settings(["eu-west-1"], { singleStack: true });
  await expect(deploy()).rejects.toThrow("is still in the state of workmail-eu-west-1.\nNext: npm run move-states");
  expect((await npm("move-states")).stdout).toMatch(/^Moved \d+ resources/);
  expect((await deploy()).stderr).toContain("Resources: 0 added, 0 changed, 0 destroyed.");
});
