import { commandAgain, commandLine } from "../../modules/command-line";
import { printNote } from "../../modules/print";
import type { RolloutChecks } from "../../modules/settings/deployment-settings";
import { UserError } from "../../modules/user-error";
import type { Terraform } from "../terraform/binary";
import { layers } from "../terraform/in-dependency-order";
import type { Stack } from "../terraform/stacks";
import { expectationOf } from "../verification/expectation";
import { checkWave, waveDeployments } from "./check-wave";

/** How waves are deployed. */
export interface WavesOptions {
  readonly checks: RolloutChecks;
  readonly terraform: Terraform;
  /** Interrupts the rollout between two waves. */
  readonly signal: AbortSignal;
}

/**
 * Deploys the stacks wave by wave: checks what a wave has deployed, and starts the next one if nothing failed.
 *
 * @param deploy deploys one wave
 * @throws WaveStopped
 * @throws what deploy throws
 */
export async function deployInWaves<Item extends Stack>(
  stacks: readonly Item[],
  deploy: (wave: readonly Item[]) => Promise<void>,
  options: WavesOptions,
): Promise<void> {
  const waves = layers(stacks);
  for (const [index, wave] of waves.entries()) {
    printNote(`Wave ${index + 1} of ${waves.length}: ${namesOf(wave)}`);
    await deploy(wave);
    if (index === waves.length - 1) {
      return;
    }
    const errors = await errorsOf(wave, options);
    if (errors.length > 0 || options.signal.aborted) {
      throw new WaveStopped(
        [
          `The rollout stopped before wave ${index + 2} of ${waves.length}:`,
          ...errors.map((error) => `  ${error}`),
          `Deployed: ${namesOf(waves.slice(0, index + 1).flat())}`,
          `Remaining: ${namesOf(waves.slice(index + 1).flat())}`,
          `Next: fix it, then ${commandAgain("deploy")}; or go back, with the setting liveAlias: ${commandLine(["rollback"])}`,
        ].join("\n"),
        options.signal.aborted ? 130 : 1,
      );
    }
  }
}

/** Returns why the next wave must not start; nothing when it may. */
async function errorsOf(wave: readonly Stack[], { checks, terraform, signal }: WavesOptions): Promise<string[]> {
  if (signal.aborted) {
    return ["interrupted"];
  }
  const deployments = await waveDeployments(wave, { terraform, env: process.env });
  try {
    return await checkWave(deployments, checks, (region) => expectationOf(wave, region), {
      onProgress: (text) => printNote(`  ${text}`),
      signal,
    });
  } catch (error) {
    if (signal.aborted) {
      return ["interrupted"];
    }
    // The report must list the deployed Regions, even if AWS cannot be called.
    if (error instanceof UserError) {
      return [error.message];
    }
    throw error;
  }
}

function namesOf(stacks: readonly Stack[]): string {
  return stacks.map(({ name }) => name).join(", ");
}

/** The rollout stopped between two waves. */
export class WaveStopped extends UserError {
  override readonly name = "WaveStopped";

  constructor(
    message: string,
    override readonly exitCode: number,
  ) {
    super(message);
  }
}
