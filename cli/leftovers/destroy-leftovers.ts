import type { Settings } from "../../modules/settings/settings";
import type { TerraformOptions } from "../terraform/run";
import type { Stack } from "../terraform/stacks";
import { deployedLeftovers, withLeftoverStacks } from "./with-leftover-stacks";

/**
 * Destroys what is still deployed in stacks of Regions that the settings no
 * longer name, and nothing else.
 *
 * @param destroy gets stacks without resources, of which Terraform destroys what they hold
 * @throws what destroy throws
 */
export async function destroyLeftovers<Result>(
  settings: Settings,
  options: TerraformOptions,
  destroy: (stacks: readonly Stack[]) => Promise<Result>,
): Promise<Result> {
  const leftovers = await deployedLeftovers(settings, options);
  return withLeftoverStacks(
    settings,
    leftovers.filter(({ reason }) => reason === "region"),
    destroy,
  );
}
