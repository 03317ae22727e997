import { existsSync } from "node:fs";
import * as path from "node:path";
import { forgetRenamedState } from "../../../tools/terraform/renamed-state";
import { folderWith } from "../../support/folder";

const MEMORY = ".terraform/terraform.tfstate";

/** A folder where Terraform remembers one backend, and that asks for another. */
function folder(remembered: object, backend: object): string {
  return folderWith({
    [MEMORY]: JSON.stringify({ backend: remembered }),
    "cdk.tf.json": JSON.stringify({ terraform: { backend } }),
  });
}

const bucket = { bucket: "states", region: "eu-west-1" };

it.each([
  [
    "in a folder",
    { type: "local", config: { path: "old.tfstate", workspace_dir: null } },
    { local: { path: "new.tfstate" } },
    "old.tfstate",
  ],
  [
    "in a bucket",
    { type: "s3", config: { ...bucket, key: "old", acl: null } },
    { s3: { ...bucket, key: "new" } },
    "old",
  ],
])("a state of another name %s is forgotten", (_, remembered, backend, old) => {
  const changed = folder(remembered, backend);
  expect(forgetRenamedState(changed)).toBe(old);
  expect(existsSync(path.join(changed, MEMORY))).toBe(false);
});

it.each([
  [
    "the same state",
    { type: "local", config: { path: "old.tfstate" } },
    { local: { path: "old.tfstate" } },
  ],
  [
    "one that has to be moved to a bucket",
    { type: "local", config: { path: "old.tfstate" } },
    { s3: { ...bucket, key: "new" } },
  ],
  [
    "one in another bucket",
    { type: "s3", config: { ...bucket, key: "old" } },
    { s3: { ...bucket, bucket: "others", key: "new" } },
  ],
])("%s is remembered", (_, remembered, backend) => {
  const kept = folder(remembered, backend);
  expect(forgetRenamedState(kept)).toBeUndefined();
  expect(existsSync(path.join(kept, MEMORY))).toBe(true);
});

it("where Terraform was never initialised there is nothing to forget", () => {
  expect(forgetRenamedState(folderWith({}))).toBeUndefined();
});
