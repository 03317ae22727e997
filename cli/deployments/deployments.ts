import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { commandLine } from "../../modules/command-line";
import { readForeignJson } from "../../modules/read-foreign-json";
import { fileReason, UserError } from "../../modules/user-error";
import type { Stack } from "../terraform/stacks";
import { type DeploymentOutputs, findDeployments, isDeployment } from "./deployment-outputs";

const ALLOWED_OUTPUTS = 'Allowed: what "terraform output -json" or the command outputs prints.';

/** Where a command learns what is deployed. */
export interface DeploymentsOptions {
  /** These Regions only. @default - all */
  readonly region?: readonly string[];
  /** File with outputs, or - for standard input. @default - the states of the synthesized stacks */
  readonly outputs?: string;
}

/** The outputs of a Region, if it has any. */
export interface ToldRegion {
  readonly region: string;
  /** Undefined when it is not deployed, or only in part. */
  readonly outputs?: DeploymentOutputs;
}

/**
 * Returns the outputs of each Region that is synthesized, or that is in the file.
 *
 * @param stacks what was synthesized @default - what is in cdktf.out
 * @throws UserError when there is none, or none that was asked for
 */
export async function readRegions(
  { region: regions, outputs }: DeploymentsOptions,
  stacks?: readonly Stack[],
): Promise<ToldRegion[]> {
  const all = outputs === undefined ? await fromStates(stacks) : await fromFile(outputs);
  const known = all.map(({ region }) => region);
  const missing = (regions ?? []).filter((region) => !known.includes(region));
  if (known.length === 0 || missing.length > 0) {
    throw new UserError(
      `${outputs ?? "The synthesized configuration"} contains no deployment in ${missing.join(", ") || "any Region"}${known.length > 0 ? `; it contains ${known.join(", ")}` : ""}. ${
        outputs === undefined
          ? `Next: ${commandLine(["deploy"])}`
          : 'It needs all outputs of a stack or a module; of a module, output "workmail" { value = module.workmail } gives them.'
      }`,
    );
  }
  return all.filter(({ region }) => regions?.includes(region) ?? true);
}

/**
 * Returns the deployments, one for each Region.
 *
 * @throws UserError that names every Region that is not deployed
 */
export async function readDeployments(options: DeploymentsOptions): Promise<DeploymentOutputs[]> {
  const told = await readRegions(options);
  const missing = told.filter(({ outputs }) => outputs === undefined);
  if (missing.length > 0) {
    throw new UserError(
      `Not deployed, or only in part: ${missing.map(({ region }) => region).join(", ")}. Next: ${commandLine(["deploy"])}`,
    );
  }
  return told.map(({ outputs }) => outputs!);
}

async function fromStates(stacks?: readonly Stack[]): Promise<ToldRegion[]> {
  // Not needed to read a file, and half of the start.
  const { readStates } = await import("./states");
  const told = await readStates(stacks);
  const deployed = told.flatMap(({ values }) => (isDeployment(values) ? [values] : []));
  checkOnce(deployed, "The synthesized configuration", "Pass the outputs of one of them with --outputs.");
  return told.map(({ region, name, values }) => ({
    region: region ?? name,
    outputs: isDeployment(values) ? values : undefined,
  }));
}

async function fromFile(file: string): Promise<ToldRegion[]> {
  const json = file === "-" ? await text(process.stdin) : await readFileOf(file);
  const found = findDeployments(await parseJson(json, file));
  checkOnce(found, file, "Pass one at a time: terraform output -json NAME");
  return found.map((outputs) => ({ region: outputs.region, outputs }));
}

/** @throws UserError when a Region has more than one deployment */
function checkOnce(deployments: readonly DeploymentOutputs[], source: string, next: string): void {
  const regions = deployments.map(({ region }) => region);
  const twice = [...new Set(regions.filter((it, index) => regions.indexOf(it) !== index))];
  if (twice.length > 0) {
    throw new UserError(
      `${source} has more than one deployment in ${twice.join(", ")}: ${deployments.map(({ function_arn }) => function_arn).join(", ")}. ${next}`,
    );
  }
}

async function parseJson(json: string, file: string): Promise<unknown> {
  const { value, errors } = await readForeignJson(json);
  if (errors.length > 0) {
    throw new UserError(`${file}: ${errors.join("; ")}. ${ALLOWED_OUTPUTS}`);
  }
  return value;
}

async function readFileOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UserError(`${file}: ${fileReason(error)}, which --outputs names. ${ALLOWED_OUTPUTS}`);
  }
}
