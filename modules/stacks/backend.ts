import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import type { BackendSettings } from "../settings/deployment-settings";
import { localState, stateKey, type StateOwner } from "../state/location";

/** Configures where Terraform keeps the state of a stack. */
export function addBackend(stack: TerraformStack, backend: BackendSettings | undefined, owner: StateOwner): void {
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
