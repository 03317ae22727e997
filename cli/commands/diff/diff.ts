import { commandLine } from "../../../modules/command-line";
import { isOwnApp } from "../../../modules/own-app";
import { printLine, printNote } from "../../../modules/print";
import { readSettings } from "../../../modules/settings/read-settings";
import { checkLeftovers } from "../../leftovers/check-leftovers";
import { selectStacks } from "../../rollout/approved-plans";
import { planText, reportedOptions } from "../../rollout/progress";
import { checkSettingsFile } from "../../rollout/settings-file";
import { EXIT } from "../../terminal/exit-codes";
import { interruptible, interruptionSignal } from "../../terminal/interruption";
import { printJson } from "../../terminal/output";
import { type Terraform, withTerraform } from "../../terraform/binary";
import { terraformIn } from "../../terraform/folder";
import { type PlannedChanges, plannedChanges } from "../../terraform/planned-changes";
import { type PlannedStack, planStacks } from "../../terraform/plans";
import { withSynthesis } from "../../terraform/synthesize";

/** The options of the command. */
export interface Options {
  readonly json?: boolean;
}

/** Shows what a deployment would change. */
export async function diff(names: readonly string[], options: Options): Promise<void> {
  const settings = isOwnApp() ? undefined : settingsOfProject();
  const signal = interruptionSignal();
  await interruptible(signal, () =>
    withSynthesis(
      (all) =>
        withTerraform(async (terraform) => {
          printNote(`${terraform.product} ${terraform.version}; ${terraform.providers.description}`);
          const stacks = selectStacks(all, names);
          if (settings !== undefined) {
            await checkLeftovers(settings, { terraform, env: process.env, signal });
          }
          const plans = await planStacks(stacks, { ...reportedOptions(terraform, signal), lock: false });
          await report(plans, names, terraform, options);
        }),
      { signal },
    ),
  );
}

function settingsOfProject() {
  checkSettingsFile("diff");
  return readSettings();
}

async function report(
  plans: readonly PlannedStack[],
  names: readonly string[],
  terraform: Terraform,
  { json }: Options,
): Promise<void> {
  const isChange = plans.some(({ hasChanges }) => hasChanges);
  if (json) {
    const stacks: Record<string, PlannedChanges & { readonly changes: boolean }> = {};
    for (const { name, folder, planFile, hasChanges } of plans) {
      const plan = await terraformIn(folder, { terraform, env: process.env }).show(planFile);
      stacks[name] = { changes: hasChanges, ...plannedChanges(plan) };
    }
    printJson({ changes: isChange, stacks });
  } else {
    plans.forEach((plan) => printLine(planText(plan)));
    printLine(
      isChange
        ? `Next: ${commandLine(["deploy", ...names])}`
        : `Next: nothing to deploy; to check AWS's side: ${commandLine(["verify"])}`,
    );
  }
  if (isChange) {
    process.exitCode = EXIT.attention;
  }
}
