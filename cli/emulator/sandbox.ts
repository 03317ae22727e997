import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { codeSha256Of } from "../../modules/package/code-sha256";
import { deployedFunction } from "../aws/deployed-function";
import type { DeploymentOutputs } from "../deployments/deployment-outputs";
import { synthesizedFunction } from "../deployments/synthesized-function";
import { type InvocationResult, type LocalLambdaOptions, startLocalLambda } from "../local-lambda/local-lambda";
import { runProgram } from "../processes/run-program";
import { sandboxEnvironment } from "../processes/sandbox-environment";
import { findTerraform, type Terraform } from "../terraform/binary";
import { type TerraformFolder, terraformIn } from "../terraform/folder";
import { deployStacks, destroyStacks, readStacks, regionOf, type Stack, type StackProgress } from "../terraform/stacks";
import type { Check } from "../verification/check";
import { expectationOf } from "../verification/expectation";
import { verifyDeployment } from "../verification/verify-deployment";
import type { Emulator } from "./emulator";

/**
 * A place of its own in which the stacks live from synthesis to destruction:
 * a folder for configuration and state, and an AWS emulator in place of AWS.
 */
export class Sandbox {
  #emulator?: Emulator;
  #terraform?: Terraform;

  constructor(readonly folder = mkdtempSync(path.join(tmpdir(), "workmail-sandbox-"))) {}

  get stacks(): Stack[] {
    return readStacks(path.join(this.folder, "cdktf.out"));
  }

  /** The environment of whatever is run here: it leads to the emulator only. */
  get environment(): NodeJS.ProcessEnv {
    if (this.#emulator === undefined) {
      throw new Error("The sandbox has no emulator yet.");
    }
    return {
      ...sandboxEnvironment(this.#emulator.endpoint),
      // The SDK's advice on Node.js versions is for who maintains this, not for who runs it.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    };
  }

  /**
   * Bundles the handler and synthesizes the stacks, as `workmail-lambda synth` does.
   *
   * @param settings the settings file
   * @throws Error with what the program printed when it fails
   */
  async synthesize(settings: string): Promise<void> {
    const { code, stderr } = await runProgram(process.execPath, [path.join(__dirname, "..", "synth.js")], {
      env: {
        ...process.env,
        WORKMAIL_SETTINGS: path.resolve(settings),
        CDKTF_OUTDIR: path.join(this.folder, "cdktf.out"),
      },
    });
    if (code !== 0) {
      throw new Error(stderr);
    }
  }

  /** @throws TerraformMissing */
  async findTerraform(env = process.env): Promise<Terraform> {
    this.#terraform = await findTerraform({
      // The sandbox has states of its own, whatever workspace is selected.
      env: { ...env, TF_WORKSPACE: undefined },
      workFolder: this.folder,
    });
    return this.#terraform;
  }

  /** Takes an emulator: from now on, this process too knows no other AWS. */
  use(emulator: Emulator): void {
    this.#emulator = emulator;
    const { environment } = this;
    for (const name of Object.keys(process.env)) {
      if (!(name in environment)) {
        delete process.env[name];
      }
    }
    Object.assign(process.env, environment);
  }

  /** Deploys all stacks at once; gives their outputs by stack. */
  async deploy(
    options: {
      readonly onProgress?: (progress: StackProgress) => void;
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<Record<string, DeploymentOutputs>> {
    const outputs = await deployStacks(this.stacks, {
      ...options,
      ...this.#terraformOptions(),
    });
    return outputs as unknown as Record<string, DeploymentOutputs>;
  }

  async destroy(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    await destroyStacks(this.stacks, {
      ...options,
      ...this.#terraformOptions(),
    });
  }

  /** Terraform's commands for one stack. */
  terraformIn({ folder }: Stack): TerraformFolder {
    return terraformIn(folder, this.#terraformOptions());
  }

  /** Asks the emulator whether a Region is as Terraform says and as was built here. */
  check(outputs: DeploymentOutputs): Promise<Check[]> {
    return verifyDeployment(outputs, {
      ...expectationOf(this.stacks, outputs.region),
      codeSha256: codeSha256Of(this.#zip(outputs)),
    });
  }

  /**
   * Runs the deployed artifact with an event, in a local Lambda runtime that is
   * configured as the emulator says the function is.
   *
   * @throws Error when the zip at hand is not the one that was deployed
   */
  async invoke(outputs: DeploymentOutputs, event: unknown): Promise<InvocationResult> {
    const { function_name, region } = outputs;
    const { codeSha256, options } = await deployedFunction(function_name, region);
    const zip = this.#zip(outputs);
    if (codeSha256Of(zip) !== codeSha256) {
      throw new Error(
        `${function_name} in ${region} runs another artifact (${codeSha256}) than the one here (${codeSha256Of(zip)}).`,
      );
    }
    return invokeOnce({ ...options, zip }, event);
  }

  /** Runs the artifact that was built as it is to be deployed, where nothing is. */
  async invokeBuilt(event: unknown): Promise<InvocationResult> {
    return invokeOnce(synthesizedFunction(this.stacks).options, event);
  }

  /** Deletes configuration and state. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #terraformOptions() {
    if (this.#terraform === undefined) {
      throw new Error("The sandbox has no Terraform yet.");
    }
    return { terraform: this.#terraform, env: this.environment };
  }

  /** The zip of the Region's stack. */
  #zip({ region }: DeploymentOutputs): Buffer {
    return readFileSync(zipOf(this.stackOf(region)));
  }

  stackOf(region: string): Stack {
    const stack = this.stacks.find(({ name }) => regionOf(name) === region);
    if (stack === undefined) {
      throw new Error(`There is no stack for ${region}.`);
    }
    return stack;
  }
}

async function invokeOnce(options: LocalLambdaOptions, event: unknown): Promise<InvocationResult> {
  const lambda = startLocalLambda(options);
  try {
    return await lambda.invoke(event);
  } finally {
    await lambda.stop();
  }
}

/** Path of the zip that a stack deploys. */
export function zipOf(stack: Stack): string {
  return synthesizedFunction([stack]).options.zip;
}
