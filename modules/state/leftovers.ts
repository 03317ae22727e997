import * as path from "node:path";
import { commandLine } from "../command-line";
import { hasWorkMail, type Region, REGIONS } from "../workmail";
import { fileHoldsResources } from "./contents";
import { ALL_REGIONS, localState, type StateOwner } from "./location";

/**
 * Why a stack that is still deployed is not among those of the settings: the
 * settings no longer name its Region, or they ask for the other layout (one
 * stack for each Region, or one for all).
 */
type LeftoverReason = "region" | "layout";

/** A stack that may still be deployed, and that the settings do not ask for. */
export interface LeftoverStack {
  readonly name: string;
  readonly reason: LeftoverReason;
  /** @default - all Regions */
  readonly region?: Region;
  readonly state: StateOwner;
}

/** The settings, as far as leftovers depend on them. */
export interface LayoutSettings {
  /** Path of the settings file. */
  readonly file: string;
  readonly stackName: string;
  readonly environment?: string;
  readonly functionName: string;
  readonly singleStack: boolean;
  readonly regions: readonly { readonly region: string; readonly functionName: string; readonly backend?: object }[];
}

/**
 * Returns the stacks that earlier settings of the same functions may have left:
 * those of the other layout, and those of Regions that the settings do not name.
 *
 * @param candidates the Regions whose states are looked at. Where the states in a bucket cannot be listed, Terraform is
 * asked Region by Region: then these are WorkMail's and those of the settings
 */
export function leftoverStacks(
  settings: LayoutSettings,
  candidates: readonly Region[] = askedRegions(settings),
): LeftoverStack[] {
  const { stackName, environment, functionName, regions, singleStack } = settings;
  const single: LeftoverStack = {
    name: stackName,
    reason: "layout",
    state: { environment, functionName, name: ALL_REGIONS },
  };
  const regional = candidates.map((region): LeftoverStack => {
    const own = regions.find((it) => it.region === region);
    return {
      name: `${stackName}-${region}`,
      reason: own === undefined ? "region" : "layout",
      region,
      state: { environment, functionName: own?.functionName ?? functionName, name: region },
    };
  });
  // Terraform itself plans to destroy a Region that is gone from a single stack.
  return singleStack ? regional : [single, ...regional.filter(({ reason }) => reason === "region")];
}

function askedRegions({ regions }: LayoutSettings): Region[] {
  return REGIONS.filter((region) => hasWorkMail(region) || regions.some((it) => it.region === region));
}

/** Returns those of the other layout among leftovers, whether or not the settings name their Regions. */
export function ofOtherLayout(leftovers: readonly LeftoverStack[], { singleStack }: LayoutSettings): LeftoverStack[] {
  return leftovers.filter(({ region }) => singleStack === (region !== undefined));
}

/**
 * Returns one line about a leftover that is deployed.
 *
 * @param place where its state is
 */
export function leftoverNote(
  { reason, region }: LeftoverStack,
  { file, singleStack }: LayoutSettings,
  place: string,
): string {
  const settings = path.basename(file);
  return reason === "region"
    ? `${region} is not in ${settings}, but is still deployed (${place}). It stays until you destroy it: ${commandLine(["destroy", "--removed"])}`
    : `${place} holds what is still deployed in the other layout, since singleStack is ${singleStack} in ${settings}. Next: ${commandLine(["move-states"])}`;
}

/**
 * Returns a line for each leftover that a local state shows. Nothing is known
 * here of states in a bucket: deploy asks for them.
 *
 * @param folder that holds the folder of local states
 * @throws UserError when a state is cut short
 */
export function localLeftoverNotes(settings: LayoutSettings, folder: string): string[] {
  // A local file may be left over from the time before there was a bucket.
  if (settings.regions.some(({ backend }) => backend)) {
    return [];
  }
  return leftoverStacks(settings, REGIONS)
    .map((leftover) => ({ leftover, state: localState(leftover.state) }))
    .filter(({ state }) => fileHoldsResources(path.join(folder, state)))
    .map(({ leftover, state }) => leftoverNote(leftover, settings, state));
}
