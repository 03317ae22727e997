import { parseSettings } from "../../../modules/settings/settings";
import { leftoverStacks, localLeftoverNotes, ofOtherLayout } from "../../../modules/state/leftovers";
import { folderWith } from "../../support/folder";

const regions = { "us-east-1": { allowAnyOrganization: true } };
const deployed = JSON.stringify({ resources: [{ mode: "managed" }] });
const destroyed = JSON.stringify({ resources: [{ mode: "data" }] });

function settingsOf(settings: object, file = "workmail.json") {
  return parseSettings(JSON.stringify({ functionName: "mail", regions, ...settings }), file);
}

function notes(states: Record<string, string>, settings: object = {}, file?: string): string[] {
  return localLeftoverNotes(settingsOf(settings, file), folderWith(states));
}

describe("leftoverStacks", () => {
  const state = (name: string, functionName = "mail") => ({ environment: undefined, functionName, name });

  it("returns the single stack and the Regions that the settings do not name", () => {
    expect(leftoverStacks(settingsOf({}))).toEqual([
      { name: "workmail", reason: "layout", state: state("all-regions") },
      { name: "workmail-us-west-2", reason: "region", region: "us-west-2", state: state("us-west-2") },
      { name: "workmail-eu-west-1", reason: "region", region: "eu-west-1", state: state("eu-west-1") },
    ]);
  });

  it("returns the stack of each Region where the settings ask for a single one", () => {
    const own = { "us-west-2": { allowAnyOrganization: true, functionName: "mail-west" } };
    expect(leftoverStacks(settingsOf({ singleStack: true, regions: own }))).toEqual([
      { name: "workmail-us-east-1", reason: "region", region: "us-east-1", state: state("us-east-1") },
      { name: "workmail-us-west-2", reason: "layout", region: "us-west-2", state: state("us-west-2", "mail-west") },
      { name: "workmail-eu-west-1", reason: "region", region: "eu-west-1", state: state("eu-west-1") },
    ]);
  });

  it("returns nothing where all Regions are in the settings, but the other layout", () => {
    const all = { ...regions, "us-west-2": regions["us-east-1"], "eu-west-1": regions["us-east-1"] };
    expect(leftoverStacks(settingsOf({ regions: all })).map(({ name }) => name)).toEqual(["workmail"]);
  });
});

it.each([
  [false, ["workmail"]],
  [true, ["workmail-us-east-1", "workmail-us-west-2", "workmail-eu-west-1"]],
])("ofOtherLayout with singleStack %s keeps %j", (singleStack, names) => {
  const settings = settingsOf({ singleStack });
  expect(ofOtherLayout(leftoverStacks(settings), settings).map(({ name }) => name)).toEqual(names);
});

describe("a Region that is gone from the settings", () => {
  const note = (region: string, state: string, file = "workmail.json") =>
    `${region} is not in ${file}, but is still deployed (${state}). It stays until you destroy it: npm run destroy -- --removed`;

  it("is named while its state holds something, with the command that destroys it", () => {
    const states = { "state/mail/us-east-1.tfstate": deployed, "state/mail/us-west-2.tfstate": deployed };
    expect(notes(states)).toEqual([note("us-west-2", "state/mail/us-west-2.tfstate")]);
  });

  it("is named where it had a stack of its own and the settings ask for a single one", () => {
    const states = { "state/mail/us-west-2.tfstate": deployed };
    expect(notes(states, { singleStack: true })).toEqual([note("us-west-2", "state/mail/us-west-2.tfstate")]);
  });

  it("is looked for among the states of its environment", () => {
    const states = {
      "state/mail/us-west-2.tfstate": deployed,
      "state/staging/mail/eu-west-1.tfstate": deployed,
    };
    expect(notes(states, {}, "workmail.staging.json")).toEqual([
      note("eu-west-1", "state/staging/mail/eu-west-1.tfstate", "workmail.staging.json"),
    ]);
  });

  it.each([
    ["nothing is left in its state", { "state/mail/us-west-2.tfstate": destroyed }],
    ["its state is an empty file, as an interrupted first deployment leaves it", { "state/mail/us-west-2.tfstate": "" }],
    ["it has no state", {}],
  ])("is not named when %s", (_, states) => {
    expect(notes(states as Record<string, string>)).toEqual([]);
  });

  it("is an error with the file's name when its state was cut short", () => {
    expect(() => notes({ "state/mail/us-west-2.tfstate": '{"resources": [' })).toThrow(
      /\/state\/mail\/us-west-2\.tfstate is not valid JSON\. Next: restore it from a copy/,
    );
  });

  it("is not reported from a local file where the states are in a bucket", () => {
    const backend = { bucket: "states", region: "eu-west-1" };
    expect(notes({ "state/mail/us-west-2.tfstate": deployed }, { backend })).toEqual([]);
  });

  it("is Terraform's to report in a stack that has all of them", () => {
    expect(notes({ "state/mail/all-regions.tfstate": deployed }, { singleStack: true })).toEqual([]);
  });
});

describe("what is deployed in the other layout", () => {
  const note = (state: string, singleStack: boolean) =>
    `${state} holds what is still deployed in the other layout, since singleStack is ${singleStack} in workmail.json. Next: npm run move-states`;

  it("is named for each Region of the settings that has a stack of its own", () => {
    const states = { "state/mail/us-east-1.tfstate": deployed, "state/mail/eu-west-1.tfstate": destroyed };
    expect(notes(states, { singleStack: true })).toEqual([note("state/mail/us-east-1.tfstate", true)]);
  });

  it("is looked for under the name that the function has in the Region", () => {
    const states = { "state/mail/us-east-1.tfstate": deployed, "state/mail-us/us-east-1.tfstate": deployed };
    const own = { "us-east-1": { ...regions["us-east-1"], functionName: "mail-us" } };
    expect(notes(states, { singleStack: true, regions: own })).toEqual([note("state/mail-us/us-east-1.tfstate", true)]);
  });

  it("is named where it is the single stack, with the Regions that are gone", () => {
    const states = { "state/mail/all-regions.tfstate": deployed, "state/mail/us-west-2.tfstate": deployed };
    expect(notes(states)).toEqual([
      note("state/mail/all-regions.tfstate", false),
      expect.stringMatching(/^us-west-2 is not in workmail\.json/),
    ]);
  });
});
