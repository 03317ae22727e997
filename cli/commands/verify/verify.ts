import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { EmailSource } from "../../../function/src/email-source";
import { commandAgain, commandLine } from "../../../modules/command-line";
import { codeSha256Of } from "../../../modules/package/code-sha256";
import { printLine } from "../../../modules/print";
import { fileReason, UserError } from "../../../modules/user-error";
import { type DeploymentOutputs, isForWorkMail } from "../../deployments/deployment-outputs";
import { type DeploymentsOptions, readRegions, type ToldRegion } from "../../deployments/deployments";
import { emailEvent } from "../../events/email-event";
import { type DirectionOptions, flowDirection } from "../../events/flow-direction";
import { newSesEvent } from "../../events/ses-event";
import { EXIT } from "../../terminal/exit-codes";
import { printColored, printJson, printNextStep } from "../../terminal/output";
import { type Stack } from "../../terraform/stacks";
import { withSynthesis } from "../../terraform/synthesize";
import type { Check } from "../../verification/check";
import { expectationOf } from "../../verification/expectation";

/** The options of the command. */
export interface Options extends DeploymentsOptions, DirectionOptions {
  readonly zip?: string;
  readonly invoke?: boolean;
  readonly source: EmailSource;
  readonly json?: boolean;
}

/** Says of each Region what is as it should be and what is not. */
export async function verify(options: Options): Promise<void> {
  await (options.outputs === undefined
    ? withSynthesis((stacks) => verifyRegions(options, stacks), {
        instead: `${commandAgain("verify", { add: ["--outputs", "FILE"] })}, with a file of what terraform output -json prints`,
      })
    : verifyRegions(options));
}

async function verifyRegions(options: Options, stacks?: readonly Stack[]): Promise<void> {
  refuseWithoutEvent(options);
  const checks: Record<string, Check[]> = {};
  const regions = await readRegions(options, stacks);
  // All of them before the first check: a direction that is not clear ends the command.
  const events = new Map(options.invoke ? regions.map((it) => [it.region, newEmailEvent(it, options)]) : []);
  for (const told of regions) {
    checks[told.region] = await checksOf(told, options, stacks, events.get(told.region));
    if (!options.json) {
      print(told, checks[told.region]!);
    }
  }
  const failed = Object.values(checks)
    .flat()
    .filter(({ state }) => state === "failed");
  if (options.json) {
    printJson({ passed: failed.length === 0, regions: checks });
  } else {
    printSummary(Object.values(checks).flat(), regions);
  }
  if (failed.length > 0) {
    process.exitCode = EXIT.attention;
  }
}

async function checksOf(
  { region, outputs }: ToldRegion,
  { zip }: Options,
  stacks: readonly Stack[] | undefined,
  event: unknown,
): Promise<Check[]> {
  if (outputs === undefined) {
    return [
      {
        subject: "deployment",
        state: "failed",
        expected: "all of its outputs",
        found: null,
        next: commandLine(["deploy"]),
      },
    ];
  }
  // A dozen AWS clients, for which an error in the settings or the options need not wait.
  const { verifyDeployment } = await import("../../verification/verify-deployment");
  return verifyDeployment(outputs, {
    ...(stacks && expectationOf(stacks, region)),
    ...(zip !== undefined && { codeSha256: sha256Of(zip), zip }),
    event,
  });
}

/** Refuses options that choose an event where there is none, or that its source does not have. */
function refuseWithoutEvent({ inbound, outbound, invoke, source }: Options): void {
  if ((inbound || outbound) && !invoke) {
    throw new UserError("--inbound and --outbound need --invoke: they are for its event.");
  }
  if (source !== "workmail" && !invoke) {
    throw new UserError(`--source ${source} needs --invoke: it is for its event.`);
  }
  if (source !== "workmail" && (inbound || outbound)) {
    throw new UserError("--inbound and --outbound are allowed only with --source workmail.");
  }
}

