import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import type { BackendSettings } from "../settings/settings-schema";

/** Whose state it is. */
export interface StateOwner {
  /** @default - none: the settings are of no environment */
  readonly environment?: string;
  readonly functionName: string;
  /** The Region, or ALL_REGIONS. */
  readonly name: string;
}

/** What the state of a stack is called that holds all Regions. */
export const ALL_REGIONS = "all-regions";

/** Folder of local states, in the project's own. */
export const STATE_FOLDER = "state";

/** Where a state lies, in the folder of local states or after the bucket's key prefix. */
export function stateKey({ environment, functionName, name }: StateOwner): string {
  return [environment, functionName, `${name}.tfstate`].filter((part) => part !== undefined).join("/");
}

/** Where a local state lies, in the project's folder. */
export function localState(owner: StateOwner): string {
  return path.posix.join(STATE_FOLDER, stateKey(owner));
}

/** Whether anything is deployed, as a state's file tells. */
export function holdsResources(file: string): boolean {
  return existsSync(file) && tellsOfResources(readFileSync(file, "utf8"));
}

/**
 * Whether anything is deployed, as a state tells. Data sources do not count:
 * they are read anew, and may stay when everything else is moved away.
 */
export function tellsOfResources(state: string): boolean {
  const { resources = [] } = JSON.parse(state) as {
    resources?: readonly { readonly mode: string }[];
  };
  return resources.some(({ mode }) => mode === "managed");
}

/** Tells Terraform where the state of a stack lies. */
export function putBackend(stack: TerraformStack, backend: BackendSettings | undefined, owner: StateOwner): void {
  if (backend === undefined) {
    // From the stack's folder in cdktf.out to beside it: the state outlives
    // the folder, and no machine's path enters the configuration.
    new LocalBackend(stack, { path: `../../../${localState(owner)}` });
    return;
  }
  const { keyPrefix, ...bucket } = backend;
  new S3Backend(stack, {
    ...bucket,
    key: `${keyPrefix}/${stateKey(owner)}`,
    encrypt: true,
  });
}
