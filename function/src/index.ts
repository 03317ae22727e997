/**
 * For your own handlers and their tests: {@link createHandler} creates a Lambda handler from your logic for an
 * {@link Email}, and {@link parseWorkMailEvent} checks events.
 *
 * @packageDocumentation
 */
export { createHandler, type EmailTools } from "./create-handler";
export { Email } from "./email";
export type { EmailSource } from "./email-source";
export type { FlowDirection, WorkMailAddress, WorkMailEnvelope, WorkMailEvent, WorkMailRecipient } from "./event";
export type { EmailResult } from "./handler";
export type { LogAttributes, Logger } from "./logger";
export type { Metrics, MetricUnit } from "./metrics";
export type { WorkMailHandler } from "./observe";
export { type FieldError, parseWorkMailEvent, WorkMailEventError } from "./parse-event";
export type { WorkMailAction, WorkMailResponse, WorkMailResponseAction } from "./response";
