import { tellsOfResources } from "../../modules/stacks/state";
import type { TerraformFolder } from "../terraform/terraform";

/** Whether anything is deployed, as a state tells wherever it lies. */
export async function holdsManaged(terraform: TerraformFolder) {
  const state = await terraform.pullState();
  return state !== undefined && tellsOfResources(state);
}
