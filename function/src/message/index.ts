/**
 * The content of an email: read it, and replace it while a synchronous rule waits.
 *
 * @packageDocumentation
 */
export { MessageError } from "./errors";
export type { MessageHeaders } from "./headers";
export { Message, messageOf, type MessageOptions, SynchronousMessage } from "./message";
