import { writeFileSync } from "node:fs";
import * as path from "node:path";
import type { EmulatedTerraform } from "./emulated-terraform";
import { folderWith } from "./folder";
import { moduleCopy, rootOf, type RootOptions } from "./module-root";
import { planOf, type ResourceChange } from "./plan";
import type { CommandResult } from "./run-command";

/** A root that calls the module, and changes between two runs of Terraform. */
export class ModuleCall {
  readonly folder = folderWith({});
  #options: RootOptions = { source: moduleCopy() };

  constructor(private readonly terraform: EmulatedTerraform) {}

  /** Writes the root: the module's values, and whatever of the root is not as it was. */
  write(variables: object, options: RootOptions = {}): void {
    this.#options = { ...this.#options, ...options };
    writeFileSync(path.join(this.folder, "main.tf.json"), rootOf(variables, this.#options));
  }

  /** Runs a command of Terraform, whatever comes of it. */
  run(...args: string[]): Promise<CommandResult> {
    return this.terraform.run(this.folder, ...args);
  }

  /** Initializes the folder, which a new source of the module needs again, and applies. */
  async deploy(): Promise<void> {
    expect(await this.run("init", "-input=false")).toSucceed();
    await this.apply();
  }

  async apply(...args: string[]): Promise<void> {
    expect(await this.run("apply", "-input=false", "-auto-approve", ...args)).toSucceed();
  }

  plan(): Promise<readonly ResourceChange[]> {
    return planOf(this.terraform.in(this.folder), this.folder);
  }
}
