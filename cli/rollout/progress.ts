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

/** The gaps while Terraform replaces a resource: its plan does not show them. */
const GAPS: readonly (readonly [resource: string, gap: string])[] = [
  [
    "aws_ses_receipt_rule",
    "Note: the receipt rule is deleted before it is created again. In between, Amazon SES calls the function for no inbound email. To have both rules for a while, deploy the new one as an environment of its own first.",
  ],
  [
    "aws_sesv2_configuration_set_event_destination",
    "Note: the event destination is deleted before it is created again. In between, the function gets no sending events. To have both for a while, deploy the new one as an environment of its own first.",
  ],
];

/** Returns what is to become of a stack. */
export function planText({ name, hasChanges, text }: Pick<PlannedStack, "name" | "hasChanges" | "text">): string {
  if (!hasChanges) {
    return `${name}  No changes.`;
  }
  const gaps = GAPS.filter(([resource]) => new RegExp(`# ${resource}\\.\\S+ must be replaced`).test(text));
  return [`${name}:\n${text}`, ...gaps.map(([, gap]) => gap)].join("\n\n").replace(/\n(?=.)/g, "\n  ") + "\n";
}

/** Prints what is to become of a stack, on standard error: standard output is for the result. */
export function printPlan(plan: PlannedStack): void {
  printNote(plan.hasChanges ? `\n${planText(plan)}` : planText(plan));
}
