/**
 * Handlers for rules that run the function synchronously: WorkMail waits for an answer that says what becomes of the
 * email.
 *
 * @packageDocumentation
 */
export { type ActionType, Answer, answers } from "./answer";
export { AnswerError } from "./check-answer";
export {
  createSynchronousHandler,
  type Decide,
  type InboundOptions,
  type SynchronousOptions,
  type SynchronousTools,
} from "./create-synchronous-handler";
export { DeadlineError } from "./deadline";
export { NotYet } from "./not-yet";
export { parseAnswer } from "./parse-answer";
export { SynchronousEmail } from "./synchronous-email";
