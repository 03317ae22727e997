import { existsSync } from "node:fs";
import * as path from "node:path";
import { commandLine } from "../../modules/command-line";
import { readJsonFile } from "../../modules/json-file";
import { UserError } from "../../modules/user-error";
import { REGIONS } from "../../modules/workmail";
import { importHints } from "./already-exists";
import type { Terraform } from "./binary";
import { ProviderMissing, type TerraformFolder, terraformIn } from "./folder";
import { inDependencyOrder, type Outcome } from "./in-dependency-order";
import { TerraformFailed, type TerraformOptions } from "./run";
import { lockHints } from "./state-locked";

/** A stack that CDKTF has synthesized. */
export interface Stack {
  readonly name: string;
  /** The folder that holds its Terraform configuration. */
  readonly folder: string;
  /** Names of the stacks that are deployed before it and destroyed after it. */
  readonly dependencies: readonly string[];
}

interface Manifest {
  readonly stacks: Readonly<Record<string, Omit<Stack, "folder"> & { readonly workingDirectory: string }>>;
}

/** The folder that CDKTF synthesizes to, unless CDKTF_OUTDIR names another one. */
export const OUTDIR = "cdktf.out";

/**
 * The stacks in CDKTF's output folder.
 *
 * @throws UserError when nothing was synthesized there
 */
export function readStacks(outdir = OUTDIR): Stack[] {
  const file = path.join(outdir, "manifest.json");
  if (!existsSync(file)) {
    throw new UserError(
      existsSync("cdktf.json")
        ? `${file} does not exist. Next: ${commandLine(["synth"])}`
        : `${process.cwd()} has neither ${file} nor cdktf.json, and no app that could write it. Next: run this where the app is. Where the Terraform module is, terraform output -json prints the outputs, which other commands take with --outputs.`,
    );
  }
  const { stacks } = readJsonFile<Partial<Manifest>>(file, `run "${commandLine(["synth"])}"`);
  if (typeof stacks !== "object") {
    throw new UserError(`${file} names no stacks. Next: ${commandLine(["synth"])}`);
  }
  return Object.values(stacks).map(({ name, dependencies, workingDirectory }) => ({
    name,
    dependencies,
    folder: path.join(outdir, workingDirectory),
  }));
}

/** The Region that a stack is named after; undefined for one that has all of them. */
export function regionOf(stack: string): string | undefined {
  return REGIONS.find((region) => stack.endsWith(`-${region}`));
}

type Step = "init" | "plan" | "apply" | "destroy";

/** The changes of stacks. */
export type Aim = "planned" | "deployed" | "destroyed";

/** The progress of a stack. */
export interface StackProgress {
  readonly stack: string;
  readonly step: Step | "done" | "failed";
  /** Terraform's output in this step; none when the step begins. */
  readonly line?: string;
}

/** How stacks are deployed and destroyed. */
export interface StacksOptions extends Omit<TerraformOptions, "onLine"> {
  readonly onProgress?: (progress: StackProgress) => void;
  /** How many stacks at a time. @default - all that wait for no other */
  readonly parallelism?: number;
}

/** The result of a stack. */
export type StackResult = Outcome & {
  /**
   * Of a failed stack, the addresses in Terraform's state; undefined if Terraform cannot read it.
   */
  readonly resources?: readonly string[];
};

/** Some stacks failed: the message says what has become of each of them. */
export class StacksFailed extends UserError {
  override readonly name = "StacksFailed";

  constructor(
    readonly aim: Aim,
    readonly results: readonly StackResult[],
  ) {
    const rest = results.filter(({ state }) => state !== "done");
    const errors = rest.flatMap((result) =>
      result.state === "failed" ? [`\n${result.name}: ${errorText(result.error)}`, ...hintsOf(result, aim)] : [],
    );
    super(
      [
        `${rest.length} of ${results.length} stacks could not be ${aim}:`,
        ...results.map((result) => `  ${result.name}: ${summary(result, aim)}`),
        ...errors,
      ].join("\n"),
    );
  }
}

function summary(result: StackResult, aim: string): string {
  switch (result.state) {
    case "done":
      return aim;
    case "skipped":
      return `not begun, ${result.because}`;
    case "failed":
      return result.resources === undefined
        ? "failed"
        : `failed, its state holds ${result.resources.join(", ") || "nothing"}`;
  }
}

