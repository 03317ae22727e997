/**
 * The content of a message in MIME: take it apart, or change it in place.
 *
 * @packageDocumentation
 */
export { type EditedMessage, editMessage, type MessageEdits } from "./edit-message";
export { type ParsedMessage, parseMessage } from "./parse-message";
export type { TextEdit } from "./text-edit";
