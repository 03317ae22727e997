import { printNote } from "../../modules/print";
import type { Terraform } from "../terraform/binary";
import type { PlannedStack } from "../terraform/plans";
import type { StackProgress, StacksOptions } from "../terraform/stacks";

/** Time for Terraform to finish after an interruption: a queue takes half a minute, everything else less. */
const FINISH_MS = 60_000;

/** Memory that Terraform and its AWS provider take for one stack. */
const STACK_BYTES = 1e9;

/** Returns how stacks are worked on with progress on standard error, until they are interrupted. */
export function reportedOptions(terraform: Terraform, signal: AbortSignal): StacksOptions {
  return {
    terraform,
    env: process.env,
    signal,
    finishMs: FINISH_MS,
    // Those of WorkMail's three Regions at once on every machine.
    parallelism: Math.max(3, Math.floor(process.availableMemory() / STACK_BYTES)),
    onProgress: progressPrinter(),
  };
}

/** Prints what is of interest while it goes well: what is created, changed, and destroyed. */
function progressPrinter(): (progress: StackProgress) => void {
  const finished = new Set<string>();
  return ({ stack, step, line }) => {
    if (line === undefined) {
      printNote(`${stack}  ${step}`);
      return;
    }
    if (line === "" || finished.has(stack) || (step !== "apply" && step !== "destroy")) {
      return;
    }
    // The outputs follow.
    if (/^(Apply|Destroy) complete!/.test(line)) {
      finished.add(stack);
    }
    printNote(`${stack}  ${line}`);
  };
}

/** Prints what is to become of a stack, on standard error: standard output is for the result. */
export function printPlan({ name, hasChanges, text }: PlannedStack): void {
  if (!hasChanges) {
    printNote(`${name}  No changes.`);
    return;
  }
  printNote(`\n${name}:\n${text.replace(/^(?=.)/gm, "  ")}\n`);
}
