import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { type IResolvable, Tokenization } from "cdktf";
import { type Condition, publicly } from "../tokens/condition";
import { expression } from "../tokens/expression";

/**
 * The subnets and security groups of a function that runs in a VPC.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export interface VpcConfig {
  /** IDs of the subnets: at least one, better one in each of two Availability Zones. */
  readonly subnetIds: string[];
  /** IDs of the security groups of the function's network interfaces. */
  readonly securityGroupIds: string[];
}

/**
 * A VPC configuration, or a token for one that only Terraform knows: an object with `subnet_ids` and
 * `security_group_ids`, or null.
 */
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
