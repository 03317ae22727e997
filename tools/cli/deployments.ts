import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { UserError } from "../../modules/user-error";
import {
  type DeploymentOutputs,
  findDeployments,
  isDeployment,
} from "../terraform/deployment-outputs";
import { regionOutputs } from "../terraform/region-outputs";
import { readStacks } from "../terraform/stacks";
import { withTerraform } from "../terraform/terraform";

/** Where a command learns what is deployed. */
export interface DeploymentsOptions {
  /** These Regions only. @default - all */
  readonly region?: readonly string[];
  /** File with outputs, or - for standard input. @default - the states of the synthesised stacks */
  readonly outputs?: string;
}

/** What is known of a Region. */
export interface ToldRegion {
  readonly region: string;
  /** Undefined when it is not deployed, or only in part. */
  readonly outputs?: DeploymentOutputs;
}

/**
 * What is known of each Region that has been synthesised, or that is in the file.
 *
 * @throws UserError when there is none, or none that was asked for
 */
export async function readRegions({
  region: regions,
  outputs,
}: DeploymentsOptions): Promise<ToldRegion[]> {
  const all =
    outputs === undefined ? await fromStates() : await fromFile(outputs);
  const known = all.map(({ region }) => region);
  const missing = (regions ?? []).filter((region) => !known.includes(region));
  if (known.length === 0 || missing.length > 0) {
    throw new UserError(
      `${outputs ?? "What was synthesised"} tells nothing of ${missing.join(", ") || "any Region"}${known.length > 0 ? `; it tells of ${known.join(", ")}` : ""}. ${
        outputs === undefined
          ? "Next: npm run deploy"
          : 'It needs all outputs of a stack or a module; of a module, output "workmail" { value = module.workmail } gives them.'
      }`,
    );
  }
  return all.filter(({ region }) => regions?.includes(region) ?? true);
}

/**
 * What is deployed, a Region each.
 *
 * @throws UserError that names every Region that is not deployed
 */
export async function readDeployments(
  options: DeploymentsOptions,
): Promise<DeploymentOutputs[]> {
  const told = await readRegions(options);
  const missing = told.filter(({ outputs }) => outputs === undefined);
  if (missing.length > 0) {
    throw new UserError(
      `Not deployed, or only in part: ${missing.map(({ region }) => region).join(", ")}. Next: npm run deploy`,
    );
  }
  return told.map(({ outputs }) => outputs!);
}

async function fromStates(): Promise<ToldRegion[]> {
  const stacks = readStacks();
  const told = await withTerraform((terraform) =>
    regionOutputs(stacks, { terraform, env: process.env }),
  );
  return told.map(({ region, name, values }) => ({
    region: region ?? name,
    outputs: isDeployment(values) ? values : undefined,
  }));
}

async function fromFile(file: string): Promise<ToldRegion[]> {
  const json =
    file === "-" ? await text(process.stdin) : await readFileOf(file);
  try {
    return findDeployments(JSON.parse(json)).map((outputs) => ({
      region: outputs.region,
      outputs,
    }));
  } catch (error) {
    throw new UserError(
      `${file}: no JSON (${(error as Error).message}); allowed: what "terraform output -json" prints.`,
    );
  }
}

async function readFileOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UserError(`${file}: ${(error as Error).message}`);
  }
}
