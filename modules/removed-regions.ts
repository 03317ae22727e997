import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { Settings } from "./settings";
import { STATE_FOLDER, stateKey } from "./state";
import { WORKMAIL_REGIONS } from "./workmail";

/**
 * What is to be said of Regions that the settings do not name and that are
 * still deployed, as their local states tell: nothing destroys them. Of states
 * in a bucket nothing is known here: who deploys asks for them.
 *
 * @param folder that holds the folder of local states
 */
export function removedRegionNotes(
  { file, environment, functionName, regions, singleStack }: Settings,
  folder: string,
): string[] {
  // Terraform itself plans to destroy what is gone from a stack that stays. And
  // a local file may be left over from the time before there was a bucket.
  if (singleStack || regions.some(({ backend }) => backend)) return [];
  return WORKMAIL_REGIONS.flatMap((name) => {
    const state = path.join(
      STATE_FOLDER,
      stateKey({ environment, functionName, name }),
    );
    return regions.some(({ region }) => region === name) ||
      !holdsResources(path.join(folder, state))
      ? []
      : [removedRegionNote(name, file, state)];
  });
}

/** @param state where what is deployed is written down */
export function removedRegionNote(
  region: string,
  file: string,
  state: string,
): string {
  return `${region} is not in ${path.basename(file)}, and is still deployed (${state}). It stays as it is, until you take it away: npm run destroy -- --removed`;
}

function holdsResources(state: string): boolean {
  if (!existsSync(state)) return false;
  const { resources = [] } = JSON.parse(readFileSync(state, "utf8")) as {
    resources?: readonly { readonly mode: string }[];
  };
  return resources.some(({ mode }) => mode === "managed");
}
