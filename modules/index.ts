export { ExecutionRole, type ExecutionRoleProps } from "./execution-role";
export { addOutputs } from "./outputs";
export { UserError } from "./user-error";
export type { VpcConfig, VpcConfigValue } from "./vpc-config";
export { WORKMAIL_REGIONS, type WorkMailRegion } from "./workmail";
export { WorkMailLambda, type WorkMailLambdaProps } from "./workmail-lambda";
export {
  WorkMailPermission,
  type WorkMailPermissionProps,
} from "./workmail-permission";
