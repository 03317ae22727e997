import type { Sandbox } from "../../tools/sandbox";
import type { Resource } from "./resources";

interface State {
  readonly values: {
    readonly root_module: {
      readonly resources: readonly (Resource & { readonly mode: string })[];
    };
  };
}

/** What is deployed in a Region, as Terraform has read it back. */
export async function deployedResources(
  sandbox: Sandbox,
  region: string,
): Promise<Resource[]> {
  const terraform = sandbox.terraformIn(sandbox.stackOf(region));
  const { values } = (await terraform.show()) as State;
  return values.root_module.resources.filter(({ mode }) => mode === "managed");
}
