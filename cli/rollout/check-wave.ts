import { setTimeout as sleep } from "node:timers/promises";
import { commandLine } from "../../modules/command-line";
import type { RolloutChecks } from "../../modules/settings/deployment-settings";
import { UserError } from "../../modules/user-error";
import { type DeploymentOutputs, isDeployment } from "../deployments/deployment-outputs";
import { regionOutputs } from "../deployments/region-outputs";
import type { TerraformOptions } from "../terraform/run";
import type { Stack } from "../terraform/stacks";
import type { Check } from "../verification/check";
import { SUBSCRIPTION } from "../verification/checks/alarm-topic";
import { alarmStates, RAISED_ALARMS } from "../verification/checks/alarms";
import { RULE } from "../verification/checks/email-flow-rule";
import type { Expectation } from "../verification/expectation";
import { verifyDeployment } from "../verification/verify-deployment";

/** How often the alarms are looked at. CloudWatch evaluates them once a minute. */
const POLL_MS = 15_000;
/** An alarm that is new has no state until CloudWatch has seen it, some minutes. */
const NO_STATE_LIMIT_MS = 300_000;

/** The alarms' states are looked at afterwards; an address is confirmed by a person, at any time. */
const REPORTED_ONLY = [RAISED_ALARMS, SUBSCRIPTION];

/** How a wave is checked. */
export interface CheckWaveOptions {
  readonly onProgress?: (text: string) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds between two looks at the alarms. @default 15000 */
  readonly pollMs?: number;
  /** Milliseconds after the bake time that an alarm may be without a state. @default 300000 */
  readonly noStateLimitMs?: number;
}

/**
 * Whether the next wave may begin.
 *
 * @returns what speaks against it; nothing when it may
 * @throws AwsRefusal when AWS cannot be asked
 */
export async function checkWave(
  deployments: readonly DeploymentOutputs[],
  checks: RolloutChecks,
  expectationOf: (region: string) => Expectation,
  options: CheckWaveOptions = {},
): Promise<string[]> {
  const { onProgress } = options;
  if (checks.verify) {
    const errors: string[] = [];
    for (const outputs of deployments) {
      onProgress?.(`${outputs.region}: verifying`);
      errors.push(...(await errorsOf(outputs, expectationOf, onProgress)));
    }
    if (errors.length > 0) {
      return errors;
    }
  }
  const names = deployments.map(({ region }) => region).join(", ");
  if (checks.bakeSeconds > 0) {
    onProgress?.(`${names}: baking for ${checks.bakeSeconds} s`);
  }
  return bake(deployments, checks, options);
}

/** Returns the deployments of a wave's stacks.
 *
 * @throws UserError that names every stack whose outputs are not all there
 */
export async function waveDeployments(
  stacks: readonly Stack[],
  options: TerraformOptions,
): Promise<DeploymentOutputs[]> {
  const told = await regionOutputs(stacks, options);
  const missing = told.filter(({ values }) => !isDeployment(values));
  if (missing.length > 0) {
    throw new UserError(
      `Deployed only in part: ${missing.map(({ name }) => name).join(", ")}. Next: ${commandLine(["deploy"])}`,
    );
  }
  return told.flatMap(({ values }) => (isDeployment(values) ? [values] : []));
}

async function errorsOf(
  outputs: DeploymentOutputs,
  expectationOf: (region: string) => Expectation,
  onProgress: CheckWaveOptions["onProgress"],
): Promise<string[]> {
  const { region } = outputs;
  const checks = await verifyDeployment(outputs, expectationOf(region));
  const textOf = ({ subject, next }: Check) => `${region}: ${subject}: ${next}`;
  const isError = ({ state, subject }: Check) => state === "failed" && !REPORTED_ONLY.includes(subject);
  checks
    .filter((check) => check.state !== "passed" && check.subject !== RULE && check.subject !== RAISED_ALARMS)
    .filter((check) => !isError(check))
    .forEach((check) => onProgress?.(`${check.state}: ${textOf(check)}`));
  return checks.filter(isError).map(textOf);
}

async function bake(
  deployments: readonly DeploymentOutputs[],
  { bakeSeconds, alarms }: RolloutChecks,
  { onProgress, signal, pollMs = POLL_MS, noStateLimitMs = NO_STATE_LIMIT_MS }: CheckWaveOptions,
): Promise<string[]> {
  const bakedAt = Date.now() + bakeSeconds * 1000;
  for (;;) {
    const states = alarms ? await statesOf(deployments) : [];
    const raised = states.filter(({ state }) => state === "ALARM");
    if (raised.length > 0) {
      return raised.map(({ alarm }) => `${alarm} is raised`);
    }
    const waiting = states.filter(({ state }) => state !== "OK");
    const now = Date.now();
    if (now >= bakedAt && waiting.length === 0) {
      return [];
    }
    if (now >= bakedAt + noStateLimitMs) {
      return waiting.map(({ alarm, state }) => `${alarm} is in state ${state}`);
    }
    if (now >= bakedAt) {
      onProgress?.(`waiting for ${waiting.length} of ${states.length} alarms to have a state`);
    }
    await sleep(now < bakedAt ? Math.min(pollMs, bakedAt - now) : pollMs, null, {
      signal,
    });
  }
}

async function statesOf(deployments: readonly DeploymentOutputs[]) {
  const states = deployments.map(async ({ region, alarm_names }) => {
    if (alarm_names.length === 0) {
      return [];
    }
    const found = await alarmStates(region, alarm_names);
    return alarm_names.map((name) => ({
      alarm: `${region}: alarm ${name}`,
      state: found.get(name) ?? "missing",
    }));
  });
  return (await Promise.all(states)).flat();
}
