import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { App } from "cdktf";
import type { BackendSettings } from "../settings/deployment-settings";
import type { LeftoverStack } from "../state/leftovers";
import { regionPrefix, REGIONS } from "../workmail";
import { addBackend } from "./backend";
import { ReadableStack } from "./base-stack";

/** A leftover, with what Terraform needs to destroy it. */
export interface AddedLeftover extends LeftoverStack {
  /**
   * Account that it is deployed in. With credentials of another one Terraform
   * would find nothing, and take everything for deleted.
   */
  readonly accountId?: string;
}

/**
 * Adds leftovers, with their states and providers and without resources: a way
 * to their states, and for Terraform the plan to destroy what they hold.
 */
export function addLeftoverStacks(
  app: App,
  leftovers: readonly AddedLeftover[],
  backend: BackendSettings | undefined,
): void {
  for (const { name, region, state, accountId } of leftovers) {
    const stack = new ReadableStack(app, name);
    const allowedAccountIds = accountId === undefined ? undefined : [accountId];
    if (region === undefined) {
      for (const each of REGIONS) {
        const alias = regionPrefix(each);
        new AwsProvider(stack, alias, { alias, region: each, allowedAccountIds });
      }
    } else {
      new AwsProvider(stack, "aws", { region, allowedAccountIds });
    }
    addBackend(stack, backend, state);
  }
}
