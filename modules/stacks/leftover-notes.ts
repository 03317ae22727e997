import * as path from "node:path";
import type { Settings } from "../settings/settings";
import { fileHoldsResources } from "../state/contents";
import { localState } from "../state/location";
import { WORKMAIL_REGIONS } from "../workmail";
import { otherShape } from "./other-layout-stacks";

/**
 * What is to be said of what is still deployed, as the local states tell, and
 * is in no stack of the settings: Regions that they do not name, which nothing
 * destroys, and what is left in the stacks of the other shape. Of states in a
 * bucket nothing is known here: who deploys asks for them.
 *
 * @param folder that holds the folder of local states
 */
export function removedRegionNotes(settings: Settings, folder: string): string[] {
  const { file, environment, functionName, regions, singleStack } = settings;
  // A local file may be left over from the time before there was a bucket.
  if (regions.some(({ backend }) => backend)) {
    return [];
  }
  const holds = (state: string) => fileHoldsResources(path.join(folder, state));
  const other = otherShape(settings)
    .map(({ state }) => localState(state))
    .filter(holds)
    .map(
      (state) =>
        `What ${state} holds is still deployed, and is in no stack that ${path.basename(file)} asks for: npm run move-states`,
    );
  // Terraform itself plans to destroy what is gone from a stack that stays.
  if (singleStack) {
    return other;
  }
  const removed = WORKMAIL_REGIONS.filter((name) => regions.every(({ region }) => region !== name)).flatMap((name) => {
    const state = localState({ environment, functionName, name });
    return holds(state) ? [removedRegionNote(name, file, state)] : [];
  });
  return [...other, ...removed];
}

/** @param state where what is deployed is written down */
export function removedRegionNote(region: string, file: string, state: string): string {
  return `${region} is not in ${path.basename(file)}, and is still deployed (${state}). It stays as it is, until you take it away: npm run destroy -- --removed`;
}
