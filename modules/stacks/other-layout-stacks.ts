import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { App } from "cdktf";
import type { Settings } from "../settings/settings";
import { ALL_REGIONS, type StateOwner } from "../state/location";
import { regionPrefix, WORKMAIL_REGIONS } from "../workmail";
import { addBackend } from "./backend";
import { ReadableStack } from "./base-stack";

/** A stack of the shape that the settings do not ask for. */
export interface OtherStack {
  readonly name: string;
  /** @default - all Regions */
  readonly region?: string;
  readonly state: StateOwner;
}

/**
 * The stacks that the same settings would have in the other shape: one for all
 * Regions, or one for each, those that the settings do not name among them,
 * since a Region that was taken out may still be deployed.
 */
export function otherShape({ stackName, environment, functionName, regions, singleStack }: Settings): OtherStack[] {
  if (!singleStack) {
    const state = { environment, functionName, name: ALL_REGIONS };
    return [{ name: stackName, state }];
  }
  return WORKMAIL_REGIONS.map((region) => {
    const settings = regions.find((it) => it.region === region);
    return {
      name: `${stackName}-${region}`,
      region,
      state: {
        environment,
        functionName: settings?.functionName ?? functionName,
        name: region,
      },
    };
  });
}

/**
 * Adds the stacks of the other shape, with their states and providers and
 * without resources: a way to their states.
 */
export function addOtherShape(app: App, settings: Settings): void {
  const [{ backend } = {}] = settings.regions;
  for (const { name, region, state } of otherShape(settings)) {
    const stack = new ReadableStack(app, name);
    if (region === undefined) {
      for (const region of WORKMAIL_REGIONS) {
        const alias = regionPrefix(region);
        new AwsProvider(stack, alias, { alias, region });
      }
    } else {
      new AwsProvider(stack, "aws", { region });
    }
    addBackend(stack, backend, state);
  }
}
