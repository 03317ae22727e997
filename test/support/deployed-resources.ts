import type { TerraformFolder } from "../../cli/terraform/folder";
import type { Resource } from "./resources";

interface Module {
  readonly resources?: readonly (Resource & { readonly mode: string })[];
}

interface State {
  readonly values: {
    readonly root_module: Module & { readonly child_modules?: Module[] };
  };
}

/** The deployed resources, as Terraform has read them back: of the modules it calls, where there are any. */
export async function deployedResources(terraform: TerraformFolder): Promise<Resource[]> {
  const { values } = (await terraform.show()) as State;
  const { child_modules = [values.root_module] } = values.root_module;
  return child_modules.flatMap(({ resources = [] }) => resources).filter(({ mode }) => mode === "managed");
}
