import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { type IResolvable, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { isInVpc, putVpcConfig, type VpcConfigValue } from "../../../modules/constructs/vpc-config";
import { rendered } from "../../support/rendered";

const known = { subnetIds: ["subnet-1a"], securityGroupIds: ["sg-1a"] };

function variable(stack: TerraformStack): IResolvable {
  return new TerraformVariable(stack, "vpc", { type: "any" }).value as IResolvable;
}

/** The function's blocks that a VPC adds. */
function blocks(vpcConfig: (stack: TerraformStack) => VpcConfigValue) {
  const stack = new TerraformStack(Testing.app(), "mail");
  const lambda = new LambdaFunction(stack, "function", {
    functionName: "mail",
    role: "arn:aws:iam::111122223333:role/mail",
  });
  putVpcConfig(lambda, vpcConfig(stack));
  const { resource } = JSON.parse(Testing.synth(stack)) as {
    resource: { aws_lambda_function: { function: Record<string, unknown> } };
  };
  const { vpc_config, dynamic } = resource.aws_lambda_function.function;
  return { vpc_config, dynamic };
}

describe("putVpcConfig", () => {
  it("writes the block where the VPC is known", () => {
    expect(blocks(() => known)).toEqual({
      vpc_config: { subnet_ids: ["subnet-1a"], security_group_ids: ["sg-1a"] },
    });
  });

  it("lets Terraform write it where there may be none", () => {
    expect(blocks(variable)).toEqual({
      dynamic: {
        vpc_config: {
          for_each: "${try(nonsensitive(var.vpc != null), var.vpc != null) ? [true] : []}",
          content: {
            subnet_ids: "${var.vpc.subnet_ids}",
            security_group_ids: "${var.vpc.security_group_ids}",
          },
        },
      },
    });
  });
});

describe("isInVpc", () => {
  it("is known where the VPC is", () => {
    expect(isInVpc(known)).toBe(true);
    expect(isInVpc(undefined)).toBe(false);
  });

  it("is left to Terraform where only Terraform knows", () => {
    const stack = new TerraformStack(Testing.app(), "mail");
    expect(rendered(stack, isInVpc(variable(stack)))).toBe("${try(nonsensitive(var.vpc != null), var.vpc != null)}");
  });
});
