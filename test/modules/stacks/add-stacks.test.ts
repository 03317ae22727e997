import { readFileSync } from "node:fs";
import * as path from "node:path";
import { App } from "cdktf";
import { parseSettings } from "../../../modules/settings/settings";
import { addStacks } from "../../../modules/stacks/add-stacks";
import { REGIONS } from "../../../modules/workmail";
import { folderWith } from "../../support/folder";
import { functionPackage, ORGANIZATIONS } from "../../support/stack";

const here = { organizationIds: [ORGANIZATIONS.one] };
const regions = { "us-east-1": here, "us-west-2": here, "eu-west-1": here };

interface Configuration {
  readonly provider: { readonly aws: readonly object[] };
  readonly output: Record<string, object>;
  readonly resource: Record<string, Record<string, { provider?: string }>>;
  readonly data: Record<string, Record<string, { provider?: string }>>;
  readonly terraform: { readonly backend: object };
}

/** The files that CDKTF writes for these settings. */
function synthesized(settings: object, file = "workmail.json") {
  const outdir = path.join(folderWith({}), "cdktf.out");
  const app = new App({ outdir });
  addStacks(app, parseSettings(JSON.stringify(settings), file), functionPackage());
  app.synth();
  const { stacks } = JSON.parse(readFileSync(path.join(outdir, "manifest.json"), "utf8")) as {
    stacks: Record<string, { dependencies: string[] }>;
  };
  const configuration = (stack: string) =>
    JSON.parse(readFileSync(path.join(outdir, "stacks", stack, "cdk.tf.json"), "utf8")) as Configuration;
  return {
    configuration,
    dependencies: Object.fromEntries(Object.entries(stacks).map(([name, { dependencies }]) => [name, dependencies])),
  };
}

describe("stacks", () => {
  it("are one for each Region, all at once", () => {
    expect(synthesized({ regions }).dependencies).toEqual({
      "workmail-us-east-1": [],
      "workmail-us-west-2": [],
      "workmail-eu-west-1": [],
    });
  });

  it("of a wave come after all of the wave before", () => {
    const waves = [{ regions: ["eu-west-1"] }, { regions: ["us-east-1", "us-west-2"] }];
    expect(synthesized({ regions, rollout: { waves } }).dependencies).toEqual({
      "workmail-eu-west-1": [],
      "workmail-us-east-1": ["workmail-eu-west-1"],
      "workmail-us-west-2": ["workmail-eu-west-1"],
    });
  });

  it("of an environment have its name, in their state, too", () => {
    const { configuration, dependencies } = synthesized({ regions: { "us-east-1": here } }, "workmail.staging.json");
    expect(Object.keys(dependencies)).toEqual(["workmail-staging-us-east-1"]);
    expect(configuration("workmail-staging-us-east-1").terraform.backend).toEqual({
      local: {
        path: "../../../state/staging/workmail-email-events-staging/us-east-1.tfstate",
      },
    });
  });
});

describe("a single stack", () => {
  const { configuration, dependencies } = synthesized({
    functionName: "mail",
    singleStack: true,
    regions: { "us-east-1": here, "eu-west-1": here },
  });
  const stack = configuration("workmail");

  it("holds all Regions, in one state", () => {
    expect(dependencies).toEqual({ workmail: [] });
    expect(stack.terraform.backend).toEqual({
      local: { path: "../../../state/mail/all-regions.tfstate" },
    });
  });

  it("has the provider of every Region, so that a Region can be removed", () => {
    expect(stack.provider.aws).toEqual(REGIONS.map((region) => ({ alias: region.replaceAll("-", "_"), region })));
  });

  it("refuses another account than the one that is set", () => {
    const inAccount = { ...here, accountId: "111122223333" };
    const { configuration } = synthesized({
      singleStack: true,
      regions: { "us-east-1": inAccount, "eu-west-1": inAccount },
    });
    expect(configuration("workmail").provider.aws?.slice(0, 3)).toEqual([
      { alias: "us_east_1", region: "us-east-1", allowed_account_ids: ["111122223333"] },
      { alias: "us_west_2", region: "us-west-2" },
      { alias: "eu_west_1", region: "eu-west-1", allowed_account_ids: ["111122223333"] },
    ]);
  });

  it("makes everything with the provider of its Region", () => {
    const all = [stack.resource, stack.data].flatMap((byType) =>
      Object.values(byType).flatMap((byName) => Object.entries(byName)),
    );
    expect(all.length).toBeGreaterThan(30);
    // terraform_data belongs to Terraform itself.
    for (const [name, { provider }] of all.filter(([name]) => !name.endsWith("_location"))) {
      const region = /^(us_east_1|eu_west_1)_/.exec(name)?.[1];
      expect([name, provider]).toEqual([name, `aws.${region}`]);
    }
  });

  it("has every output of each Region under its name", () => {
    const names = Object.keys(stack.output);
    expect(names).toContain("us_east_1_function_arn");
    expect(names.filter((name) => name.startsWith("us_east_1_"))).toHaveLength(names.length / 2);
  });
});
