import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { type IResolvable, Tokenization } from "cdktf";
import { type Condition, publicly } from "../tokens/condition";
import { expression } from "../tokens/expression";

/** Where in a VPC a function runs. */
export interface VpcConfig {
  readonly subnetIds: string[];
  readonly securityGroupIds: string[];
}

/** An object that Terraform alone knows, and which may be null, has Terraform's names. */
export type VpcConfigValue = VpcConfig | IResolvable;

/** Returns whether there is a VPC. */
export function isInVpc(vpcConfig: VpcConfigValue | undefined): Condition {
  return Tokenization.isResolvable(vpcConfig) ? publicly(expression`${vpcConfig} != null`) : vpcConfig !== undefined;
}

/** Puts a function into a VPC. */
export function putVpcConfig(lambda: LambdaFunction, vpcConfig: VpcConfigValue): void {
  if (!Tokenization.isResolvable(vpcConfig)) {
    lambda.putVpcConfig(vpcConfig);
    return;
  }
  lambda.addOverride("dynamic.vpc_config", {
    for_each: expression`${isInVpc(vpcConfig)} ? [true] : []`,
    content: {
      subnet_ids: expression`${vpcConfig}.subnet_ids`,
      security_group_ids: expression`${vpcConfig}.security_group_ids`,
    },
  });
}
