import { commandAgain, commandLine } from "../../../modules/command-line";
import { printLine, printNote } from "../../../modules/print";
import { readSettings } from "../../../modules/settings/read-settings";
import type { Settings } from "../../../modules/settings/settings";
import { UserError } from "../../../modules/user-error";
import { hasWorkMail } from "../../../modules/workmail";
import { destroyLeftovers } from "../../leftovers/destroy-leftovers";
import { approvedPlans, questionFor, selectStacks } from "../../rollout/approved-plans";
import { printPlan, reportedOptions } from "../../rollout/progress";
import { checkSettingsFile } from "../../rollout/settings-file";
import { checkApproval, isApproved } from "../../terminal/approval";
import { interruptible, interruptionSignal } from "../../terminal/interruption";
import type { Terraform } from "../../terraform/binary";
import { exclusiveRun } from "../../terraform/exclusive-run";
import { applyPlans } from "../../terraform/plans";
import { regionOf, type Stack, StacksFailed } from "../../terraform/stacks";

/** The options of the command. */
export interface Options {
  readonly autoApprove?: boolean;
  readonly removed?: boolean;
}

/** Destroys what stacks hold, or what is left of Regions that the settings no longer name. */
export async function destroy(names: readonly string[], options: Options): Promise<void> {
  const { autoApprove = false, removed = false } = options;
  const command = ["destroy", ...(removed ? ["--removed"] : names)] as const;
  if (removed && names.length > 0) {
    throw new UserError(`--removed takes no names of stacks, and these were given: ${names.join(", ")}.`);
  }
  checkSettingsFile("destroy");
  checkApproval("destroy", autoApprove);
  const settings = readSettings();
  const signal = interruptionSignal();
  await interruptible(signal, () =>
    exclusiveRun({ ...settings, command: commandLine(command), signal }, async (all, terraform) => {
      printNote(`${terraform.product} ${terraform.version}; ${terraform.providers.description}`);
      const destroyStacks = (stacks: readonly Stack[]) => destroyPlanned(stacks, { autoApprove, terraform, signal });
      const destroyed = await (removed
        ? destroyLeftovers(settings, { terraform, env: process.env, signal }, destroyStacks)
        : destroyStacks(selectStacks(all, names)));
      print(destroyed, removed, settings);
    }),
  );
}

/** @returns the names of the stacks that held something */
async function destroyPlanned(
  stacks: readonly Stack[],
  {
    autoApprove,
    terraform,
    signal,
  }: { readonly autoApprove: boolean; readonly terraform: Terraform; readonly signal: AbortSignal },
): Promise<string[]> {
  const options = { ...reportedOptions(terraform, signal), destroy: true };
  const plans = await approvedPlans(stacks, {
    ...options,
    onPlan: printPlan,
    approve: async (changes) => autoApprove || isApproved(questionFor(changes), signal),
  });
  await applyPlans(plans, options).catch((error: unknown) => {
    throw error instanceof StacksFailed
      ? new UserError(`${error.message}\n\nNext: ${signal.aborted ? "" : "fix it, then "}${commandAgain("destroy")}`)
      : error;
  });
  return plans.filter(({ hasChanges }) => hasChanges).map(({ name }) => name);
}

function print(destroyed: readonly string[], removed: boolean, settings: Settings): void {
  printLine(
    destroyed.length > 0
      ? `Destroyed: ${destroyed.join(", ")}`
      : removed
        ? "Nothing is deployed in a stack of a Region that the settings do not name."
        : "Nothing is deployed in these stacks.",
  );
  printLine(
    destroyed.some((name) => mayHaveRules(name, settings))
      ? "Next: delete the email flow rules that call the function, in the WorkMail console"
      : `Next: ${commandLine(["diff"])}, which shows what a deployment would create`,
  );
}

/** Returns whether email flow rules may call a function: the settings of a Region that is removed are not known. */
function mayHaveRules(stackName: string, { regions }: Settings): boolean {
  const region = regionOf(stackName);
  const own = regions.find((it) => it.region === region);
  if (own !== undefined || region === undefined) {
    return (own === undefined ? regions : [own]).some(({ workMail }) => workMail);
  }
  return hasWorkMail(region);
}
