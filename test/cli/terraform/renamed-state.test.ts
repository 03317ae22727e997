import { existsSync } from "node:fs";
import * as path from "node:path";
import { forgetRenamedState } from "../../../cli/terraform/renamed-state";
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
function local(name: string) {
  return `../../../state/${name}/us-east-1.tfstate`;
}
function key(name: string) {
  return `workmail/${name}/us-east-1.tfstate`;
}

it("a state in a folder is forgotten when the function has another name", () => {
  const changed = folder(
    { type: "local", config: { path: local("old"), workspace_dir: null } },
    { local: { path: local("new") } },
  );
  // The old state does not exist: there is nothing to say of it.
  expect(forgetRenamedState(changed)).toBeUndefined();
  expect(existsSync(path.join(changed, MEMORY))).toBe(false);
});

it("what it holds is said to stay", () => {
  const root = folderWith({
    "state/old/us-east-1.tfstate": JSON.stringify({
      resources: [{ mode: "managed" }],
    }),
    [`cdktf.out/stacks/workmail-us-east-1/${MEMORY}`]: JSON.stringify({
      backend: { type: "local", config: { path: local("old") } },
    }),
    "cdktf.out/stacks/workmail-us-east-1/cdk.tf.json": JSON.stringify({
      terraform: { backend: { local: { path: local("new") } } },
    }),
  });
  expect(forgetRenamedState(path.join(root, "cdktf.out/stacks/workmail-us-east-1"))).toBe(
    "workmail-us-east-1 has another state than before. The resources in the old one (../../../state/old/us-east-1.tfstate) stay deployed until you destroy them: npm run destroy -- workmail-us-east-1, with the settings of then.",
  );
});

it("a state in a bucket is forgotten, too, and may hold something", () => {
  const changed = folder(
    { type: "s3", config: { ...bucket, key: key("old"), acl: null } },
    { s3: { ...bucket, key: key("new") } },
  );
  expect(forgetRenamedState(changed)).toContain(
    "The resources, if any, in the old one (workmail/old/us-east-1.tfstate) stay deployed",
  );
  expect(existsSync(path.join(changed, MEMORY))).toBe(false);
});

it.each([
  ["the same state", { type: "local", config: { path: local("old") } }, { local: { path: local("old") } }],
  [
    "one that has to be moved to a bucket",
    { type: "local", config: { path: local("old") } },
    { s3: { ...bucket, key: key("new") } },
  ],
  [
    "one in another bucket",
    { type: "s3", config: { ...bucket, key: key("old") } },
    { s3: { ...bucket, bucket: "others", key: key("new") } },
  ],
  [
    "one under another prefix",
    { type: "s3", config: { ...bucket, key: key("old") } },
    { s3: { ...bucket, key: "others/old/us-east-1.tfstate" } },
  ],
])("%s is remembered", (_, remembered, backend) => {
  const kept = folder(remembered, backend);
  expect(forgetRenamedState(kept)).toBeUndefined();
  expect(existsSync(path.join(kept, MEMORY))).toBe(true);
});

it("where Terraform was never initialized there is nothing to forget", () => {
  expect(forgetRenamedState(folderWith({}))).toBeUndefined();
});

it.each(["", "{", '{"version": 3, "ba'])(
  "forgets a memory that was cut short to %j, at which Terraform would stop",
  (memory) => {
    const stack = folderWith({ [MEMORY]: memory });
    expect(forgetRenamedState(stack)).toBeUndefined();
    expect(existsSync(path.join(stack, MEMORY))).toBe(false);
  },
);

it("names the configuration that was cut short", () => {
  const stack = folderWith({ [MEMORY]: "{}", "cdk.tf.json": '{"terraform"' });
  expect(() => forgetRenamedState(stack)).toThrow(
    `${path.join(stack, "cdk.tf.json")} is not valid JSON. Next: run the same command again, which synthesizes it`,
  );
});
