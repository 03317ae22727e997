import * as path from "node:path";
import { asksForInit, terraformIn } from "./folder";
import { firstAlone, forEachStack, reversed, type Stack, type StacksOptions } from "./stacks";

/** The planned changes of a stack. */
export interface PlannedStack extends Stack {
  /** The plan, as Terraform applies it. */
  readonly planFile: string;
  readonly hasChanges: boolean;
  /** The plan, as people read it. */
  readonly text: string;
}

/** How stacks are planned. */
export interface PlanStacksOptions extends StacksOptions {
  /** Whether what they hold is to be destroyed. @default false */
  readonly destroy?: boolean;
  /** Whether others have to wait while it is planned: not for a plan that nobody applies. @default true */
  readonly lock?: boolean;
}

/** How plans are applied. */
export interface ApplyPlansOptions extends PlanStacksOptions {
  /** Whether the outputs are read, which takes Terraform another start for each stack. @default false */
  readonly withOutputs?: boolean;
}

/** Terraform's output while it reads the existing resources. */
const READING = /: (Refreshing state\.\.\.|Reading\.\.\.|Still reading\.\.\.|Read complete after)/;

/**
 * Plans all stacks at once, whatever they depend on: nothing changes by that.
 *
 * @throws ProviderMissing
 * @throws StacksFailed with every stack that could not be planned
 */
export async function planStacks(
  stacks: readonly Stack[],
  { destroy = false, lock = true, ...options }: PlanStacksOptions,
): Promise<PlannedStack[]> {
  const plans = new Map<string, PlannedStack>();
  const alone = firstAlone(options.terraform);
  const independent = stacks.map((stack) => ({ ...stack, dependencies: [] }));
  await forEachStack("planned", independent, options, async (run, { name, folder }) => {
    let lines: string[] = [];
    const terraform = terraformIn(folder, { ...options, onLine: (line) => lines.push(line) });
    // Not in the stack's folder, which stays: a plan may hold secrets.
    const planFile = path.join(folder, "..", "..", `${name}.tfplan`);
    const init = () => alone(() => run("init").init());
    const plan = () => {
      run("plan");
      lines = [];
      return terraform.plan(planFile, { destroy, lock });
    };
    const wasInitialized = terraform.isInitialized();
    if (!wasInitialized) {
      await init();
    }
    const hasChanges = await plan().catch(async (error: unknown) => {
      // For example, a provider in the cache has changed since the last init.
      if (!wasInitialized || !asksForInit(error)) {
        throw error;
      }
      await init();
      return plan();
    });
    const { dependencies } = stacks.find((stack) => stack.name === name)!;
    plans.set(name, { name, folder, dependencies, planFile, hasChanges, text: textOf(lines) });
  });
  return stacks.map(({ name }) => plans.get(name)!);
}

/**
 * Applies exactly what was planned, stacks at once that do not depend on each other. When one fails, those that depend
 * on it are left alone and the others are finished.
 *
 * @returns the outputs of each stack, by the stack's name, if they are read
 * @throws StacksFailed
 */
export async function applyPlans(
  plans: readonly PlannedStack[],
  { destroy = false, withOutputs = false, ...options }: ApplyPlansOptions,
): Promise<Record<string, Record<string, unknown>>> {
  const outputs: Record<string, Record<string, unknown>> = {};
  const names = plans.map(({ name }) => name);
  const among = plans.map((plan) => ({
    ...plan,
    // Those that a named one depends on are its user's business.
    dependencies: plan.dependencies.filter((name) => names.includes(name)),
  }));
  const ordered = destroy ? reversed(among) : among;
  await forEachStack(destroy ? "destroyed" : "deployed", ordered, options, async (run, stack) => {
    if (stack.hasChanges) {
      await run(destroy ? "destroy" : "apply").applyPlan(stack.planFile);
    }
    if (withOutputs) {
      // Also after an interruption: it is deployed.
      outputs[stack.name] = await terraformIn(stack.folder, { ...options, signal: undefined }).outputs();
    }
  });
  return outputs;
}

/** Returns only the plan, without Terraform's messages about reading and saving. */
function textOf(lines: readonly string[]): string {
  const end = lines.findIndex((line) => /^─+$/.test(line));
  return lines
    .slice(0, end === -1 ? undefined : end)
    .filter((line) => !READING.test(line))
    .join("\n")
    .trim();
}
