import { writeFileSync } from "node:fs";
import * as path from "node:path";
import type { DeploymentOutputs } from "../../cli/deployments/deployment-outputs";
import { type Emulator, startEmulator } from "../../cli/emulator/emulator";
import { Sandbox } from "../../cli/emulator/sandbox";

/**
 * Deploys settings of one Region to an emulator of their own before the tests of a file, and removes both afterwards.
 *
 * @param prepare makes in the emulator what the deployment needs. @default - nothing
 */
export function deployedInSandbox(settings: object, prepare?: () => Promise<unknown>) {
  const sandbox = new Sandbox();
  let emulator: Emulator | undefined;
  let outputs: DeploymentOutputs | undefined;

  beforeAll(async () => {
    const file = path.join(sandbox.folder, "workmail.json");
    writeFileSync(file, JSON.stringify(settings));
    await sandbox.findTerraform();
    emulator = await startEmulator();
    sandbox.use(emulator);
    await prepare?.();
    await sandbox.synthesize(file);
    [outputs] = Object.values(await sandbox.deploy());
  });

  afterAll(async () => {
    await emulator?.stop();
    sandbox.remove();
  });

  return {
    sandbox,
    get outputs(): DeploymentOutputs {
      return outputs!;
    },
  };
}
