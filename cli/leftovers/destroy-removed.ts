import { readSettings } from "../../modules/settings/read-settings";
import { destroyStacks, type StacksOptions } from "../terraform/stacks";
import { withRemovedStacks } from "./removed-stacks";

/**
 * Destroys what the stacks of Regions hold that the settings do not name, and
 * nothing else. With singleStack, too: they are left from before it. What is
 * gone from the single stack, Terraform itself destroys.
 *
 * @returns the names of the stacks that were destroyed
 * @throws what destroyStacks throws
 */
export async function destroyRemoved(options: StacksOptions): Promise<string[]> {
  return withRemovedStacks(readSettings(), options, async (stacks) => {
    await destroyStacks(stacks, options);
    return stacks.map(({ name }) => name);
  });
}
