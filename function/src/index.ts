/**
 * For one's own handlers, and for the tests of them: the typed Amazon WorkMail event, its parser, what an event means,
 * and `createHandler`, which makes a Lambda function of the logic for an email.
 *
 * @packageDocumentation
 */
export { createHandler, type EmailTools } from "./create-handler";
export { Email } from "./email";
export type { FlowDirection, WorkMailAddress, WorkMailEnvelope, WorkMailEvent, WorkMailRecipient } from "./event";
export type { EmailResult } from "./handler";
export type { LogAttributes, Logger } from "./logger";
export type { Metrics, MetricUnit } from "./metrics";
export type { WorkMailHandler } from "./observe";
export { type Fault, parseWorkMailEvent, WorkMailEventError } from "./parse-event";
export type { WorkMailAction, WorkMailResponse, WorkMailResponseAction } from "./response";
