import { withLiveVersions } from "../../../../cli/commands/rollback/settings-edit";

const settings = `{
    "functionName": "mail",
    "liveAlias": true, "newVersionWeight": 0.1,
    "regions": {
        "eu-west-1": { "organizationIds": ["m-33333333333333333333333333333333"], "liveVersion": "4" },
        "us-east-1": { "allowAnyOrganization": true, "liveVersion": "7" }
    }
}
`;

/** The same, with a version that the Regions share; us-east-1 has its own. */
const shared = settings
  .replace(', "liveVersion": "4"', "")
  .replace('"liveAlias": true', '"liveAlias": true, "liveVersion": "5"');

it("writes the version of each Region, removes the newest's share, and leaves the rest as it is", () => {
  const edited = withLiveVersions(settings, "workmail.json", {
    "eu-west-1": "3",
    "us-east-1": "6",
  });
  expect(JSON.parse(edited)).toMatchObject({
    newVersionWeight: 0.1,
    regions: {
      "eu-west-1": { liveVersion: "3", newVersionWeight: 0 },
      "us-east-1": { liveVersion: "6", newVersionWeight: 0 },
    },
  });
  expect(edited).toContain('    "liveAlias": true, "newVersionWeight": 0.1,\n');
});

it("removes the version and its share again", () => {
  const edited = withLiveVersions(settings, "workmail.json", {
    "us-east-1": null,
  });
  expect(JSON.parse(edited)).toMatchObject({
    newVersionWeight: 0.1,
    regions: {
      "eu-west-1": { organizationIds: ["m-33333333333333333333333333333333"], liveVersion: "4" },
      "us-east-1": { allowAnyOrganization: true, newVersionWeight: 0 },
    },
  });
  expect(edited).not.toContain('"7"');
});

it("takes it out for all Regions when all of them go to the newest", () => {
  const edited = withLiveVersions(shared, "workmail.json", {
    "eu-west-1": null,
    "us-east-1": null,
  });
  expect(edited).not.toContain("liveVersion");
});

it("leaves the version of all Regions to those that are to stay there", () => {
  const edited = withLiveVersions(shared, "workmail.json", {
    "us-east-1": null,
  });
  expect(JSON.parse(edited)).toEqual({
    functionName: "mail",
    liveAlias: true,
    newVersionWeight: 0.1,
    regions: {
      "eu-west-1": {
        organizationIds: ["m-33333333333333333333333333333333"],
        liveVersion: "5",
      },
      "us-east-1": { allowAnyOrganization: true, newVersionWeight: 0 },
    },
  });
});

it("takes a wave's share away from a Region that goes to the newest", () => {
  const inWaves = settings.replace(
    '"liveAlias"',
    '"rollout": { "waves": [{ "regions": ["us-east-1"], "newVersionWeight": 0.5 }, { "regions": ["eu-west-1"] }] }, "liveAlias"',
  );
  const edited = withLiveVersions(inWaves, "workmail.json", {
    "us-east-1": null,
  });
  expect(JSON.parse(edited)).toMatchObject({
    regions: { "us-east-1": { newVersionWeight: 0 } },
  });
  expect(edited).not.toContain('"7"');
});

it("refuses what the settings would refuse", () => {
  expect(() =>
    withLiveVersions(settings.replace("true,", "false,"), "workmail.json", {
      "eu-west-1": "3",
    }),
  ).toThrow(/liveVersion: "7" given in us-east-1; allowed: with liveAlias/);
});