function hintsOf({ name, error }: StackResult & { readonly error: unknown }, aim: Aim): string[] {
  if (!(error instanceof TerraformFailed)) {
    return [];
  }
  return [
    ...lockHints(name, error.stderr),
    ...(aim === "deployed" ? importHints(name, error.folder, error.stderr) : []),
  ];
}

function errorText(error: unknown): string {
  if (error instanceof TerraformFailed) {
    return error.report;
  }
  return error instanceof Error ? error.message : String(error);
}

/**
 * Deploys stacks, those at once that do not depend on each other. When one
 * fails, those that depend on it are left alone and the others are finished.
 *
 * @returns each stack's outputs, by the stack's name
 * @throws UserError when a dependency is not among the stacks
 * @throws ProviderMissing
 * @throws StacksFailed
 */
export async function deployStacks(
  stacks: readonly Stack[],
  options: StacksOptions,
): Promise<Record<string, Record<string, unknown>>> {
  const outputs: Record<string, Record<string, unknown>> = {};
  const alone = firstAlone(options.terraform);
  await forEachStack("deployed", stacks, options, async (run, stack) => {
    await alone(() => run("init").init());
    await run("apply").apply();
    // Also after an interruption: it is deployed.
    outputs[stack.name] = await terraformIn(stack.folder, { ...options, signal: undefined }).outputs();
  });
  return outputs;
}

/**
 * Destroys stacks, in the reverse order of {@link deployStacks}.
 *
 * @throws what deployStacks throws
 */
export async function destroyStacks(stacks: readonly Stack[], options: StacksOptions): Promise<void> {
  const alone = firstAlone(options.terraform);
  await forEachStack("destroyed", reversed(stacks), options, async (run) => {
    await alone(() => run("init").init());
    await run("destroy").destroy();
  });
}

/** Returns the stacks with the dependencies that hold for destroying them: what comes first goes last. */
export function reversed<Item extends Stack>(stacks: readonly Item[]): Item[] {
  return stacks.map((stack) => ({
    ...stack,
    dependencies: stacks.filter(({ dependencies }) => dependencies.includes(stack.name)).map(({ name }) => name),
  }));
}

/**
 * Does Terraform's work for each stack as soon as it is done for those that the stack depends on.
 *
 * @throws ProviderMissing, StacksFailed
 */
export async function forEachStack<Item extends Stack>(
  aim: Aim,
  stacks: readonly Item[],
  options: StacksOptions,
  work: (run: (step: Step) => TerraformFolder, stack: Item) => Promise<void>,
): Promise<void> {
  const { onProgress, ...terraformOptions } = options;
  const outcomes = await inDependencyOrder(
    stacks,
    async (stack) => {
      const report = (step: StackProgress["step"], line?: string) => onProgress?.({ stack: stack.name, step, line });
      try {
        const run = (step: Step) => {
          report(step);
          const onLine = (line: string) => report(step, line);
          return terraformIn(stack.folder, { ...terraformOptions, onLine });
        };
        await work(run, stack);
        report("done");
      } catch (error) {
        report("failed");
        throw error;
      }
    },
    options,
  );

  for (const outcome of outcomes) {
    // The same for every stack, and to be fixed first.
    if (outcome.state === "failed" && outcome.error instanceof ProviderMissing) {
      throw outcome.error;
    }
  }
  if (outcomes.every(({ state }) => state === "done")) {
    return;
  }
  const results = outcomes.map(async (outcome, index) =>
    outcome.state === "failed" ? { ...outcome, resources: await resourcesOf(stacks[index]!, options) } : outcome,
  );
  throw new StacksFailed(aim, await Promise.all(results));
}

async function resourcesOf({ folder }: Stack, options: StacksOptions): Promise<string[] | undefined> {
  try {
    // Also asked for after an interruption.
    return await terraformIn(folder, {
      ...options,
      signal: undefined,
    }).resources();
  } catch {
    return undefined;
  }
}

/** Where the stacks share a plug-in cache, one fills it before the others begin. */
export function firstAlone({ providers }: Terraform) {
  let first: Promise<void> | undefined;
  return async (init: () => Promise<void>): Promise<void> => {
    if (!providers.sharesCache) {
      return init();
    }
    if (first === undefined) {
      return (first = init());
    }
    await first.catch(() => undefined);
    return init();
  };
}
