export { ExecutionRole, type ExecutionRoleProps } from "./constructs/execution-role";
export { addOutputs } from "./constructs/outputs";
export type { VpcConfig, VpcConfigValue } from "./constructs/vpc-config";
export { WorkMailLambda } from "./constructs/workmail-lambda";
export type { WorkMailLambdaProps } from "./constructs/workmail-lambda-props";
export { WorkMailPermission, type WorkMailPermissionProps } from "./constructs/workmail-permission";
export { UserError } from "./user-error";
export { WORKMAIL_REGIONS, type WorkMailRegion } from "./workmail";
