/**
 * Handlers for emails of several sources: Amazon WorkMail, and Amazon SES before and after it. They need the package
 * `postal-mime`.
 *
 * @packageDocumentation
 */
export { EmailEventError } from "./checks";
export { createHandler, type SourcesOptions, type SourceTools } from "./create-handler";
export {
  type AnswerTo,
  createSynchronousHandler,
  type SynchronousEmailFrom,
  type SynchronousSourcesOptions,
  type SynchronousSourceTools,
} from "./create-synchronous-handler";
export type { SesDisposition } from "./disposition";
export type { SesCommonHeaders, SesHeader, SesMail } from "./ses-mail";
export {
  parseSesReceiptEvent,
  type SesReceipt,
  sesReceipt,
  type SesReceiptEvent,
  type SesReceiptRecord,
  type SesVerdict,
} from "./ses-receipt";
export { parseSesSendingEvent, sesSending, type SesSendingDetail, type SesSendingEvent } from "./ses-sending";
export type { AnySource, AnySynchronousSource, EmailFrom, Source, SynchronousSource } from "./source";
export { workMail } from "./workmail";
