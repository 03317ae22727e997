import { TerraformOutput, type TerraformStack, Testing } from "cdktf";

/** The form of a value in Terraform, with the tokens of a stack in it. */
export function rendered(stack: TerraformStack, value: unknown): unknown {
  const id = `rendered${stack.node.children.length}`;
  new TerraformOutput(stack, id, { value });
  const { output } = JSON.parse(Testing.synth(stack)) as {
    output: Record<string, { value: unknown }>;
  };
  return output[id]?.value;
}
