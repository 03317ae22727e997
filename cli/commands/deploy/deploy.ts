import { commandAgain, commandLine } from "../../../modules/command-line";
import { printLine, printNote } from "../../../modules/print";
import { readSettings } from "../../../modules/settings/read-settings";
import type { Settings } from "../../../modules/settings/settings";
import { UserError } from "../../../modules/user-error";
import { whatRegionsHave } from "../../deployments/deployment-summary";
import { checkLeftovers } from "../../leftovers/check-leftovers";
import { approvedPlans, questionFor, selectStacks } from "../../rollout/approved-plans";
import { printPlan, reportedOptions } from "../../rollout/progress";
import { checkSettingsFile } from "../../rollout/settings-file";
import { checkApproval, isApproved } from "../../terminal/approval";
import { interruptible, interruptionSignal } from "../../terminal/interruption";
import { printJson } from "../../terminal/output";
import type { Terraform } from "../../terraform/binary";
import { exclusiveRun } from "../../terraform/exclusive-run";
import { applyPlans, type PlannedStack } from "../../terraform/plans";
import { type Stack, StacksFailed } from "../../terraform/stacks";

/** The options of the command. */
export interface Options {
  readonly autoApprove?: boolean;
  readonly json?: boolean;
}

/** Each stack's outputs, by the stack's name. */
type StackOutputs = Record<string, Record<string, unknown>>;

/** Deploys stacks, and prints what was deployed. */
export async function deploy(names: readonly string[], options: Options): Promise<void> {
  checkSettingsFile("deploy");
  checkApproval("deploy", options.autoApprove === true);
  const settings = readSettings();
  const signal = interruptionSignal();
  const run = { ...settings, command: commandLine(["deploy", ...names]), signal };
  await interruptible(signal, () =>
    exclusiveRun(run, async (all, terraform) => {
      printNote(`${terraform.product} ${terraform.version}; ${terraform.providers.description}`);
      const stacks = selectStacks(all, names);
      await checkLeftovers(settings, { terraform, env: process.env, signal });
      const plans = await approvedPlans(stacks, {
        ...reportedOptions(terraform, signal),
        onPlan: printPlan,
        approve: async (changes) => options.autoApprove === true || isApproved(questionFor(changes), signal),
      });
      const checks = names.length === 0 ? settings.checks : undefined;
      const outputs = await apply(plans, checks, { terraform, signal, withOutputs: options.json === true });
      print(plans, outputs, settings, options);
    }),
  );
}

interface ApplyOptions {
  readonly terraform: Terraform;
  readonly signal: AbortSignal;
  /** Whether the outputs are printed. */
  readonly withOutputs: boolean;
}

async function apply(
  plans: readonly PlannedStack[],
  checks: Settings["checks"],
  { terraform, signal, withOutputs }: ApplyOptions,
): Promise<StackOutputs> {
  const outputs: StackOutputs = {};
  const applyAll = async (wave: readonly PlannedStack[]) =>
    void Object.assign(outputs, await applyPlans(wave, { ...reportedOptions(terraform, signal), withOutputs }));
  try {
    if (checks === undefined) {
      await applyAll(plans);
    } else {
      // The checks load the clients of AWS, which takes half a second.
      const { deployInWaves } = await import("../../rollout/deploy-in-waves");
      await deployInWaves(plans, applyAll, { checks, terraform, signal });
    }
  } catch (error) {
    throw error instanceof StacksFailed ? await notDeployed(error, plans, terraform, signal) : error;
  }
  return outputs;
}

/** Returns the error with the state of each Region, which the failure does not show. */
async function notDeployed(
  { message }: StacksFailed,
  stacks: readonly Stack[],
  terraform: Terraform,
  { aborted }: AbortSignal,
): Promise<UserError> {
  const regions = await whatRegionsHave(stacks, { terraform, env: process.env }).catch(() => undefined);
  const text = [
    message,
    "",
    ...(regions === undefined
      ? [`The state of the Regions is unknown. To read it: ${commandLine(["outputs"])}`]
      : ["State of the Regions:", ...regions.map((line) => `  ${line}`)]),
    `Next: ${aborted ? "" : "fix it, then "}${commandAgain("deploy")}, which continues from here`,
  ].join("\n");
  return new UserError(text);
}

function print(plans: readonly PlannedStack[], outputs: StackOutputs, { regions }: Settings, { json }: Options): void {
  if (json) {
    printJson(outputs);
    return;
  }
  const namesOf = (hasChanges: boolean) =>
    plans.filter((plan) => plan.hasChanges === hasChanges).map(({ name }) => name);
  const [changed, unchanged] = [namesOf(true), namesOf(false)];
  if (changed.length > 0) {
    printLine(`Deployed: ${changed.join(", ")}`);
  }
  if (unchanged.length > 0) {
    printLine(`No changes: ${unchanged.join(", ")}`);
  }
  const rule = `, then ${commandLine(["instructions"])}, which prints how to attach the function to a rule`;
  printLine(`Next: ${commandLine(["verify"])}${regions.some(({ workMail }) => workMail) ? rule : ""}`);
}
