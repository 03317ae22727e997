import type { TerraformOptions } from "../terraform/run";
import type { Stack } from "../terraform/stacks";
import { regionOutputs } from "./region-outputs";
import { synthesizedFunction } from "./synthesized-function";

/**
 * What each Region has after a deployment that did not come to its end, a line
 * each: a Region that was not reached may have what an earlier one left there.
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
