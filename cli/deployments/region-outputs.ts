import { firstAlone, regionOf, type Stack } from "../terraform/stacks";
import { TerraformFailed, terraformIn, type TerraformOptions } from "../terraform/terraform";
import { splitByRegion } from "./deployment-outputs";
import { functionsOf } from "./synthesized-function";

/** What a stack tells of one Region. */
export interface RegionOutputs {
  /** Undefined for a stack for all Regions of which the state knows none. */
  readonly region?: string;
  /** What a fault calls it. */
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What stacks tell of each Region, from Terraform's state: of a Region that failed, what is known. */
export async function regionOutputs(stacks: readonly Stack[], options: TerraformOptions): Promise<RegionOutputs[]> {
  const alone = firstAlone(options.terraform);
  const told = await Promise.all(stacks.map(async (stack) => byRegion(stack, await outputsOf(stack, options, alone))));
  return told.flat();
}

/** A stack that has all Regions says in front of each output whose it is. */
function byRegion(stack: Stack, outputs: Readonly<Record<string, unknown>>): RegionOutputs[] {
  const { name } = stack;
  const own = regionOf(name);
  if (own !== undefined) {
    return [{ region: own, name, values: outputs }];
  }
  const told = splitByRegion(outputs);
  // A Region of which nothing is deployed has no output.
  const regions = new Set<string>([
    ...functionsOf(stack).map(({ region }) => region),
    ...told.map(({ region }) => region),
  ]);
  if (regions.size === 0) {
    return [{ name, values: {} }];
  }
  return [...regions].map((region) => ({
    region,
    name: `${name}, ${region}`,
    values: told.find((it) => it.region === region)?.values ?? {},
  }));
}

/** A folder that was synthesized anew, or on another machine, has to be initialized first. */
async function outputsOf(
  { folder }: Stack,
  options: TerraformOptions,
  alone: ReturnType<typeof firstAlone>,
): Promise<Record<string, unknown>> {
  const terraform = terraformIn(folder, options);
  try {
    return await terraform.outputs();
  } catch (error) {
    if (!(error instanceof TerraformFailed)) {
      throw error;
    }
    await alone(() => terraform.init());
    return terraform.outputs();
  }
}
