import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { folderWith } from "../support/folder";

/** Files that people and Terraform leave behind, in each folder of which there is something in the npm package. */
const PRIVATE = [
  ".env",
  ".env.production",
  ".npmrc",
  ".terraform.lock.hcl",
  ".terraform/modules/other/main.tf.json",
  ".terraform/modules/other/index.ts",
  ".terraform/terraform.tfstate",
  "crash.log",
  "credentials",
  "errored.tfstate",
  "key.pem",
  "prod.auto.tfvars.json",
  "prod.tfvars",
  "provider_override.tf.json",
  "terraform.tfstate",
  "terraform.tfstate.backup",
  "workmail.json",
].flatMap((name) => ["", "modules/", "modules/terraform/"].map((folder) => folder + name));

function packed(folder: string): string[] {
  const json = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [tarball] = JSON.parse(json) as [{ files: { path: string }[] }];
  return tarball.files.map(({ path }) => path).sort();
}

describe("the npm package", () => {
  const committed = execFileSync("git", ["ls-files", "-z", "modules", "function", "cli"], { encoding: "utf8" })
    .split("\0")
    .filter(Boolean);
  const left = PRIVATE.map((file) => [file, file.endsWith("json") ? "{}" : ""]);
  const project = [...committed, "package.json"].map((file) => [
    file,
    file.endsWith("package.json") ? readFileSync(file) : "",
  ]);
  const files = packed(folderWith(Object.fromEntries([...left, ...project]) as Record<string, string>));

  it.each(PRIVATE)("leaves out %s", (file) => {
    expect(files).not.toContain(file);
  });

  it("holds every committed file of the module but its tests", () => {
    const ofModule = (names: string[]) => names.filter((name) => name.startsWith("modules/terraform/"));
    const wanted = ofModule(committed).filter((name) => !name.includes("/tests/"));
    expect(ofModule(files)).toEqual(wanted.sort());
    expect(wanted).toContain("modules/terraform/main.tf");
  });
});

it("runs no package's install script in a clone", () => {
  const value = execFileSync("npm", ["config", "get", "ignore-scripts"], { encoding: "utf8" });
  expect(value.trim()).toBe("true");
});
