import { readSettings } from "../../modules/settings";
import { UserError } from "../../modules/user-error";
import { withRemovedStacks } from "./removed-stacks";
import { destroyStacks, type StacksOptions } from "../terraform/stacks";

/**
 * Destroys what is deployed in Regions that the settings do not name, and
 * nothing else.
 *
 * @returns the names of the stacks that were destroyed
 * @throws UserError when all Regions are in one stack
 * @throws what destroyStacks throws
 */
export async function destroyRemoved(
  options: StacksOptions,
): Promise<string[]> {
  const settings = readSettings();
  if (settings.singleStack) {
    throw new UserError(
      "With singleStack Terraform itself destroys what is gone from the settings: npm run deploy.",
    );
  }
  return withRemovedStacks(settings, options, async (stacks) => {
    await destroyStacks(stacks, options);
    return stacks.map(({ name }) => name);
  });
}
