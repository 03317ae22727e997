import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Terraform } from "../../../cli/terraform/binary";
import { isInitialized, keepInitialization, recordInitialization } from "../../../cli/terraform/initialization";
import { folderWith } from "../../support/folder";

const PROVIDER = path.join(".terraform", "providers", "registry.test", "hashicorp", "aws", "5.0.0", "linux_amd64");
const FILES = {
  "cdk.tf.json": '{"resource":{}}',
  ".terraform.lock.hcl": 'version = "5.0.0"',
  ".terraform/terraform.tfstate": '{"backend":{}}',
};

const terraform: Terraform = {
  product: "Terraform",
  version: "1.11.4",
  binary: "/usr/bin/terraform",
  providers: { kind: "mirror", description: "from a mirror", environment: {}, sharesCache: false },
};
const inputs = { terraform, env: { HOME: "/home/user", TF_PLUGIN_CACHE_DIR: "/cache" } };

/** Returns a folder after init, and the mirror that its provider is in. */
function initializedFolder() {
  const mirror = folderWith({ provider: "a program" });
  const folder = folderWith(FILES);
  mkdirSync(path.dirname(path.join(folder, PROVIDER)), { recursive: true });
  symlinkSync(mirror, path.join(folder, PROVIDER));
  recordInitialization(folder, inputs);
  return { folder, mirror };
}

it("holds while nothing changes that init reads", () => {
  const { folder } = initializedFolder();
  expect(isInitialized(folder, inputs)).toBe(true);
  expect(isInitialized(folder, { ...inputs, env: { ...inputs.env, HOME: "/home/other" } })).toBe(true);
});

it("does not hold where init never ran", () => {
  expect(isInitialized(folderWith(FILES), inputs)).toBe(false);
});

it.each(Object.keys(FILES))("does not hold after a change of %s", (name) => {
  const { folder } = initializedFolder();
  writeFileSync(path.join(folder, name), "changed");
  expect(isInitialized(folder, inputs)).toBe(false);
});

it.each(Object.keys(FILES))("does not hold without %s", (name) => {
  const { folder } = initializedFolder();
  rmSync(path.join(folder, name));
  expect(isInitialized(folder, inputs)).toBe(false);
});

it("does not hold with another configuration file", () => {
  const { folder } = initializedFolder();
  writeFileSync(path.join(folder, "override.tf"), "");
  expect(isInitialized(folder, inputs)).toBe(false);
});

it("does not hold with modules", () => {
  const { folder } = initializedFolder();
  mkdirSync(path.join(folder, ".terraform", "modules"));
  expect(isInitialized(folder, inputs)).toBe(false);
});

it("does not hold when the provider is gone", () => {
  const { folder, mirror } = initializedFolder();
  rmSync(mirror, { recursive: true });
  expect(isInitialized(folder, inputs)).toBe(false);
});

it.each([
  ["version", { version: "1.11.5" }],
  ["product", { product: "OpenTofu" as const }],
  ["program", { binary: "another/terraform" }],
  ["provider source", { providers: { ...terraform.providers, description: "from the registry" } }],
])("does not hold for another %s", (_, changed) => {
  const { folder } = initializedFolder();
  expect(isInitialized(folder, { ...inputs, terraform: { ...terraform, ...changed } })).toBe(false);
});

it("does not hold with another variable of Terraform", () => {
  const { folder } = initializedFolder();
  expect(isInitialized(folder, { terraform, env: { TF_PLUGIN_CACHE_DIR: "/other" } })).toBe(false);
});

it.each(["TF_CLI_ARGS", "TF_CLI_ARGS_init"])("neither holds nor is noted with arguments in %s", (name) => {
  const { folder } = initializedFolder();
  const withArguments = { terraform, env: { ...inputs.env, [name]: "-upgrade" } };
  expect(isInitialized(folder, withArguments)).toBe(false);
  const fresh = initializedFolder().folder;
  rmSync(path.join(fresh, ".terraform", "initialized"));
  recordInitialization(fresh, withArguments);
  expect(existsSync(path.join(fresh, ".terraform", "initialized"))).toBe(false);
});

describe("keepInitialization", () => {
  /** A folder that was synthesized again. */
  function newFolder(): string {
    return folderWith(FILES);
  }

  it("takes over the providers of a mirror as links", () => {
    const { folder, mirror } = initializedFolder();
    const next = newFolder();
    keepInitialization(folder, next);
    expect(isInitialized(next, inputs)).toBe(true);
    expect(readlinkSync(path.join(next, PROVIDER))).toBe(mirror);
    expect(readFileSync(path.join(next, PROVIDER, "provider"), "utf8")).toBe("a program");
  });

  it.each([
    ["is a copy", (link: string) => mkdirSync(link)],
    ["is gone", () => undefined],
  ])("takes over nothing when the provider %s", (_, replace) => {
    const { folder } = initializedFolder();
    rmSync(path.join(folder, PROVIDER));
    replace(path.join(folder, PROVIDER));
    const next = newFolder();
    keepInitialization(folder, next);
    expect(isInitialized(next, inputs)).toBe(false);
    expect(existsSync(path.join(next, ".terraform", "providers"))).toBe(false);
  });

  it("takes over nothing where init never ran", () => {
    const next = newFolder();
    keepInitialization(newFolder(), next);
    expect(isInitialized(next, inputs)).toBe(false);
  });
});
