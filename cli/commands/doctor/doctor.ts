import { commandAgain, commandLine } from "../../../modules/command-line";
import { printLine } from "../../../modules/print";
import { EXIT } from "../../terminal/exit-codes";
import { printColored, printJson, printNextStep } from "../../terminal/output";
import { type Finding, findings } from "./findings";

/** The options of the command. */
export interface Options {
  readonly json?: boolean;
}

const COLORS = { passed: "green", failed: "red", missing: "yellow", unknown: "yellow" } as const;

/** Prints what this machine has, and what it lacks. */
export async function doctor({ json }: Options): Promise<void> {
  const checks = await findings();
  const failed = checks.some(({ state }) => state === "failed");
  if (json) {
    printJson({ passed: !failed, checks });
  } else {
    print(checks);
    printLine(nextStep(checks, failed));
  }
  if (failed) {
    process.exitCode = EXIT.attention;
  }
}

function print(checks: readonly Finding[]): void {
  const width = Math.max(...checks.map(({ subject }) => subject.length));
  for (const { subject, state, found, next } of checks) {
    const detail = `  ${subject.padEnd(width)}  ${found.replaceAll("\n", "\n    ")}`;
    printColored(COLORS[state], state.padEnd(7), "  ", detail);
    if (next !== undefined) {
      printNextStep(next);
    }
  }
}

function nextStep(checks: readonly Finding[], failed: boolean): string {
  if (failed) {
    return `\nNext: fix what failed, then ${commandAgain("doctor")}`;
  }
  const canDeploy = checks.some(({ subject, state }) => subject === "project" && state === "passed");
  return canDeploy
    ? `\nNext: ${commandLine(["diff"])}, which shows what a deployment would change`
    : `\nNext: ${commandLine(["verify", "--outputs", "FILE"])}, or any command that needs no app`;
}
