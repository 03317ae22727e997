import { defaultRuntime } from "../../modules/runtime";

function lockFile(...providers: [name: string, version: string][]): string {
  return providers
    .map(
      ([name, version]) =>
        `provider "registry.terraform.io/${name}" {\n  version     = "${version}"\n  constraints = ">= 5.83.0, < 7.0.0"\n}\n`,
    )
    .join("\n");
}

it.each([
  ["5.100.0", "nodejs22.x"],
  ["6.9.0", "nodejs22.x"],
  ["6.18.9", "nodejs22.x"],
  ["6.19.0", "nodejs24.x"],
  ["6.100.1", "nodejs24.x"],
])("takes, with release %s of the AWS provider, %s", (version, runtime) => {
  expect(defaultRuntime(lockFile(["hashicorp/aws", version]))).toBe(runtime);
});

it("reads the release of the AWS provider only", () => {
  const others: [string, string][] = [
    ["hashicorp/awscc", "6.50.0"],
    ["hashicorp/random", "7.1.0"],
  ];
  expect(defaultRuntime(lockFile(...others, ["hashicorp/aws", "5.100.0"]))).toBe("nodejs22.x");
  expect(defaultRuntime(lockFile(["hashicorp/aws", "6.20.0"], ...others))).toBe("nodejs24.x");
});

it("reads a lock file of OpenTofu, and one with the line ends of Windows", () => {
  const openTofu = lockFile(["hashicorp/aws", "6.20.0"]).replace("terraform.io", "opentofu.org");
  expect(defaultRuntime(openTofu.replaceAll("\n", "\r\n"))).toBe("nodejs24.x");
});

it("takes nodejs22.x if the lock file has no AWS provider", () => {
  expect(defaultRuntime("")).toBe("nodejs22.x");
});
