import * as path from "node:path";
import type { TerraformFolder } from "../../cli/terraform/folder";

/** The change that Terraform would make to a resource. */
export interface ResourceChange {
  readonly address: string;
  /** Where it was before `moved`. */
  readonly previous_address?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly after: Record<string, unknown> | null;
    readonly after_unknown: unknown;
  };
}

/** Plans a folder that is initialized: all resources, those that stay as they are included. */
export async function planOf(terraform: TerraformFolder, folder: string): Promise<readonly ResourceChange[]> {
  const file = path.join(folder, "plan");
  await terraform.plan(file);
  const { resource_changes = [] } = (await terraform.show(file)) as {
    resource_changes?: readonly ResourceChange[];
  };
  return resource_changes.filter(({ mode }) => mode === "managed");
}

/** The actions by address, without the resources that stay as they are. */
export function actionsOf(changes: readonly ResourceChange[]): Record<string, string> {
  return Object.fromEntries(
    changes
      .map(({ address, change }) => [address, change.actions.join(", ")])
      .filter(([, actions]) => actions !== "no-op"),
  ) as Record<string, string>;
}
