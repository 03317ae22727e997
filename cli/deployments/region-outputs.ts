import { terraformIn } from "../terraform/folder";
import { TerraformFailed, type TerraformOptions } from "../terraform/run";
import { StackConfiguration } from "../terraform/stack-configuration";
import { firstAlone, regionOf, type Stack } from "../terraform/stacks";
import { isOfFunction, splitByPrefix } from "./deployment-outputs";
import { functionsOf } from "./synthesized-function";

/** The facts of one Region in a stack. */
export interface RegionOutputs {
  /** Undefined for a stack for all Regions of which the state knows none. */
  readonly region?: string;
  /** Its name in an error message. */
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Returns the outputs of each Region from Terraform's state: for a failed Region, those that exist. */
export async function regionOutputs(stacks: readonly Stack[], options: TerraformOptions): Promise<RegionOutputs[]> {
  const alone = firstAlone(options.terraform);
  const told = await Promise.all(stacks.map(async (stack) => byRegion(stack, await outputsOf(stack, options, alone))));
  return told.flat();
}

/** Asks the outputs and the configuration before the name: a stack of yours may have any name. */
function byRegion(stack: Stack, outputs: Readonly<Record<string, unknown>>): RegionOutputs[] {
  const { name, folder } = stack;
  const functions = functionsOf(stack);
  const found = splitByPrefix(outputs);
  const isFlat = isOfFunction(outputs) || (functions.length === 1 && found.length === 0);
  const own = (isFlat && (stringIn(outputs.region) ?? functions[0]?.region)) || regionOf(name);
  if (own !== undefined) {
    return [{ region: own, name, values: outputs }];
  }
  // A Region of which nothing is deployed has no output.
  const regions = new Set<string>([...functions.map(({ region }) => region), ...found.map(({ region }) => region)]);
  if (regions.size === 0) {
    // A stack of yours that has other things is none of ours.
    return new StackConfiguration(folder).resources.length > 0 ? [] : [{ name, values: {} }];
  }
  return [...regions].map((region) => ({
    region,
    name: `${name}, ${region}`,
    values: found.find((it) => it.region === region)?.values ?? {},
  }));
}

function stringIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
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
