import { existsSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { commandLine } from "../../modules/command-line";
import { readSettings } from "../../modules/settings/read-settings";
import { settingsFile } from "../../modules/settings/settings-file";
import { UserError } from "../../modules/user-error";
import { withTerraform } from "../terraform/binary";
import { readStacks, type Stack } from "../terraform/stacks";
import { type RegionOutputs, regionOutputs } from "./region-outputs";
import { functionsOf } from "./synthesized-function";

/**
 * The stacks that were synthesized, as long as they are those of the settings:
 * one checkout may serve several environments.
 *
 * @throws UserError when they are others, or there are none
 */
function ownStacks(stacks: readonly Stack[]): readonly Stack[] {
  const file = settingsFile();
  // Your own app may have none.
  if (!existsSync(file)) {
    return stacks;
  }
  const { stackName, singleStack, regions } = readSettings();
  const wanted = regions.map(
    ({ region, functionName }) => `${functionName} in ${singleStack ? stackName : `${stackName}-${region}`}, ${region}`,
  );
  const found = stacks.flatMap((stack) =>
    functionsOf(stack).map(({ region, options }) => `${options.functionName} in ${stack.name}, ${region}`),
  );
  if (!isDeepStrictEqual(wanted.sort(), found.sort())) {
    throw new UserError(
      [
        `The synthesized configuration does not match ${file}. Next: ${commandLine(["synth"])}, or, for an app that does not read the file, move it elsewhere`,
        ...found.map((it) => `  synthesized: ${it}`),
        ...wanted.map((it) => `  asked for: ${it}`),
      ].join("\n"),
    );
  }
  return stacks;
}

/**
 * Returns the outputs in Terraform's states of each synthesized Region.
 *
 * @throws UserError when what was synthesized is not of the settings
 */
export async function readStates(stacks: readonly Stack[] = readStacks()): Promise<RegionOutputs[]> {
  const own = ownStacks(stacks);
  return withTerraform((terraform) => regionOutputs(own, { terraform, env: process.env }));
}
