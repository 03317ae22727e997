import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { App } from "cdktf";
import type { Settings } from "../settings/settings";
import { WORKMAIL_REGIONS } from "../workmail";
import { addBackend } from "./backend";
import { ReadableStack } from "./base-stack";

/**
 * Adds a stack without resources for each Region that the settings do not name,
 * with the state that the Region's stack had: what Terraform makes of it is to
 * destroy what the state holds.
 *
 * @param accounts account of what is deployed, by stack, where it is known: with credentials of another one Terraform
 * would take everything for gone
 */
export function addRemovedStacks(
  app: App,
  { stackName, environment, functionName, regions }: Settings,
  accounts: Readonly<Record<string, string>> = {},
): void {
  const [{ backend } = {}] = regions;
  const removed = WORKMAIL_REGIONS.filter((name) => regions.every(({ region }) => region !== name));
  for (const region of removed) {
    const name = `${stackName}-${region}`;
    const stack = new ReadableStack(app, name);
    const account = accounts[name];
    new AwsProvider(stack, "aws", {
      region,
      allowedAccountIds: account === undefined ? undefined : [account],
    });
    addBackend(stack, backend, { environment, functionName, name: region });
  }
}
