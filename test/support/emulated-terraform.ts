import { type Emulator, startEmulator } from "../../cli/emulator/emulator";
import { sandboxEnvironment } from "../../cli/processes/sandbox-environment";
import { findTerraform, type Terraform } from "../../cli/terraform/binary";
import { type TerraformFolder, terraformIn } from "../../cli/terraform/folder";
import { folderWith } from "./folder";
import { type CommandResult, runCommand } from "./run-command";

/** Terraform against an emulator that is there for the tests of a file. */
export class EmulatedTerraform {
  #emulator?: Emulator;
  #terraform?: Terraform;

  async start(): Promise<void> {
    this.#terraform = await findTerraform({
      env: process.env,
      workFolder: folderWith({}),
    });
    this.#emulator = await startEmulator();
  }

  async stop(): Promise<void> {
    await this.#emulator?.stop();
  }

  /** The variables that lead to the emulator, and nowhere else. */
  get environment(): NodeJS.ProcessEnv {
    return sandboxEnvironment(this.#emulator!.endpoint);
  }

  /** Options for a client of the AWS SDK. */
  get client() {
    return {
      region: "eu-west-1",
      endpoint: this.#emulator!.endpoint.href,
      credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
    };
  }

  in(folder: string): TerraformFolder {
    return terraformIn(folder, {
      terraform: this.#terraform!,
      env: this.environment,
    });
  }

  /** Runs any command of Terraform, whatever comes of it. */
  run(folder: string, ...args: string[]): Promise<CommandResult> {
    const { binary, providers } = this.#terraform!;
    return runCommand([binary, ...args, "-no-color"], {
      cwd: folder,
      env: {
        ...this.environment,
        ...providers.environment,
        CHECKPOINT_DISABLE: "true",
      },
    });
  }
}
