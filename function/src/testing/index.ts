/**
 * For the tests of your own handlers: a double of AWS's APIs for a message's content.
 *
 * @packageDocumentation
 */
export { type MessageDouble, type MessageDoubleOptions, type MessageFault, startMessageDouble } from "./message-double";
