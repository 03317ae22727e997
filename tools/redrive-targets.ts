import { UserError } from "../modules/user-error";
import { readStacks, type Stack } from "./stacks";
import {
  type Terraform,
  TerraformFailed,
  terraformIn,
  type TerraformOptions,
} from "./terraform";

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
  const outputs = await Promise.all(
    stacks.map((stack) => outputsOf(stack, { terraform, env })),
  );
  const faults = stacks.flatMap(({ name }, index) =>
    typeof outputs[index]!.failure_queue_url === "string"
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
  return outputs.map((output) => ({
    region: output.region as string,
    queueUrl: output.failure_queue_url as string,
    functionName: output.function_name as string,
    functionArn: output.email_flow_rule_function_arn as string,
  }));
}

function selectStacks(
  stacks: readonly Stack[],
  regions: readonly string[] | undefined,
): readonly Stack[] {
  if (regions === undefined) return stacks;
  const names = stacks.map(({ name }) => name);
  const unknown = regions.filter(
    (region) => !names.includes(`workmail-${region}`),
  );
  if (unknown.length > 0) {
    throw new UserError(
      `No stack for ${unknown.join(", ")}; there are ${names.join(", ")}.`,
    );
  }
  return stacks.filter(({ name }) =>
    regions.some((region) => name === `workmail-${region}`),
  );
}

/** A folder that was synthesised anew, or on another machine, has to be initialised first. */
async function outputsOf(
  { folder }: Stack,
  options: TerraformOptions,
): Promise<Record<string, unknown>> {
  const terraform = terraformIn(folder, options);
  try {
    return await terraform.outputs();
  } catch (error) {
    if (!(error instanceof TerraformFailed)) throw error;
    await terraform.init();
    return terraform.outputs();
  }
}
