import * as path from "node:path";

/** The owner of the state. */
export interface StateOwner {
  /** @default - none: the settings are of no environment */
  readonly environment?: string;
  readonly functionName: string;
  /** The Region, or ALL_REGIONS. */
  readonly name: string;
}

/** The name of the state of a stack that holds all Regions. */
export const ALL_REGIONS = "all-regions";

/** Folder of local states, in the project's folder. */
const STATE_FOLDER = "state";

/** Returns the folder of a function's states, below that of local states or below the bucket's key prefix. */
export function stateFolder({ environment, functionName }: Omit<StateOwner, "name">): string {
  return [environment, functionName].filter((part) => part !== undefined).join("/");
}

/** Returns a state's path below the folder of local states, or below the bucket's key prefix. */
export function stateKey(owner: StateOwner): string {
  return `${stateFolder(owner)}/${owner.name}.tfstate`;
}

/** Returns a local state's path in the project's folder. */
export function localState(owner: StateOwner): string {
  return path.posix.join(STATE_FOLDER, stateKey(owner));
}
