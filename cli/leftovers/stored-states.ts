import { existsSync } from "node:fs";
import { printNote } from "../../modules/print";
import type { BackendSettings } from "../../modules/settings/deployment-settings";
import { type LayoutSettings, type LeftoverStack, leftoverStacks } from "../../modules/state/leftovers";
import { localState, stateFolder, stateKey } from "../../modules/state/location";
import { REGIONS } from "../../modules/workmail";

/** The settings, as far as the places of states depend on them. */
type StoredSettings = LayoutSettings & { readonly regions: readonly { readonly backend?: BackendSettings }[] };

/** Returns the leftovers that have a state, in whatever Region: a file, or an object in the bucket. */
export async function storedLeftovers(settings: StoredSettings): Promise<LeftoverStack[]> {
  const [{ backend } = {}] = settings.regions;
  const all = leftoverStacks(settings, REGIONS);
  if (backend === undefined) {
    return all.filter(({ state }) => existsSync(localState(state)));
  }
  // The client of S3 is not loaded for local states.
  const { keysIn } = await import("./bucket-keys");
  const keys = await keysIn(backend, [...new Set(all.map(({ state }) => stateFolder(state)))]).catch((error: Error) => {
    printNote(
      `The states in the bucket ${backend.bucket} cannot be listed: what is left over outside WorkMail's Regions is not found. ${error.message}`,
    );
    return undefined;
  });
  return keys === undefined ? leftoverStacks(settings) : all.filter(({ state }) => keys.has(stateKey(state)));
}
