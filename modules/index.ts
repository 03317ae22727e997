/**
 * The constructs, for your own CDKTF app: {@link WorkMailLambda} creates the function and everything around it. They
 * need the packages `cdktf`, `constructs`, and `@cdktf/provider-aws`.
 *
 * @packageDocumentation
 */
export type { AlarmTopic } from "./constructs/alarm-topic";
export type { Alarms } from "./constructs/alarms";
export type { Dashboard, DashboardFunction } from "./constructs/dashboard";
export type { DeduplicationTable } from "./constructs/deduplication-table";
export type { EmailFlowRuleProps, EmailFlowRulesValue } from "./constructs/email-flow-rules";
export { ExecutionRole, type ExecutionRoleProps } from "./constructs/execution-role";
export type { FailureQueue } from "./constructs/failure-queue";
export type { LiveAlias } from "./constructs/live-alias";
export { addOutputs } from "./constructs/outputs";
export type { Grant, Statement } from "./constructs/policy-document";
export type { PolicyStatementProps, PolicyStatementsValue } from "./constructs/policy-statements";
export type { SesReceiptRuleProps, SesReceiptRuleValue } from "./constructs/ses-receipt-rule";
export type { SesSendingEventsProps, SesSendingEventsValue } from "./constructs/ses-sending-events";
export type { VpcConfig, VpcConfigValue } from "./constructs/vpc-config";
export { WorkMailLambda } from "./constructs/workmail-lambda";
export type { WorkMailLambdaProps } from "./constructs/workmail-lambda-props";
export { WorkMailPermission, type WorkMailPermissionProps } from "./constructs/workmail-permission";
export type { Condition } from "./tokens/condition";
export { UserError } from "./user-error";
export { type Region, REGIONS, WORKMAIL_REGIONS, type WorkMailRegion } from "./workmail";
