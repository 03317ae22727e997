import type { RolloutChecks } from "../../modules/settings/settings-schema";
import { UserError } from "../../modules/user-error";
import type { Terraform } from "../terraform/binary";
import { readStacks } from "../terraform/stacks";
import { expectationOf } from "../verification/verify-deployment";
import { checkWave, waveDeployments } from "./check-wave";
import { wavesOf } from "./waves";

/**
 * Deploys a wave of what is synthesized, checks it, and begins the next one when
 * nothing speaks against it.
 *
 * @param deploy deploys the stacks of these names, as they are synthesized now
 * @throws WaveStopped
 * @throws what deploy throws
 */
export async function deployInWaves(
  deploy: (stacks: readonly string[]) => Promise<void>,
  checks: RolloutChecks,
  terraform: Terraform,
): Promise<void> {
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => interruption.abort());
  }
  const { signal } = interruption;
  const waves = wavesOf(readStacks());
  for (const [index, wave] of waves.entries()) {
    const names = wave.map(({ name }) => name);
    console.error(`Wave ${index + 1} of ${waves.length}: ${names.join(", ")}`);
    await deploy(names);
    if (index === waves.length - 1) {
      return;
    }
    const deployments = await waveDeployments(wave, {
      terraform,
      env: process.env,
    });
    const faults = await checkWave(deployments, checks, (region) => expectationOf(wave, region), {
      onProgress: (text) => console.error(`  ${text}`),
      signal,
    }).catch((error: unknown) => {
      if (signal.aborted) {
        return ["interrupted"];
      }
      // Whatever keeps AWS from being asked, it must be said what is deployed.
      if (error instanceof UserError) {
        return [error.message];
      }
      throw error;
    });
    if (faults.length > 0 || signal.aborted) {
      const begun = waves.slice(0, index + 1).flat();
      const rest = waves.slice(index + 1).flat();
      throw new WaveStopped(
        [
          "The next wave does not begin:",
          ...faults.map((fault) => `  ${fault}`),
          `Deployed: ${begun.map(({ name }) => name).join(", ")}`,
          `Not begun: ${rest.map(({ name }) => name).join(", ")}`,
          "Next: mend it and run this again, or go back (npx workmail-lambda rollback, with the setting liveAlias).",
        ].join("\n"),
        signal.aborted ? 130 : 1,
      );
    }
  }
}

/** What was checked between two waves speaks against the next one. */
export class WaveStopped extends UserError {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}
