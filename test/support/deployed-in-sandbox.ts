import { writeFileSync } from "node:fs";
import * as path from "node:path";
import type { DeploymentOutputs } from "../../cli/deployments/deployment-outputs";
import { type Emulator, startEmulator } from "../../cli/emulator/emulator";
import { Sandbox } from "../../cli/emulator/sandbox";

/** A sandbox with an emulator of its own. */
export class SandboxOnEmulator extends Sandbox {
  #emulator?: Emulator;

  async start(): Promise<void> {
    await this.findTerraform();
    this.#emulator = await startEmulator();
    this.use(this.#emulator);
  }

  async stop(): Promise<void> {
    await this.#emulator?.stop();
    this.remove();
  }

  get endpoint(): URL {
    return this.#emulator!.endpoint;
  }

  /** @param name of the settings file, which decides the environment */
  async synthesizeSettings(settings: object, name = "workmail.json"): Promise<void> {
    const file = path.join(this.folder, name);
    writeFileSync(file, JSON.stringify(settings));
    await this.synthesize(file);
  }

  /** Returns the outputs by stack. */
  async deploySettings(settings: object): Promise<Record<string, DeploymentOutputs>> {
    await this.synthesizeSettings(settings);
    return this.deploy();
  }
}

/** Starts a sandbox before the tests of a file, and removes it afterwards. */
export function sandboxOnEmulator(): SandboxOnEmulator {
  const sandbox = new SandboxOnEmulator();
  beforeAll(() => sandbox.start());
  afterAll(() => sandbox.stop());
  return sandbox;
}

/**
 * Deploys settings to a sandbox before the tests of a file, and removes it afterwards.
 *
 * @param prepare makes in the emulator what the deployment needs. @default - nothing
 */
export function deployedInSandbox(settings: object, prepare?: () => Promise<unknown>) {
  const sandbox = sandboxOnEmulator();
  let byStack: Record<string, DeploymentOutputs>;

  beforeAll(async () => {
    await prepare?.();
    byStack = await sandbox.deploySettings(settings);
  });

  return {
    sandbox,
    /** The outputs by stack. */
    get byStack() {
      return byStack;
    },
    /** The outputs of the only Region. */
    get outputs(): DeploymentOutputs {
      return Object.values(byStack)[0]!;
    },
  };
}
