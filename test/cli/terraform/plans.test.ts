import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Terraform } from "../../../cli/terraform/binary";
import { planStacks } from "../../../cli/terraform/plans";
import { folderWith } from "../../support/folder";

/** Notes its commands. Its init links a provider, and its plan shows a change. */
const SCRIPT = `#!/bin/sh
echo "$1" >> calls
if [ "$1" = init ]; then
  mkdir -p .terraform/providers/host/hashicorp/aws/5.0.0
  ln -sfn "$PWD" .terraform/providers/host/hashicorp/aws/5.0.0/linux_amd64
  exit 0
fi
if [ -e wants-init ]; then
  rm wants-init
  echo "a line of the failed plan"
  cat reason >&2
  exit 1
fi
echo "the plan"
exit 2
`;

function planned() {
  const folder = folderWith({ "stacks/one/cdk.tf.json": "{}", terraform: SCRIPT });
  const binary = path.join(folder, "terraform");
  chmodSync(binary, 0o755);
  const stack = path.join(folder, "stacks", "one");
  const terraform: Terraform = {
    product: "Terraform",
    version: "1.11.4",
    binary,
    providers: { kind: "default", description: "", environment: {}, sharesCache: false },
  };
  return {
    plan: () =>
      planStacks([{ name: "one", folder: stack, dependencies: [] }], { terraform, env: { PATH: process.env.PATH } }),
    calls: () => readFileSync(path.join(stack, "calls"), "utf8").trim().split("\n"),
    failNextPlan: (reason: string) => {
      writeFileSync(path.join(stack, "reason"), reason);
      writeFileSync(path.join(stack, "wants-init"), "");
    },
    write: (name: string, content: string) => writeFileSync(path.join(stack, name), content),
  };
}

it("runs init before the first plan only, while nothing changes", async () => {
  const { plan, calls } = planned();
  const first = await plan();
  expect(await plan()).toEqual(first);
  expect(first).toMatchObject([{ name: "one", hasChanges: true, text: "the plan" }]);
  expect(calls()).toEqual(["init", "plan", "plan"]);
});

it("runs init again after a change of the configuration", async () => {
  const { plan, calls, write } = planned();
  await plan();
  write("cdk.tf.json", '{"resource":{}}');
  await plan();
  expect(calls()).toEqual(["init", "plan", "init", "plan"]);
});

it("runs init and plans again when Terraform asks for it", async () => {
  const { plan, calls, failNextPlan } = planned();
  await plan();
  failNextPlan('Error: Required plugins are not installed\n\nrun "terraform init"');
  expect(await plan()).toMatchObject([{ text: "the plan" }]);
  expect(calls()).toEqual(["init", "plan", "plan", "init", "plan"]);
});

it("reports any other error of a plan without another init", async () => {
  const { plan, calls, failNextPlan } = planned();
  await plan();
  failNextPlan("Error: no credentials");
  await expect(plan()).rejects.toThrow("Error: no credentials");
  expect(calls()).toEqual(["init", "plan", "plan", "state"]);
});
