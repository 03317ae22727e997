import { sameCommand } from "../../modules/command-line";
import { UserError } from "../../modules/user-error";
import { type PlannedStack, planStacks, type PlanStacksOptions } from "../terraform/plans";
import { type Stack, StacksFailed } from "../terraform/stacks";

/** How a change is planned and approved. */
export interface ApprovalOptions extends PlanStacksOptions {
  readonly onPlan: (plan: PlannedStack) => void;
  /** Asks once for all plans that change something. */
  readonly approve: (changes: readonly PlannedStack[]) => Promise<boolean>;
}

/**
 * Plans all stacks, shows each plan, and asks one question for all of them, unless nothing changes.
 *
 * @throws UserError when a stack cannot be planned or the plans are not approved: nothing was changed then
 */
export async function approvedPlans(
  stacks: readonly Stack[],
  { onPlan, approve, ...options }: ApprovalOptions,
): Promise<PlannedStack[]> {
  const plans = await planStacks(stacks, options).catch((error: unknown) => {
    throw error instanceof StacksFailed
      ? new UserError(
          `${error.message}\n\nNothing was changed. Next: ${options.signal?.aborted ? "" : "fix it, then "}${sameCommand()}`,
        )
      : error;
  });
  plans.forEach(onPlan);
  const changes = plans.filter(({ hasChanges }) => hasChanges);
  if (changes.length > 0 && !(await approve(changes))) {
    throw new UserError("Not approved: nothing was changed.");
  }
  return plans;
}

/** Returns the one question for all plans. */
export function questionFor(changes: readonly PlannedStack[]): string {
  const names = changes.map(({ name }) => name).join(", ");
  return `Apply ${changes.length === 1 ? "this plan" : `these ${changes.length} plans`} (${names})?`;
}

/**
 * Returns the stacks of these names, or all of them.
 *
 * @throws UserError that names those that do not exist
 */
export function selectStacks(all: readonly Stack[], names: readonly string[]): readonly Stack[] {
  const known = all.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UserError(`No such stack: ${unknown.join(", ")}; there are ${known.join(", ")}.`);
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}
