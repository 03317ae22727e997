import { parseSettings } from "../../../modules/settings/settings";
import { removedRegionNotes } from "../../../modules/stacks/leftover-notes";
import { folderWith } from "../../support/folder";

const regions = { "us-east-1": { allowAnyOrganization: true } };
const deployed = JSON.stringify({ resources: [{ mode: "managed" }] });
const destroyed = JSON.stringify({ resources: [{ mode: "data" }] });

function notes(states: Record<string, string>, settings: object = {}, file = "workmail.json"): string[] {
  return removedRegionNotes(
    parseSettings(JSON.stringify({ functionName: "mail", regions, ...settings }), file),
    folderWith(states),
  );
}

describe("a Region that is gone from the settings", () => {
  it("is named while its state holds something, with the command that takes it away", () => {
    expect(
      notes({
        "state/mail/us-east-1.tfstate": deployed,
        "state/mail/us-west-2.tfstate": deployed,
      }),
    ).toEqual([
      "us-west-2 is not in workmail.json, and is still deployed (state/mail/us-west-2.tfstate). It stays as it is, until you take it away: npm run destroy -- --removed",
    ]);
  });

  it("is looked for among the states of its environment", () => {
    const states = {
      "state/mail/us-west-2.tfstate": deployed,
      "state/staging/mail/eu-west-1.tfstate": deployed,
    };
    expect(notes(states, {}, "workmail.staging.json")).toEqual([
      "eu-west-1 is not in workmail.staging.json, and is still deployed (state/staging/mail/eu-west-1.tfstate). It stays as it is, until you take it away: npm run destroy -- --removed",
    ]);
  });

  it("is not named when nothing of it is left, or nothing was", () => {
    expect(notes({ "state/mail/us-west-2.tfstate": destroyed })).toEqual([]);
    expect(notes({})).toEqual([]);
  });

  it("is not told of by a local file where the states are in a bucket", () => {
    expect(
      notes({ "state/mail/us-west-2.tfstate": deployed }, { backend: { bucket: "states", region: "eu-west-1" } }),
    ).toEqual([]);
  });

  it("is Terraform's to tell in a stack that has all of them", () => {
    expect(notes({ "state/mail/all-regions.tfstate": deployed }, { singleStack: true })).toEqual([]);
  });
});

describe("what the stacks of the other shape hold", () => {
  const LEFT = "is still deployed, and is in no stack that workmail.json asks for: npm run move-states";

  it("is named for each Region that has a stack of its own, in the settings or not", () => {
    const states = {
      "state/mail/us-east-1.tfstate": deployed,
      "state/mail/us-west-2.tfstate": deployed,
      "state/mail/eu-west-1.tfstate": destroyed,
    };
    expect(notes(states, { singleStack: true })).toEqual([
      `What state/mail/us-east-1.tfstate holds ${LEFT}`,
      `What state/mail/us-west-2.tfstate holds ${LEFT}`,
    ]);
  });

  it("is looked for under the name that the function has in the Region", () => {
    expect(
      notes(
        {
          "state/mail/us-east-1.tfstate": deployed,
          "state/mail-us/us-east-1.tfstate": deployed,
        },
        {
          singleStack: true,
          regions: {
            "us-east-1": { ...regions["us-east-1"], functionName: "mail-us" },
          },
        },
      ),
    ).toEqual([`What state/mail-us/us-east-1.tfstate holds ${LEFT}`]);
  });

  it("is named where it is the single stack, with the Regions that are gone", () => {
    expect(
      notes({
        "state/mail/all-regions.tfstate": deployed,
        "state/mail/us-west-2.tfstate": deployed,
      }),
    ).toEqual([
      `What state/mail/all-regions.tfstate holds ${LEFT}`,
      "us-west-2 is not in workmail.json, and is still deployed (state/mail/us-west-2.tfstate). It stays as it is, until you take it away: npm run destroy -- --removed",
    ]);
  });

  it("is not told of by a local file where the states are in a bucket", () => {
    expect(
      notes(
        { "state/mail/us-east-1.tfstate": deployed },
        {
          singleStack: true,
          backend: { bucket: "states", region: "eu-west-1" },
        },
      ),
    ).toEqual([]);
  });
});
