import { readFileSync } from "node:fs";
import * as path from "node:path";
import { App } from "cdktf";
import { type AddedLeftover, addLeftoverStacks } from "../../../modules/stacks/leftover-stacks";
import { ALL_REGIONS } from "../../../modules/state/location";
import { REGIONS } from "../../../modules/workmail";
import { folderWith } from "../../support/folder";

const backend = { bucket: "state-bucket", region: "eu-west-1", keyPrefix: "workmail" };
const ofRegion: AddedLeftover = {
  name: "workmail-us-west-2",
  reason: "region",
  region: "us-west-2",
  state: { functionName: "mail", name: "us-west-2" },
};
const ofAllRegions: AddedLeftover = {
  name: "workmail",
  reason: "layout",
  state: { functionName: "mail", name: ALL_REGIONS },
};

/** The configuration that CDKTF writes for a leftover. */
function configurationOf(leftover: AddedLeftover, ...[settings]: [backend?: typeof backend]) {
  const outdir = path.join(folderWith({}), "cdktf.out");
  const app = new App({ outdir });
  addLeftoverStacks(app, [leftover], settings);
  app.synth();
  const file = path.join(outdir, "stacks", leftover.name, "cdk.tf.json");
  const { provider, resource, terraform } = JSON.parse(readFileSync(file, "utf8")) as {
    provider: { aws: unknown[] };
    resource?: object;
    terraform: { backend: object };
  };
  return { providers: provider.aws, resource, backend: terraform.backend };
}

describe("a leftover", () => {
  it.each([
    ["of a Region", ofRegion, [{ region: "us-west-2" }]],
    ["of all Regions", ofAllRegions, REGIONS.map((region) => ({ region, alias: region.replaceAll("-", "_") }))],
  ])("%s has its providers, which demand the account that it is deployed in", (_, leftover, providers) => {
    expect(configurationOf(leftover).providers).toEqual(providers);
    expect(configurationOf({ ...leftover, accountId: "111122223333" }).providers).toEqual(
      providers.map((provider) => ({ ...provider, allowed_account_ids: ["111122223333"] })),
    );
  });

  it("has its state, local or in the bucket, and no resource, so that Terraform destroys what it holds", () => {
    expect(configurationOf(ofRegion)).toMatchObject({
      resource: undefined,
      backend: { local: { path: "../../../state/mail/us-west-2.tfstate" } },
    });
    expect(configurationOf(ofAllRegions, backend).backend).toEqual({
      s3: { bucket: "state-bucket", region: "eu-west-1", key: "workmail/mail/all-regions.tfstate", encrypt: true },
    });
  });
});
