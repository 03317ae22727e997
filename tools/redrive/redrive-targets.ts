import { UserError } from "../../modules/user-error";
import { regionOutputs } from "../terraform/region-outputs";
import { readStacks, regionOf, type Stack } from "../terraform/stacks";
import type { Terraform } from "../terraform/terraform";

/** A queue of failed events, and the function that is to have them again. */
export interface RedriveTarget {
  readonly region: string;
  readonly queueUrl: string;
  readonly functionName: string;
  /** What is invoked: the ARN that the email flow rule names, or the function's name. */
  readonly functionArn: string;
}

/**
 * The queues of the deployed stacks, as Terraform's outputs tell them.
 *
 * @param regions those wanted, @default - all that have a stack
 * @throws UserError that names every Region without a stack, or else every stack
 * that is not deployed or has no queue of its own
 * @throws TerraformFailed, ProviderMissing
 */
export async function deployedTargets(
  terraform: Terraform,
  regions?: readonly string[],
  {
    env = process.env,
    outdir,
  }: { env?: NodeJS.ProcessEnv; outdir?: string } = {},
): Promise<RedriveTarget[]> {
  const stacks = selectStacks(readStacks(outdir), regions);
  const outputs = (await regionOutputs(stacks, { terraform, env })).filter(
    ({ region = "" }) => regions?.includes(region) ?? true,
  );
  const told = outputs.map(({ region }) => region);
  const missing = (regions ?? []).filter((region) => !told.includes(region));
  if (missing.length > 0) {
    throw new UserError(
      `Nothing is deployed for ${missing.join(", ")}; there is ${told.join(", ") || "no Region"}.`,
    );
  }
  const faults = outputs.flatMap(({ name, values }) =>
    typeof values.failure_queue_url === "string"
      ? []
      : [`  ${name}: no output failure_queue_url`],
  );
  if (faults.length > 0) {
    throw new UserError(
      [
        "There is no queue of failed events to take from:",
        ...faults,
        "Deploy first (npm run deploy), or, where failed events go to a destination of your own, name its queue: --region, --queue and --function.",
      ].join("\n"),
    );
  }
  return outputs.map(({ values }) => ({
    region: values.region as string,
    queueUrl: values.failure_queue_url as string,
    functionName: values.function_name as string,
    functionArn: values.email_flow_rule_function_arn as string,
  }));
}

function selectStacks(
  stacks: readonly Stack[],
  regions: readonly string[] | undefined,
): readonly Stack[] {
  if (regions === undefined) return stacks;
  const names = stacks.map(({ name }) => name);
  if (names.some((name) => regionOf(name) === undefined)) return stacks;
  const unknown = regions.filter(
    (region) => !names.some((name) => regionOf(name) === region),
  );
  if (unknown.length > 0) {
    throw new UserError(
      `No stack for ${unknown.join(", ")}; there are ${names.join(", ")}.`,
    );
  }
  return stacks.filter(({ name }) =>
    regions.some((region) => regionOf(name) === region),
  );
}
