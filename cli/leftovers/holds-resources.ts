import { holdsResources } from "../../modules/state/contents";
import type { TerraformFolder } from "../terraform/folder";

/** Returns whether anything is deployed, as the state shows, wherever it is. */
export async function holdsManaged(terraform: TerraformFolder) {
  const state = await terraform.pullState();
  return state !== undefined && holdsResources(state, "The state");
}
