import { runtimeOf } from "../../../modules/constructs/function-runtime";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { folderWith } from "../../support/folder";

const terraform = new EmulatedTerraform();
beforeAll(() => terraform.start());
afterAll(() => terraform.stop());

/** The release in a lock file, and what Terraform then takes. */
const CASES = [
  ["5.100.0", "nodejs22.x", "5.100"],
  ["6.18.0", "nodejs22.x", "6.18"],
  ["6.19.0", "nodejs24.x", "6.19"],
  ["6.101.0", "nodejs24.x", "6.101"],
  ["missing", "nodejs22.x", "none"],
] as const;

it("takes the newest runtime that the AWS provider in the lock file accepts, and says why", async () => {
  const { runtime, reason } = runtimeOf(undefined);
  const outputs = CASES.flatMap(([version]) =>
    Object.entries({ runtime, reason }).map(
      ([name, value]) =>
        [
          `${name} ${version}`.replace(/\W/g, "_"),
          // Terraform refuses a lock file of its own with a release that is not installed.
          { value: value.replaceAll("path.root", `path.root}/\${"${version}"`) },
        ] as const,
    ),
  );
  const folder = folderWith({
    "main.tf.json": JSON.stringify({ output: Object.fromEntries(outputs) }),
    ...Object.fromEntries(
      CASES.filter(([version]) => version !== "missing").map(([version]) => [
        `${version}/.terraform.lock.hcl`,
        `provider "registry.terraform.io/hashicorp/aws" {\n  version = "${version}"\n}\n`,
      ]),
    ),
  });
  await terraform.in(folder).init();
  await terraform.in(folder).apply();
  expect(await terraform.in(folder).outputs()).toEqual(
    Object.fromEntries(
      CASES.flatMap(([version, chosen, found]) => [
        [`runtime ${version}`.replace(/\W/g, "_"), chosen],
        [
          `reason ${version}`.replace(/\W/g, "_"),
          `nodejs24.x needs the AWS provider 6.19; .terraform.lock.hcl has ${found}`,
        ],
      ]),
    ),
  );
});
