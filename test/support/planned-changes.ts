import * as path from "node:path";
import type { Sandbox } from "../../cli/emulator/sandbox";
import type { Stack } from "../../cli/terraform/stacks";

interface Plan {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly change: { readonly actions: readonly string[] };
  }[];
}

/**
 * The changes that Terraform would make to a stack, resource by resource.
 *
 * @throws TerraformFailed when the plan is refused
 */
export async function plannedChanges(sandbox: Sandbox, stack: Stack) {
  const terraform = sandbox.terraformIn(stack);
  await terraform.init();
  const file = path.join(stack.folder, "plan");
  await terraform.plan(file);
  const { resource_changes = [] } = (await terraform.show(file)) as Plan;
  return resource_changes
    .map(({ address, change: { actions } }) => ({ address, actions }))
    .filter(({ actions: [action] }) => action !== "no-op" && action !== "read");
}
