import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { App } from "cdktf";
import { ReadableStack } from "./readable-stack";
import type { Settings } from "./settings";
import { ALL_REGIONS, putBackend } from "./state";
import { regionPrefix, WORKMAIL_REGIONS } from "./workmail";

/**
 * Adds the stacks that the same settings would have in the other shape, with
 * their states and providers and without resources: a way to their states.
 */
export function addOtherShape(
  app: App,
  { stackName, environment, functionName, regions, singleStack }: Settings,
): void {
  const [{ backend } = {}] = regions;
  if (singleStack) {
    for (const { region, functionName } of regions) {
      const stack = new ReadableStack(app, `${stackName}-${region}`);
      new AwsProvider(stack, "aws", { region });
      putBackend(stack, backend, { environment, functionName, name: region });
    }
    return;
  }
  const stack = new ReadableStack(app, stackName);
  for (const region of WORKMAIL_REGIONS) {
    const alias = regionPrefix(region);
    new AwsProvider(stack, alias, { alias, region });
  }
  putBackend(stack, backend, { environment, functionName, name: ALL_REGIONS });
}
