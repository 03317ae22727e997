import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { type IResolvable, Token, Tokenization } from "cdktf";
import { publicly } from "../tokens/condition";
import { expression } from "../tokens/expression";

/** Where in a VPC a function runs. */
export interface VpcConfig {
  readonly subnetIds: string[];
  readonly securityGroupIds: string[];
}

/** An object that Terraform alone knows, and which may be null, has Terraform's names. */
export type VpcConfigValue = VpcConfig | IResolvable;

/** The subnets; null where Terraform knows of no VPC. */
export function subnetIdsOf(vpcConfig: VpcConfigValue): string[] {
  return Tokenization.isResolvable(vpcConfig)
    ? Token.asList(expression`try(${vpcConfig}.subnet_ids, null)`)
    : vpcConfig.subnetIds;
}

/** Puts a function into a VPC. */
export function putVpcConfig(lambda: LambdaFunction, vpcConfig: VpcConfigValue): void {
  if (!Tokenization.isResolvable(vpcConfig)) {
    lambda.putVpcConfig(vpcConfig);
    return;
  }
  lambda.addOverride("dynamic.vpc_config", {
    for_each: expression`${publicly(expression`${vpcConfig} != null`)} ? [true] : []`,
    content: {
      subnet_ids: expression`${vpcConfig}.subnet_ids`,
      security_group_ids: expression`${vpcConfig}.security_group_ids`,
    },
  });
}
