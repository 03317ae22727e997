import type { TerraformOptions } from "../terraform/run";
import type { Stack } from "../terraform/stacks";
import { regionOutputs } from "./region-outputs";
import { synthesizedFunction } from "./synthesized-function";

/**
 * Returns a line for each Region with its state after an incomplete deployment: a Region that was not reached may
 * have an earlier deployment.
 */
export async function whatRegionsHave(stacks: readonly Stack[], options: TerraformOptions): Promise<string[]> {
  const told = await regionOutputs(stacks, options);
  return told.map(
    ({ region, name, values }) =>
      `${region ?? name}: ${whatItHas(values, region && synthesizedFunction(stacks, region).sourceCodeHash)}`,
  );
}

function whatItHas(values: Readonly<Record<string, unknown>>, artifact: string | undefined): string {
  const { email_flow_rule_function_arn: arn, code_sha256: code } = values;
  if (arn === undefined) {
    return "not deployed, or only in part";
  }
  return code === artifact
    ? "the artifact that is built here"
    : `another artifact, of an earlier deployment (CodeSha256 ${String(code)})`;
}
