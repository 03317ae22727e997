import { readFileSync, statSync } from "node:fs";
import { EXAMPLE_SETTINGS_FILE } from "../../../modules/settings/settings-file";
import type { DeploymentOutputs } from "../../deployments/deployment-outputs";
import { type Emulator, startEmulator } from "../../emulator/emulator";
import { EmulatorMissing } from "../../emulator/moto";
import { type Sandbox, zipOf } from "../../emulator/sandbox";
import type { ShownTask, Task } from "../../terminal/tasks";
import { TerraformMissing } from "../../terraform/binary";
import { ProviderMissing } from "../../terraform/folder";
import type { Installation } from "./install";
import type { Findings } from "./report";
import { writeSession } from "./session";

/** The event of AWS's documentation: an outbound email, sent on behalf of another user. */
const SAMPLE_EVENT = "function/events/outbound-2018.json";

/** How the demo is run. */
export interface StepOptions {
  readonly keep: boolean;
  readonly port?: number;
  /** The missing programs, which are installed first. */
  readonly installations: readonly Installation[];
  readonly signal: AbortSignal;
}

/** The steps of the demo, and the things to delete at its end. */
export class Steps {
  readonly findings: Findings = { outputs: {}, checks: {}, invocations: {}, missing: [] };
  emulator?: Emulator;
  isDeployed = false;
  isKept = false;

  constructor(
    readonly sandbox: Sandbox,
    readonly options: StepOptions,
  ) {}

  /** Returns all steps in their order. */
  all(): Task[] {
    const { keep, installations } = this.options;
    const skip = () => this.findings.missing.length > 0 && "something is missing, see the end";
    return [
      ...installations.map((it) => this.#install(it)),
      {
        title: "Bundle the handler and synthesize one stack for each Region",
        run: async (shown) => shown.title(await this.#synthesize()),
      },
      {
        title: "Find Terraform and its AWS provider",
        run: (shown) => this.#orMissing(shown, () => this.#findTerraform()),
      },
      {
        title: "Start the AWS emulator",
        run: (shown) => this.#orMissing(shown, () => this.#startEmulator()),
      },
      {
        title: "Deploy all Regions with Terraform",
        skip,
        run: (shown) => this.#orMissing(shown, () => this.#deploy(shown.progress)),
      },
      {
        title: "Ask AWS's API",
        skip,
        run: async (shown) => shown.title(await this.#check()),
      },
      {
        title: "Send the sample email event through the package",
        run: async (shown) => shown.title(await this.#invoke()),
      },
      { title: "Leave the deployment running", enabled: () => keep, skip, run: () => this.#keep() },
      { title: "Destroy all Regions", enabled: () => !keep, skip, run: () => this.#destroy() },
    ];
  }

  #install({ name, how, install }: Installation): Task {
    const { signal } = this.options;
    return {
      title: `Install ${name}`,
      run: async ({ title, progress }) => {
        await install({ signal, onProgress: progress });
        title(`Installed ${name} ${how}`);
      },
    };
  }

  async #synthesize(): Promise<string> {
    await this.sandbox.synthesize(EXAMPLE_SETTINGS_FILE);
    const { stacks } = this.sandbox;
    const size = stacks[0] ? statSync(zipOf(stacks[0])).size : 0;
    return `Synthesized ${stacks.map(({ name }) => name).join(", ")} with one package of ${size} bytes`;
  }

  async #findTerraform(): Promise<string> {
    const { product, version, providers } = await this.sandbox.findTerraform();
    return `${product} ${version}; ${providers.description}`;
  }

  async #startEmulator(): Promise<string> {
    const { port, signal, keep } = this.options;
    this.emulator = await startEmulator({ port, signal, keep });
    this.sandbox.use(this.emulator);
    return this.emulator.description;
  }

  async #deploy(onProgress: (text: string) => void): Promise<string> {
    this.isDeployed = true;
    const { stacks } = this.sandbox;
    const steps = new Map(stacks.map(({ name }) => [name, "waiting"]));
    const outputs = await this.sandbox.deploy({
      signal: this.options.signal,
      onProgress: ({ stack, step }) => {
        if (steps.get(stack) !== step) {
          steps.set(stack, step);
          onProgress([...steps].map(([name, step]) => `${name}: ${step}`).join("  "));
        }
      },
    });
    for (const { name } of stacks) {
      this.findings.outputs[name] = outputs[name]!;
    }
    return `Deployed ${Object.keys(outputs).join(", ")}`;
  }

  async #check(): Promise<string> {
    const { checks } = this.findings;
    for (const [stack, outputs] of this.#deployed()) {
      checks[stack] = await this.sandbox.check(outputs);
    }
    const all = Object.values(checks).flat();
    const failed = all.filter(({ state }) => state === "failed");
    if (failed.length > 0) {
      throw new Error(`AWS's API reports differences:\n${JSON.stringify(failed, null, 2)}`);
    }
    const passed = all.filter(({ state }) => state === "passed");
    return `AWS's API confirms function, package, permission, role, log group, queue, and alarms of each Region (${passed.length} checks)`;
  }

  async #invoke(): Promise<string> {
    const { invocations, missing } = this.findings;
    const event: unknown = JSON.parse(readFileSync(SAMPLE_EVENT, "utf8"));
    if (missing.length > 0) {
      invocations["not deployed"] = await this.sandbox.invokeBuilt(event);
    }
    for (const [stack, outputs] of this.#deployed()) {
      invocations[stack] = await this.sandbox.invoke(outputs, event);
    }
    for (const [stack, { error }] of Object.entries(invocations)) {
      if (error) {
        throw new Error(`${stack}: ${error.errorType}: ${error.errorMessage}`);
      }
    }
    return `The sample email event (${SAMPLE_EVENT}) went through the ${this.isDeployed ? "deployed" : "built"} package`;
  }

  #keep(): void {
    const { endpoint, pid } = this.emulator!;
    writeSession({ folder: this.sandbox.folder, endpoint: endpoint.href, pid });
    this.isKept = true;
  }

  async #destroy(): Promise<void> {
    await this.sandbox.destroy({ signal: this.options.signal });
    this.isDeployed = false;
  }

  #deployed(): [string, DeploymentOutputs][] {
    return Object.entries(this.findings.outputs);
  }

  /** Runs a step. One that lacks a program is noted and skipped. */
  async #orMissing({ title, skip }: ShownTask, step: () => Promise<string>): Promise<void> {
    try {
      title(await step());
    } catch (error) {
      const isMissing =
        error instanceof TerraformMissing || error instanceof ProviderMissing || error instanceof EmulatorMissing;
      if (!isMissing) {
        throw error;
      }
      this.findings.missing.push(error.message);
      skip("missing, see the end");
    }
  }
}