/** The setting and the output of each source in Amazon SES. */
const SES_SOURCES = {
  "ses-receipt": { setting: "sesReceiptRule", output: "ses_receipt_rule_arn" },
  "ses-sending": { setting: "sesSendingEvents", output: "ses_sending_rule_arn" },
} as const;

/** An event that no function has seen: one that it knows, a deduplicating function passes over. */
function newEmailEvent({ region, outputs }: ToldRegion, options: Options) {
  const { source } = options;
  if (source !== "workmail") {
    const { setting, output } = SES_SOURCES[source];
    if (outputs !== undefined && outputs[output] === undefined) {
      throw new UserError(
        `--source ${source}: nothing in Amazon SES calls the function in ${region}. Allowed: a Region with ${setting}.`,
      );
    }
    return newSesEvent(source);
  }
  if (outputs !== undefined && !isForWorkMail(outputs)) {
    throw new UserError(
      `--invoke: WorkMail does not call the function in ${region}. Add --source ses-receipt or --source ses-sending.`,
    );
  }
  return {
    ...emailEvent({ flowDirection: flowDirection(options, outputs?.email_flow_rules ?? [], region) }),
    messageId: randomUUID(),
    invocationId: randomBytes(20).toString("hex"),
  };
}

function sha256Of(zip: string): string {
  try {
    return codeSha256Of(readFileSync(zip));
  } catch (error) {
    throw new UserError(`${zip}: ${fileReason(error)}, which --zip names. Allowed: the zip that should be deployed.`);
  }
}

const COLORS = { passed: "green", failed: "red", unknown: "yellow" } as const;

function print({ region, outputs }: ToldRegion, checks: readonly Check[]) {
  printLine(`${region}  ${outputs?.function_name ?? ""}`.trimEnd());
  const width = Math.max(...checks.map(({ subject }) => subject.length));
  for (const check of checks) {
    const { subject, state, next } = check;
    printColored(COLORS[state], state.padEnd(7), "  ", `  ${subject.padEnd(width)}${detailOf(check, outputs)}`);
    if (next !== undefined) {
      printNextStep(next);
    }
  }
  printLine();
}

function detailOf({ subject, state, expected, found }: Check, outputs: DeploymentOutputs | undefined): string {
  if (subject === "permission") {
    // Whole statements are for --json; what is wrong with them is said in words.
    return state === "passed" ? whoIsLetIn(outputs!) : "";
  }
  if (state === "failed") {
    return `  expected ${textOf(expected)}, found ${textOf(found)}`;
  }
  if (Array.isArray(expected)) {
    return `  ${expected.length || "none"}`;
  }
  if (typeof expected === "object" && expected !== null) {
    const { length } = Object.keys(expected);
    return length === 0 ? "  none" : `  ${length} ${length === 1 ? "attribute" : "attributes"} compared`;
  }
  return typeof expected === "string" ? `  ${expected}` : "";
}

function whoIsLetIn(outputs: DeploymentOutputs): string {
  const ids = (outputs.organization_arns ?? []).map((arn) => arn.split("/").at(-1));
  const workMail = isForWorkMail(outputs) ? [`${outputs.principal} for ${ids.join(", ")}`] : [];
  const ses = [outputs.ses_receipt_rule_arn, outputs.ses_sending_rule_arn].filter((arn) => arn !== undefined);
  return `  ${[...workMail, ...ses].join(", ")}, and nobody else`;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) {
    return "nothing";
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

function printSummary(checks: readonly Check[], regions: readonly ToldRegion[]): void {
  const count = (state: Check["state"]) => checks.filter((check) => check.state === state).length;
  printLine(`${count("passed")} passed, ${count("failed")} failed, ${count("unknown")} unknown`);
  const hasRules = regions.some(({ outputs }) => outputs !== undefined && isForWorkMail(outputs));
  const next = hasRules
    ? `${commandLine(["instructions"])}, unless a rule calls the function already`
    : `send an email, and read its line with ${commandLine(["logs"])}`;
  printLine(`Next: ${count("failed") > 0 ? `take the steps above, then ${commandAgain("verify")}` : next}`);
}
