import * as path from "node:path";
import { printNote } from "../../modules/print";
import { UserError } from "../../modules/user-error";
import { isInitialized, recordInitialization } from "./initialization";
import type { ProviderSource } from "./providers";
import { checkLocalState, forgetRenamedState } from "./renamed-state";
import { runTerraform, TerraformFailed, type TerraformOptions } from "./run";

/** Terraform cannot get the AWS provider: the message lists other places for it. */
export class ProviderMissing extends UserError {
  override readonly name = "ProviderMissing";

  constructor(
    source: ProviderSource,
    readonly stderr: string,
  ) {
    super(
      `Terraform cannot get the AWS provider (${source.description}). Make the registry reachable, or put a mirror made by "terraform providers mirror FOLDER" into ~/.terraform.d/plugins, or name another place in a CLI configuration file (TF_CLI_CONFIG_FILE). Terraform says:\n${stderr}`,
    );
  }
}

/** The purpose of a plan. */
interface PlanOptions {
  /** Whether it destroys what the state holds. @default false */
  readonly destroy?: boolean;
  /** Whether others have to wait meanwhile: not for a plan that nobody applies. @default true */
  readonly lock?: boolean;
}

/** Terraform's commands in one folder. */
export interface TerraformFolder {
  /** @throws ProviderMissing, TerraformFailed, TerraformInterrupted as all of them */
  init(): Promise<void>;
  /**
   * Whether an earlier init still holds, so that another one would change nothing.
   *
   * @throws UserError when the local state was cut short
   */
  isInitialized(): boolean;
  /**
   * @param file where to write the plan, for {@link show} and {@link applyPlan}
   * @returns whether there is anything to change
   */
  plan(file?: string, options?: PlanOptions): Promise<boolean>;
  /** Plans and applies, without a question. */
  apply(): Promise<void>;
  /**
   * Applies exactly what a plan says, whether it creates or destroys.
   *
   * @param file that {@link plan} wrote
   */
  applyPlan(file: string): Promise<void>;
  destroy(): Promise<void>;
  /** The outputs' values by name, sensitive ones too. */
  outputs(): Promise<Record<string, unknown>>;
  /** The state, or a plan, as Terraform's own JSON. */
  show(planFile?: string): Promise<unknown>;
  /** The addresses of what the state holds. */
  resources(): Promise<string[]>;
  /** The whole state as Terraform writes it; undefined when there is none. */
  pullState(): Promise<string | undefined>;
  /** Puts a file in the state's place; Terraform refuses an older state of the same lineage. */
  pushState(file: string): Promise<void>;
  /** Moves a resource, with all its instances, from one state file to another. */
  moveBetweenFiles(move: StateMove): Promise<void>;
}

/** A resource's way from one state file to another. */
interface StateMove {
  readonly fromFile: string;
  readonly toFile: string;
  /** Address without an instance's key. */
  readonly from: string;
  readonly to: string;
}

/** @param folder where the configuration is, for example cdktf.out/stacks/NAME */
export function terraformIn(folder: string, options: TerraformOptions): TerraformFolder {
  const terraform = (args: readonly string[], allowed: readonly number[] = [0]) =>
    runTerraform(folder, args, allowed, { ...options, finishMs: 0 });
  const change = (args: readonly string[]) => runTerraform(folder, args, [0], options);
  return {
    async init() {
      const note = forgetRenamedState(folder);
      if (note !== undefined) {
        printNote(note);
      }
      checkLocalState(folder);
      try {
        await terraform(["init", "-input=false"]);
      } catch (error) {
        throw isProviderMissing(error) ? new ProviderMissing(options.terraform.providers, error.stderr) : error;
      }
      recordInitialization(folder, options);
    },
    isInitialized() {
      checkLocalState(folder);
      return isInitialized(folder, options);
    },
    async plan(file, { destroy = false, lock = true } = {}) {
      const out = [
        ...(destroy ? ["-destroy"] : []),
        ...(lock ? [] : ["-lock=false"]),
        ...(file === undefined ? [] : [`-out=${path.resolve(file)}`]),
      ];
      // 0: nothing to change, 1: failed, 2: something to change.
      const { code } = await terraform(["plan", "-input=false", "-detailed-exitcode", ...out], [0, 2]);
      return code === 2;
    },
    async apply() {
      await change(["apply", "-input=false", "-auto-approve"]);
    },
    async applyPlan(file) {
      await change(["apply", "-input=false", path.resolve(file)]);
    },
    async destroy() {
      await change(["destroy", "-input=false", "-auto-approve"]);
    },
    async outputs() {
      const { stdout } = await terraform(["output", "-json"]);
      const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
      return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    },
    async show(planFile) {
      const file = planFile === undefined ? [] : [path.resolve(planFile)];
      const { stdout } = await terraform(["show", "-json", ...file]);
      return JSON.parse(stdout) as unknown;
    },
    async resources() {
      try {
        const { stdout } = await terraform(["state", "list"]);
        return stdout.split("\n").filter((line) => line !== "");
      } catch (error) {
        const none = /^No state file was found/m;
        if (error instanceof TerraformFailed && none.test(error.stderr)) {
          return [];
        }
        throw error;
      }
    },
    async pullState() {
      const { stdout } = await terraform(["state", "pull"]);
      return stdout.trim() === "" ? undefined : stdout;
    },
    async pushState(file) {
      await change(["state", "push", path.resolve(file)]);
    },
    async moveBetweenFiles({ fromFile, toFile, from, to }) {
      await terraform([
        "state",
        "mv",
        `-state=${path.resolve(fromFile)}`,
        `-state-out=${path.resolve(toFile)}`,
        from,
        to,
      ]);
    },
  };
}

/** Whether Terraform asks for init before anything else. */
export function asksForInit(error: unknown): boolean {
  return error instanceof TerraformFailed && /\bterraform init\b|\btofu init\b/.test(error.stderr);
}

function isProviderMissing(error: unknown): error is TerraformFailed {
  return (
    error instanceof TerraformFailed &&
    /Failed to query available provider packages|Failed to install provider/.test(error.stderr)
  );
}
