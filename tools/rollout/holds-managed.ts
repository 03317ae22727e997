import type { TerraformFolder } from "../terraform/terraform";
import { managedIn, type State } from "./state-moves";

/** Whether anything is deployed, as a state tells wherever it lies. Data sources do not count: they stay when everything else is moved away. */
export async function holdsManaged(terraform: TerraformFolder) {
  const json = await terraform.pullState();
  return (
    json !== undefined &&
    Object.keys(managedIn(JSON.parse(json) as State)).length > 0
  );
}
