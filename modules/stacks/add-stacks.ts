import type { App, TerraformStack } from "cdktf";
import type { FunctionPackage } from "../package/function-package";
import type { Settings } from "../settings/settings";
import { AllRegionsStack } from "./all-regions-stack";
import { WorkMailStack } from "./region-stack";

/**
 * Adds what the settings ask for: one stack for each Region, those of a wave
 * after those of the wave before, or one stack for all Regions.
 */
export function addStacks(
  app: App,
  { regions, waves, singleStack, stackName, functionName }: Settings,
  functionPackage: FunctionPackage,
): void {
  if (singleStack) {
    new AllRegionsStack(app, stackName, {
      regions,
      functionName,
      functionPackage,
    });
    return;
  }
  let before: TerraformStack[] = [];
  for (const wave of waves) {
    const stacks = regions
      .filter(({ region }) => wave.regions.includes(region))
      .map(
        (region) =>
          new WorkMailStack(app, `${stackName}-${region.region}`, {
            ...region,
            functionPackage,
          }),
      );
    for (const stack of stacks) {
      before.forEach((earlier) => stack.addDependency(earlier));
    }
    before = stacks;
  }
}
